import type { CardPrintToDrive, SpoolRecord } from '#drivers/driver';
import { fileDigest } from '#model/ids';

/** What the next process must know of a print that the printer reads from its card (MA10). */
export interface CardNote {
  readonly path: string;
  /** Null: nobody has said it yet, which is only so before M24. */
  readonly sizeBytes: number | null;
  /** M24 was sent, or may have been. Before, nothing has moved. */
  readonly began: boolean;
  /** The highest byte that the printer had told by then. */
  readonly at: number;
  /** Ms since the epoch. */
  readonly startedAt: number;
}

/** Stands where the digest of a file of ours would. */
const NO_FILE = fileDigest('0'.repeat(64));

export const cardRecord = (print: CardPrintToDrive, portSession: string, note: CardNote): SpoolRecord => ({
  printId: print.printId,
  digest: NO_FILE,
  portSession,
  base: 0,
  firstLine: 0,
  reservedTo: 0,
  exceptions: [],
  note: JSON.stringify({ card: note }),
});

/** Null when the record is of another print, or tells of none from a card. */
export function cardNoteOf(record: SpoolRecord | null, print: CardPrintToDrive): CardNote | null {
  if (record === null || record.printId !== print.printId || record.note === null) return null;
  try {
    const { card } = JSON.parse(record.note) as { readonly card?: Partial<CardNote> };
    const { path, sizeBytes, began, at, startedAt } = card ?? {};
    if (path !== print.card.path || sizeBytes !== (print.card.sizeBytes ?? sizeBytes)) return null;
    if (typeof began !== 'boolean' || typeof at !== 'number' || typeof startedAt !== 'number') return null;
    if (typeof sizeBytes !== 'number' && (sizeBytes !== null || began)) return null;
    return { path, sizeBytes, began, at, startedAt };
  } catch {
    return null;
  }
}
