/** No printer says anything that nests deeper; what reads it calls itself once for each level. */
export const DEPTH_LIMIT = 64;

/** What a printer says as JSON. Throws `SyntaxError` for what is none, or nests deeper than any printer does (DR12). */
export function parsePrinterJson(text: string): unknown {
  if (opensMany(text) && isDeep(text)) throw new SyntaxError('It nests deeper than any printer does.');
  return JSON.parse(text);
}

/** What opens no more than may nest cannot be deep, and most words of printers open a dozen: counted without a look at each character. */
function opensMany(text: string): boolean {
  let count = 0;
  for (const opening of '{[')
    for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1))
      if (++count > DEPTH_LIMIT) return true;
  return false;
}

function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = endOfString(text, at);
        break;
      case 0x7b:
      case 0x5b:
        depth += 1;
        if (depth > DEPTH_LIMIT) return true;
        break;
      case 0x7d:
      case 0x5d:
        depth -= 1;
        break;
      default:
        break;
    }
  }
  return false;
}

/** Where the string ends that begins at `start`; behind everything when it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === 0x5c) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}

/** Nothing at a printer is counted or measured beyond this; what is computed with more may be no number any more, nor a day. */
const NUMBER_LIMIT = 1e15;

/** A number that a printer may mean. */
export const isPrinterNumber = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= NUMBER_LIMIT;
