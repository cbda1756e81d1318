import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { HttpAsk } from './http-exchange.ts';

/** A form with fields and one file, as browsers send it, with its whole length: printers’ hosts take no chunks. */
export function multipartFile(
  fields: Readonly<Record<string, string>>,
  file: { readonly path: string; readonly name: string; readonly sizeBytes: number },
  /** In no file. */
  boundary: string,
  signal: AbortSignal,
  /** Is shown the bytes of the file on their way. */
  look?: (bytes: Uint8Array) => void,
): Required<Pick<HttpAsk, 'headers' | 'write'>> {
  const field = ([name, value]: readonly [string, string]): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const before = Buffer.from(
    `${Object.entries(fields).map(field).join('')}--${boundary}\r\n` +
      `Content-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    headers: {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      'Content-Length': before.length + file.sizeBytes + after.length,
    },
    async write(request) {
      request.write(before);
      const bytes = createReadStream(file.path, { signal });
      if (look === undefined) await pipeline(bytes, request, { end: false });
      else await pipeline(bytes, shownTo(look), request, { end: false });
      request.end(after);
    },
  };
}

const shownTo = (look: (bytes: Uint8Array) => void) =>
  async function* (bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      look(piece);
      yield piece;
    }
  };
