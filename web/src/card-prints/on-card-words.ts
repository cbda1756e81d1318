import { bytes } from '../format.ts';

/** What is said of a file that a printer reads from its own card; null of every other. */
export function onCardWords(
  card: { readonly sizeBytes?: number | null | undefined } | null | undefined,
): string | null {
  if (card == null) return null;
  return card.sizeBytes == null ? 'on its card' : `${bytes(card.sizeBytes)} on its card`;
}
