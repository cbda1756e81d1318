import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { httpExchange } from '#drivers/http-exchange';
import { Refused } from '#drivers/network-trouble';
import type { Clock } from '#lib/clock';
import { uploadRefusalIn } from './protocol/message.ts';
import { ANSWER_MS } from './timing.ts';

/** The printer takes no longer parts. */
const PART_BYTES = 1024 * 1024;

/** Brings a file part by part; the printer proves the whole by its MD5 (`Check`). Throws `Refused`, `Unreachable`. */
export async function uploadFile(
  url: string,
  file: { readonly path: string; readonly name: string; readonly sizeBytes: number; readonly transferId: string },
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const { path, name, sizeBytes, transferId } = file;
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
  const fields = { 'S-File-MD5': hash.digest('hex'), Check: '1', Uuid: transferId, TotalSize: String(sizeBytes) };
  await using handle = await open(path);
  for (let offset = 0; offset < sizeBytes; offset += PART_BYTES) {
    const part = Buffer.alloc(Math.min(PART_BYTES, sizeBytes - offset));
    await handle.read(part, 0, part.length, offset);
    const { headers, body } = formOf({ ...fields, Offset: String(offset) }, name, part, `croft-${transferId}`);
    const { status, text } = await httpExchange(`${url}/uploadFile/upload`, {
      method: 'POST',
      clock,
      signal,
      idleMs: ANSWER_MS,
      headers,
      write: async (request) => void request.end(body),
    });
    if (status !== 200) throw new Refused(status, `The printer answered the file with HTTP ${status}.`);
    const refusal = uploadRefusalIn(text);
    if (refusal !== null) throw new Refused(0, refusal);
  }
}

function formOf(fields: Readonly<Record<string, string>>, name: string, part: Buffer, boundary: string) {
  const words = Object.entries(fields).map(
    ([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
  );
  const body = Buffer.concat([
    Buffer.from(
      `${words.join('')}--${boundary}\r\nContent-Disposition: form-data; name="File"; filename="${name}"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n',
    ),
    part,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}`, 'Content-Length': body.length };
  return { headers, body };
}
