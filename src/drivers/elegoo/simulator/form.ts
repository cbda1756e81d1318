/** Reads a whole multipart/form-data body with one file (RFC 7578). */
export function readForm(
  contentType: string,
  body: Buffer,
): { readonly fields: Readonly<Record<string, string>>; readonly name: string; readonly bytes: Buffer } {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1] ?? '';
  const fields: Record<string, string> = {};
  let name = '';
  let bytes = Buffer.alloc(0);
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    const content = part.slice(end + 4, -2);
    const field = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    const file = /filename="([^"]*)"/.exec(head)?.[1];
    if (file === undefined) fields[field] = content;
    else {
      name = file;
      bytes = Buffer.from(content, 'latin1');
    }
  }
  return { fields, name, bytes };
}
