import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Agent } from 'node:http';
import { httpExchange } from '#drivers/http-exchange';
import { Refused } from '#drivers/network-trouble';
import type { Clock } from '#lib/clock';
import { uploadRefusalIn } from './protocol/message.ts';
import { ANSWER_MS } from './timing.ts';

/** The printer takes no longer parts. */
const PART_BYTES = 1024 * 1024;

/**
 * Brings a file part by part, all of them over one connection: the printer answers a part that comes on another one with 408. Throws
 * `Refused`, `Unreachable`.
 */
export async function uploadFile(
  url: string,
  file: { readonly path: string; readonly name: string; readonly sizeBytes: number; readonly accessCode: string },
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const { path, name, sizeBytes, accessCode } = file;
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk as Buffer);
  const md5 = hash.digest('hex');
  await using handle = await open(path);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (let offset = 0; offset < sizeBytes; offset += PART_BYTES) {
      const part = Buffer.alloc(Math.min(PART_BYTES, sizeBytes - offset));
      await handle.read(part, 0, part.length, offset);
      const { status, text } = await httpExchange(`${url}/upload`, {
        method: 'PUT',
        clock,
        signal,
        agent,
        idleMs: ANSWER_MS,
        headers: {
          'Content-Type': 'application/octet-stream',
          'Content-Length': part.length,
          'Content-Range': `bytes ${offset}-${offset + part.length - 1}/${sizeBytes}`,
          'X-File-Name': name,
          'X-File-MD5': md5,
          'X-Token': accessCode,
        },
        write: async (request) => void request.end(part),
      });
      if (status !== 200) throw new Refused(status, `The printer answered the file with HTTP ${status}.`);
      const refusal = uploadRefusalIn(text);
      if (refusal !== null) throw new Refused(0, refusal);
    }
  } finally {
    agent.destroy();
  }
}
