import type { DriverManifest } from '#drivers/driver';
import { defineErrors, errorEntry } from '#lib/user-error';
import { type CardPlace, isCardPath } from '#model/card-print';
import type { JobId, PrinterId } from '#model/ids';
import type { Storage } from '#storage/storage';
import type { Events } from '../events/events.ts';
import { printerErrors } from '../printers/printers.ts';
import { printerById } from '../printers/store.ts';
import type { Queue } from '../queue/queue.ts';
import type { FarmSchema } from '../schema.ts';
import { keepForJob } from './store.ts';

/** Prints that a printer reads from its own card: a person says so, and a job of one copy waits its turn at that printer (decision 21). */
export interface CardPrints {
  order(wish: CardPrintWish, by: string): Promise<JobId>;
}

export interface CardPrintWish {
  readonly printerId: PrinterId;
  readonly place: CardPlace;
  /** As people read it; the end of its path when left out. */
  readonly name: string | null;
  /** The second word: nobody has looked at what the file holds. */
  readonly confirmed: boolean;
}

const errors = defineErrors({
  unconfirmed: errorEntry<object>({
    code: 'card-print-unconfirmed',
    cause: () =>
      'What a file on a card holds was never checked: temperatures and movements are limited by the firmware of the printer alone.',
    remedy: 'Say that it shall be printed all the same (“confirmed”), if you know the file.',
    field: 'confirmed',
  }),
  badPlace: errorEntry<{ rule: string }>({
    code: 'bad-card-file',
    cause: ({ rule }) => `Croft cannot name this file to the printer: ${rule}.`,
    remedy: 'Rename it on the card, or begin it at the printer.',
    field: 'path',
    rule: ({ rule }) => rule,
  }),
  noCard: errorEntry<{ name: string }>({
    code: 'no-card-printing',
    cause: ({ name }) => `${name} prints nothing from a card at Croft’s word.`,
    remedy: 'Begin it at the printer, or upload the file to the library and print that.',
    field: 'printerId',
  }),
});

export function createCardPrints(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly queue: Pick<Queue, 'addFromCard'>;
  readonly events: Events;
  readonly manifests: ReadonlyMap<string, DriverManifest>;
}): CardPrints {
  const { storage, queue, events, manifests } = parts;
  return {
    order: ({ printerId, place, name, confirmed }, by) =>
      storage.transaction(async (tx) => {
        const printer = await printerById(tx, printerId);
        if (printer === undefined) throw printerErrors.unknown({ id: printerId });
        if (manifests.get(printer.driver)?.printsFromCard !== true) throw errors.noCard({ name: printer.name });
        if (!isCardPath(place.path))
          throw errors.badPlace({
            rule: 'its path has a blank, a quotation mark, “;”, “*” or a letter beyond ASCII in it',
          });
        if (place.sizeBytes !== null && (!Number.isSafeInteger(place.sizeBytes) || place.sizeBytes <= 0))
          throw errors.badPlace({
            rule: 'its size is the whole number of bytes that the printer lists for it, or is left out where it lists none',
          });
        if (!confirmed) throw errors.unconfirmed({});
        const id = await queue.addFromCard(tx, printerId, name ?? place.path.split('/').at(-1) ?? place.path);
        await keepForJob(tx, id, place);
        await events.emit(tx, 'card-print-ordered', { printerId, jobId: id }, { ...place, by });
        return id;
      }),
  };
}
