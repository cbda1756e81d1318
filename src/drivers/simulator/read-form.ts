/** What an upload's form holds; bytes as Latin-1 text. */
export interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly name: string; readonly content: string } | null;
}

/** Reads a whole multipart/form-data body (RFC 7578). */
export function readForm(contentType: string | undefined, body: Buffer): Form {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType ?? '')?.[1] ?? '';
  const fields: Record<string, string> = {};
  let file: Form['file'] = null;
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    const content = part.slice(end + 4, -2);
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? '';
    const filename = /filename="([^"]*)"/.exec(head)?.[1];
    if (filename === undefined) fields[name] = content;
    else file = { name: Buffer.from(filename, 'latin1').toString('utf8'), content };
  }
  return { fields, file };
}
