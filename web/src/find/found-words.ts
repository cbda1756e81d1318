import type { WatchFoundPrintersSubscription } from '../graphql/operations.generated.ts';

export type FoundPrinters = WatchFoundPrintersSubscription['foundPrinters'];
export type FoundPrinter = FoundPrinters['printers'][number];

/** What it is and where, in one line. */
export function placeOf({ make, model, address, port }: FoundPrinter): string {
  const kind = model === null || model.startsWith(make) ? (model ?? make) : `${make} ${model}`;
  return `${kind} · ${address.includes(':') ? `[${address}]` : address}${port === 80 ? '' : `:${port}`}`;
}

const ORDER: Readonly<Record<FoundPrinter['standing'], number>> = { MOVED: 0, NEW: 1, ADDRESS_TAKEN: 1, KNOWN: 2 };

/** What asks for a decision first, what is in the farm already last; each by its name. */
export const inOrder = (printers: readonly FoundPrinter[]): readonly FoundPrinter[] =>
  printers.toSorted(
    (a, b) => ORDER[a.standing] - ORDER[b.standing] || a.name.localeCompare(b.name) || (a.key < b.key ? -1 : 1),
  );

/** Those that a person looks for: each word stands in its name, its make or its place. */
export function matching(printers: readonly FoundPrinter[], search: string): readonly FoundPrinter[] {
  const words = search.toLowerCase().split(/\s+/);
  return printers.filter((each) => {
    const text = `${each.name} ${placeOf(each)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
