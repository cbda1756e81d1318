import { parsePrinterJson } from '#drivers/printer-json';

/** What an answer with an error says, for a person: the printer’s own words where it has some. */
export function reasonOf(status: number, body: string): string {
  return wordsOf(body) ?? MEANINGS[status] ?? `The printer answered HTTP ${status}.`;
}

/** Of the answers that come without words. */
const MEANINGS: Readonly<Record<number, string>> = {
  404: 'The printer does not know the file or the job.',
  408: 'The printer waited too long for the file.',
  409: 'The printer is busy with something else.',
  411: 'The printer asks for the length of the file.',
  415: 'The printer does not take this kind of file.',
  422: 'The printer does not take the name of the file.',
  503: 'The printer is starting.',
  507: 'The printer’s storage is full or missing.',
};

/** JSON with a title or message, or a short plain text. Pages of HTML are no words. */
function wordsOf(body: string): string | null {
  const said = body.trim();
  if (said === '' || said.startsWith('<')) return null;
  try {
    const told = parsePrinterJson(said) as Readonly<Record<string, unknown>> | null;
    const words = [told?.title, told?.message, told?.text].filter((each) => typeof each === 'string' && each !== '');
    return words.length === 0 ? null : words.join(': ').slice(0, 300);
  } catch {
    return said.length <= 300 ? said.replace(/^\d{3}:? */, '') : null;
  }
}
