/** Characters beyond this are more than one question to the server may hold. */
const TEXT_LIMIT = 240_000;

/** A file that people saved with whatever program they have: UTF-8, the UTF-16 of “Unicode text”, or the one-byte code of Windows. */
export function tableText(bytes: Uint8Array): string {
  const [one, two] = bytes;
  if (one === 0xff && two === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (one === 0xfe && two === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // What is no UTF-8 comes from a spreadsheet of Windows: names with umlauts would be holes otherwise.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What is wrong with the size of it, or null. */
export function tooLong(text: string): { readonly message: string; readonly remedy: string } | null {
  if (text.length <= TEXT_LIMIT) return null;
  return {
    message: `This file has ${Math.ceil(text.length / 1_000)} kB; ${TEXT_LIMIT / 1_000} kB can be imported at once.`,
    remedy: 'Split it, and import one part after the other.',
  };
}
