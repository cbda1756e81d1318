import { defineErrors, errorEntry } from '#lib/user-error';
import type { PrinterId } from '#model/ids';
import { askWebServer, NoAnswer } from '../printers/ask-web-server.ts';
import { printerErrors, type Printers } from '../printers/printers.ts';

/** Macros that the owner of a printer has written at the printer; they are run by name, as a line by hand (MA15). */
export interface PrinterMacros {
  /** Their names, sorted; null where the driver knows of none. Asks the printer, and keeps nothing. Errors: `no-macros-answer`. */
  names(id: PrinterId): Promise<readonly string[] | null>;
}

const errors = defineErrors({
  noAnswer: errorEntry<{ reason: string }>({
    code: 'no-macros-answer',
    cause: ({ reason }) => `The printer did not say which macros it has: ${reason}.`,
    remedy: 'Ask again when it is connected.',
  }),
});

export function createPrinterMacros(parts: {
  readonly printers: Pick<Printers, 'get' | 'configurationOf' | 'manifests'>;
}): PrinterMacros {
  const { printers } = parts;
  return {
    async names(id) {
      const row = await printers.get(id);
      if (row === null) throw printerErrors.unknown({ id });
      const own = printers.manifests.get(row.driver)?.network?.macros;
      if (own === undefined) return null;
      try {
        return own.read(await askWebServer(own.question(printers.configurationOf(row).options)));
      } catch (error) {
        if (error instanceof NoAnswer) throw errors.noAnswer({ reason: error.message }, { cause: error });
        throw error;
      }
    },
  };
}
