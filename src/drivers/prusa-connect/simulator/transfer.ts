import { createDecipheriv } from 'node:crypto';
import type { ServerCall } from './server-call.ts';

export interface TransferWish {
  readonly path: string;
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly size: number;
}

/** Below this a file is fetched in one go, above it its head and its tail come first. */
const LONG_BYTES = 64 * 1024;
const EDGE_BYTES = 16 * 1024;
const SECTOR_BYTES = 512;
const BLOCK_BYTES = 16;
const TRIES = 5;

/** A file on its way to the printer's drive: in parts, from sector to sector, taken up again where it broke off. */
export class Transfer {
  readonly wish: TransferWish;
  readonly id: number;
  readonly startCommand: number;
  received = 0;
  isStopped = false;
  readonly #content: Buffer;

  constructor(id: number, startCommand: number, wish: TransferWish) {
    this.id = id;
    this.startCommand = startCommand;
    this.wish = wish;
    this.#content = Buffer.alloc(wish.size);
  }

  get percent(): number {
    return this.wish.size === 0 ? 100 : Math.min(100, (this.received / this.wish.size) * 100);
  }

  /** Null when it gave up. */
  async run(call: ServerCall, cuts: number[], pause: () => Promise<void>): Promise<Buffer | null> {
    const { size } = this.wish;
    const tail = Math.floor((size - EDGE_BYTES) / SECTOR_BYTES) * SECTOR_BYTES;
    const parts =
      size <= LONG_BYTES
        ? [[0, size]]
        : [
            [0, EDGE_BYTES],
            [tail, size],
            [EDGE_BYTES, tail],
          ];
    for (const [from = 0, to = 0] of parts) if (!(await this.#part(from, to, call, cuts, pause))) return null;
    return this.#content;
  }

  async #part(
    from: number,
    to: number,
    call: ServerCall,
    cuts: number[],
    pause: () => Promise<void>,
  ): Promise<boolean> {
    let [at, failures] = [from, 0];
    while (at < to) {
      if (this.isStopped) return false;
      const start = Math.floor(at / SECTOR_BYTES) * SECTOR_BYTES;
      const path = `/f/${this.wish.iv.toString('hex')}/raw`;
      // Up to the end of the file it names no end: there is padding.
      const range = `bytes=${start}-${to === this.wish.size ? '' : to - 1}`;
      const got = await call.fetch(path, range, cuts.shift() ?? null).catch(() => null);
      if (got !== null && got.bytes.length > 0) this.#keep(start, got.bytes);
      if (got !== null) at = Math.max(at, Math.min(to, start + got.bytes.length));
      this.received = Math.min(this.wish.size, this.received + (got?.bytes.length ?? 0));
      if (got?.isWhole === true) continue;
      failures += 1;
      if (failures >= TRIES) return false;
      await pause();
    }
    return true;
  }

  #keep(start: number, bytes: Buffer): void {
    const counter = Buffer.concat([this.wish.iv.subarray(0, 12), Buffer.alloc(4)]);
    counter.writeUInt32BE(start / BLOCK_BYTES, 12);
    const plain = createDecipheriv('aes-128-ctr', this.wish.key, counter).update(bytes);
    plain.copy(this.#content, start, 0, Math.min(plain.length, this.wish.size - start));
  }
}
