import { createCipheriv } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BLOCK_BYTES, paddedBytes, partOf } from './protocol/range.ts';

/** A file that a printer may fetch, for as long as its transfer lasts. Its address and its key are told to that printer alone. */
export interface Offer {
  readonly path: string;
  readonly sizeBytes: number;
  readonly key: Buffer;
  readonly iv: Buffer;
}

const COUNTER_BYTES = 4;

/**
 * Files as the firmware fetches them (prusa3d/Prusa-Firmware-Buddy, src/transfers/download.cpp and decrypt.cpp): `GET /f/<iv>/raw` on the
 * port of this server, in parts, encrypted by AES-128 in counter mode whose counter is the number of the block. It takes nothing else.
 */
export class FileOffers {
  readonly #offers = new Map<string, Offer>();

  add(offer: Offer): Disposable {
    const address = addressOf(offer);
    this.#offers.set(address, offer);
    return { [Symbol.dispose]: () => void this.#offers.delete(address) };
  }

  /** False for what is no address of a file. */
  serve(request: IncomingMessage, response: ServerResponse): boolean {
    const path = request.url ?? '';
    if (!path.startsWith('/f/')) return false;
    const offer = this.#offers.get(path);
    const part = offer === undefined ? null : partOf(request.headers.range, offer.sizeBytes);
    if (request.method !== 'GET' || offer === undefined || part === null) {
      response.writeHead(offer === undefined ? 404 : 416, { Connection: 'close' }).end();
      return true;
    }
    response.writeHead(request.headers.range === undefined ? 200 : 206, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': part.end - part.start,
      'Content-Range': `bytes ${part.start}-${part.end - 1}/${paddedBytes(offer.sizeBytes)}`,
      'Content-Encryption-Mode': 'AES-CTR',
      Connection: 'close',
    });
    void pipeline(
      createReadStream(offer.path, { start: part.start, end: Math.min(part.end, offer.sizeBytes) - 1 }),
      padded(part.end - part.start),
      createCipheriv('aes-128-ctr', offer.key, counterAt(offer.iv, part.start)),
      response,
    ).catch(() => {
      // It asks again for what it misses, or tells that it gave up.
      response.destroy();
    });
    return true;
  }
}

const addressOf = ({ iv }: Offer): string => `/f/${iv.toString('hex')}/raw`;

/** The last bytes of the vector count the blocks. */
function counterAt(iv: Buffer, start: number): Buffer {
  const counter = Buffer.from(iv);
  counter.writeUInt32BE((start / BLOCK_BYTES) >>> 0, iv.length - COUNTER_BYTES);
  return counter;
}

/** What is missing to `length` is filled up with zeros. */
function padded(length: number): Transform {
  let left = length;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      done(null, chunk);
    },
    flush(done) {
      done(null, Buffer.alloc(Math.max(0, left)));
    },
  });
}
