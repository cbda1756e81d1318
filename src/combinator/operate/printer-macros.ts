import type { OwnMacro, OwnMacros } from '#drivers/own-macros';
import type { WebQuestion } from '#drivers/web-question';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { PrinterId } from '#model/ids';
import { askWebServer, NoAnswer } from '../printers/ask-web-server.ts';
import { printerErrors, type Printers } from '../printers/printers.ts';

/** Macros that the owner of a printer has written at the printer; they are run by name, as a line by hand (MA15). */
export interface PrinterMacros {
  /** Their names, sorted; null where the driver knows of none. Asks the printer, and keeps nothing. Errors: `no-macros-answer`. */
  names(id: PrinterId): Promise<readonly string[] | null>;
  /** The same with what each of them reads. */
  forms(id: PrinterId): Promise<readonly OwnMacro[] | null>;
  /** The line that runs one, as the printer has it now. Errors: `no-such-macro`, `bad-own-macro-value`, `no-macros-answer`. */
  lineFor(id: PrinterId, name: string, values: ReadonlyMap<string, string>): Promise<string>;
}

const errors = defineErrors({
  noAnswer: errorEntry<{ reason: string }>({
    code: 'no-macros-answer',
    cause: ({ reason }) => `The printer did not say which macros it has: ${reason}.`,
    remedy: 'Ask again when it is connected.',
  }),
  noMacro: errorEntry<{ name: string }>({
    code: 'no-such-macro',
    cause: ({ name }) => `The printer has no macro “${name}”, or none that a person runs.`,
    remedy: 'Open its page anew to see which it has.',
  }),
  badValue: errorEntry<{ field: string; rule: string }>({
    code: 'bad-own-macro-value',
    cause: ({ field, rule }) => `“${field}” is not right: ${rule}.`,
    remedy: 'Enter another value.',
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
});

interface Asked<T> {
  readonly question: (options: Readonly<Record<string, unknown>>) => WebQuestion;
  readonly read: (answer: unknown) => T;
}

export function createPrinterMacros(parts: {
  readonly printers: Pick<Printers, 'get' | 'configurationOf' | 'manifests'>;
}): PrinterMacros {
  const { printers } = parts;

  /** Null where the driver knows of none. */
  async function ask<T>(
    id: PrinterId,
    how: (own: OwnMacros) => Asked<T>,
  ): Promise<{ readonly own: OwnMacros; readonly told: T } | null> {
    const row = await printers.get(id);
    if (row === null) throw printerErrors.unknown({ id });
    const own = printers.manifests.get(row.driver)?.network?.macros;
    if (own === undefined) return null;
    const { question, read } = how(own);
    try {
      return { own, told: read(await askWebServer(question(printers.configurationOf(row).options))) };
    } catch (error) {
      if (error instanceof NoAnswer) throw errors.noAnswer({ reason: error.message }, { cause: error });
      throw error;
    }
  }

  return {
    names: async (id) => (await ask(id, (own) => own))?.told ?? null,
    forms: async (id) => (await ask(id, ({ forms }) => forms))?.told ?? null,
    async lineFor(id, name, values) {
      const found = await ask(id, ({ forms }) => forms);
      const macro = found?.told.find((each) => each.name === name);
      if (found === null || macro === undefined) throw errors.noMacro({ name });
      for (const [field, value] of values) {
        const parameter = macro.parameters.find((each) => each.name === field);
        const rule = parameter === undefined ? 'the macro does not read it' : found.own.wrongValue(parameter, value);
        if (rule !== null) throw errors.badValue({ field, rule });
      }
      return found.own.lineOf(macro, values);
    },
  };
}
