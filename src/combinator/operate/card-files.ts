import { defineErrors, errorEntry } from '#lib/user-error';
import type { CardFile } from '#model/card-list';
import type { PrinterId } from '#model/ids';
import type { PhaseKind } from '#model/phase';
import type { Storage } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { FarmSchema } from '../schema.ts';
import { notSent } from './not-sent.ts';
import type { PrinterQuestions } from './printer-questions.ts';

/** What lies on the card in a printer, and taking it away (MA15). Nothing of it is kept; each time the printer is asked. */
export interface CardFiles {
  /** Answers what is left. Only while no print is open: the printer may be reading the file. */
  delete(printer: PrinterId, path: string, by: string): Promise<readonly CardFile[]>;
}

const errors = defineErrors({
  busy: errorEntry<object>({
    code: 'card-in-use',
    cause: () => 'Nothing is deleted from a card while a print is open at its printer.',
    remedy: 'Wait for the end of the print.',
  }),
  unknown: errorEntry<{ path: string }>({
    code: 'unknown-card-file',
    cause: ({ path }) => `There is no “${path}” on the card.`,
    remedy: 'It may have been deleted meanwhile: read the card again.',
    field: 'path',
  }),
  kept: errorEntry<{ path: string }>({
    code: 'card-file-kept',
    cause: ({ path }) => `“${path}” is still on the card.`,
    remedy: 'The card may be locked or damaged, or the firmware deletes nothing: look at its answer in the console.',
    field: 'path',
  }),
  refused: errorEntry<{ why: string; rule: string }>({
    code: 'card-file-not-deleted',
    cause: ({ why }) => `The printer was not asked to delete it: ${why}.`,
    remedy:
      'Try again while the printer stands in sight. M30 must not be among its blocked commands, and names with blanks or accents are deleted at its panel.',
    rule: ({ rule }) => rule,
  }),
});

const FREE: ReadonlySet<PhaseKind> = new Set(['ready', 'unverified', 'awaiting-retrieval']);

export function createCardFiles(parts: {
  readonly questions: Pick<PrinterQuestions, 'card'>;
  readonly fleet: () => Pick<Fleet, 'sendManual' | 'liveSnapshot'>;
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
}): CardFiles {
  const { questions, storage, events } = parts;
  return {
    async delete(printer, path, by) {
      const phase = parts.fleet().liveSnapshot(printer)?.phase.kind;
      if (phase !== undefined && !FREE.has(phase)) throw errors.busy({});
      const isThere = (files: readonly CardFile[]): boolean => files.some((file) => file.path === path);
      if (!isThere(await questions.card(printer))) throw errors.unknown({ path });
      // The person who asks for it is the second word that the machine wants to hear.
      const { accepted, reason } = await parts.fleet().sendManual(printer, [`M30 ${path}`], true);
      if (!accepted) throw notSent(reason, (why, rule) => errors.refused({ why, rule }));
      // Firmwares answer in many words, and some in none: what counts is that it is gone.
      const left = await questions.card(printer);
      if (isThere(left)) throw errors.kept({ path });
      await storage.transaction((tx) => events.emit(tx, 'card-file-deleted', { printerId: printer }, { path, by }));
      return left;
    },
  };
}
