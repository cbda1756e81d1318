import type { PrinterId } from '#model/ids';
import type { Args } from '../api/arguments.ts';
import { upperSnake, type View } from '../api/views.ts';
import type { Features } from '../features.ts';

/** Printers out of files of other farms. What opens a printer goes in and never comes out. */
export function printerImportResolvers(
  { printerImport }: Pick<Features, 'printerImport'>,
  printer: (id: PrinterId) => Promise<View>,
) {
  return {
    Mutation: {
      async checkPrinterImport({ text }: Args): Promise<View> {
        const { kind, rows } = await printerImport.check(String(text));
        return { kind: upperSnake(kind), rows };
      },
      async importPrinters({ text, rows }: Args): Promise<readonly View[]> {
        const added = await printerImport.run(String(text), rows as readonly number[]);
        return Promise.all(added.map(printer));
      },
    },
  };
}
