import { isPrinterNumber } from '#drivers/printer-json';
import type { WebDialogue } from '#drivers/web-dialogue';
import { isRecord, type Model } from './record.ts';
import type { WebSession } from './web-session.ts';

/** Wide enough for a row of a list on a fine screen. */
const ENOUGH = 96;
/** A larger one would keep a board busy for long, which has a print to lead. */
const SIZE_LIMIT = 200_000;
/** A board gives some kilobytes at a time; one that never comes to an end is not asked for ever. */
const PIECES_LIMIT = 200;
const FORMATS: readonly unknown[] = ['png', 'jpeg'];

/** The picture of a file on the card, in base64: the smallest one that is wide enough, else the largest; null where there is none to show. PURE. */
export const pictureIn = (path: string) =>
  function* (session: WebSession): WebDialogue<string | null> {
    const place = encodeURIComponent(`0:/gcodes/${path}`);
    const isAlone = session.way === 'standalone';
    const info = yield session.ask(
      isAlone ? `/rr_fileinfo?name=${place}` : `/machine/fileinfo/${place}?readThumbnailContent=true`,
    );
    const chosen = chosenOf(info);
    if (chosen === null) return null;
    if (typeof chosen.data === 'string' && chosen.data !== '') return chosen.data;
    if (!isAlone || !isPrinterNumber(chosen.offset)) return null;
    let data = '';
    let offset = chosen.offset;
    for (let piece = 0; piece < PIECES_LIMIT; piece++) {
      const told = yield session.ask(`/rr_thumbnail?name=${place}&offset=${offset}`);
      if (!isRecord(told) || told.err !== 0 || typeof told.data !== 'string') return null;
      data += told.data;
      if (told.next === 0) return data;
      if (!isPrinterNumber(told.next) || told.next <= offset || data.length > 2 * SIZE_LIMIT) return null;
      offset = told.next;
    }
    return null;
  };

function chosenOf(info: unknown): Model | null {
  const told: readonly unknown[] = isRecord(info) && Array.isArray(info.thumbnails) ? info.thumbnails : [];
  const known = told
    .filter(isRecord)
    .filter(({ format }) => FORMATS.includes(typeof format === 'string' ? format.toLowerCase() : null))
    .filter(({ size }) => !isPrinterNumber(size) || size <= SIZE_LIMIT)
    .flatMap((each) => (isPrinterNumber(each.width) ? [{ each, width: each.width }] : []))
    .toSorted((a, b) => a.width - b.width);
  return (known.find(({ width }) => width >= ENOUGH) ?? known.at(-1))?.each ?? null;
}
