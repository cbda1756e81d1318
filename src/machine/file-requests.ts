import type { Clock } from '#lib/clock';
import type { Chunk } from '#wire/codec';
import { FILE_REQUESTS_LIMIT } from '#wire/limits';
import type { FileRefusalReason } from '#wire/message';
import { FileRefused } from './intake.ts';

/** Why a piece did not come. */
type FileFailure = FileRefusalReason | 'link-down' | 'no-answer' | 'wrong-piece';

/** A file that is not there stays away; whatever else happened is worth another try. */
const failed = (reason: FileFailure): Error =>
  reason === 'unknown-file' || reason === 'out-of-range'
    ? new FileRefused('The library no longer has this file.')
    : new Error(`a piece of a file did not come: ${reason}`);

/** A combinator that lives and does not answer would otherwise hold a print in preparing for ever. */
const ANSWER_LIMIT_MS = 30_000;

interface Pending {
  readonly offset: number;
  readonly length: number;
  readonly deadline: Disposable;
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

/** Pieces of files that were asked for and have not come. */
export class FileRequests {
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  #nextId: number;

  /** Ids begin at random: a piece that was held up since an earlier process belongs to nobody. */
  constructor(clock: Clock, firstId: number) {
    this.#clock = clock;
    this.#nextId = firstId;
  }

  /** Expects a piece, which `ask` asks for by its id. Rejects with FileRefused when there is no such file. */
  expect(offset: number, length: number, ask: ((requestId: number) => void) | null): Promise<Uint8Array> {
    if (ask === null) return Promise.reject(failed('link-down'));
    if (this.#pending.size >= FILE_REQUESTS_LIMIT) return Promise.reject(failed('too-busy'));
    const requestId = this.#nextId;
    this.#nextId = (requestId + 1) >>> 0;
    const { promise: piece, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const deadline = this.#clock.schedule(ANSWER_LIMIT_MS, () => this.fail(requestId, 'no-answer'));
    this.#pending.set(requestId, { offset, length, deadline, resolve, reject });
    ask(requestId);
    return piece;
  }

  /** A piece that nobody waits for is left over from an earlier link. */
  arrived({ requestId, offset, bytes }: Chunk): void {
    const pending = this.#take(requestId);
    if (pending === undefined) return;
    if (offset === pending.offset && bytes.length <= pending.length) pending.resolve(bytes);
    else pending.reject(failed('wrong-piece'));
  }

  fail(requestId: number, reason: FileFailure): void {
    this.#take(requestId)?.reject(failed(reason));
  }

  failAll(reason: FileFailure): void {
    for (const requestId of this.#pending.keys()) this.fail(requestId, reason);
  }

  #take(requestId: number): Pending | undefined {
    const pending = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    pending?.deadline[Symbol.dispose]();
    return pending;
  }
}
