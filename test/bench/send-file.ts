import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** Uploads the beginning of a file in a thread, and says its digest. */
const { address, path, name, sizeBytes } = workerData as {
  readonly address: string;
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
};
const sending = request(`${address}/api/files?name=${name}`, {
  method: 'POST',
  headers: { 'content-type': 'application/octet-stream', 'content-length': sizeBytes },
});
const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
await pipeline(createReadStream(path, { end: sizeBytes - 1, highWaterMark: 256 * 1024 }), sending);
const [response] = await answered;
let text = '';
for await (const chunk of response) text += String(chunk);
parentPort?.postMessage(
  response.statusCode === 201 ? { digest: (JSON.parse(text) as { digest: string }).digest } : { fault: text },
);
