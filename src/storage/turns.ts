/** Turns of one thing, first come, first served. Holding a turn is what a transaction does. */
export interface Turns {
  /** Resolves when it is this caller's turn; the turn ends when it is disposed of. */
  take(): Promise<Disposable>;
  /** Rejects everyone who waits, and everyone who comes later, with `reason`; resolves when the last turn has ended. */
  close(reason: Error): Promise<void>;
}

/** `limit` is how many may wait; the next is rejected with what `full` makes. */
export function createTurns(limit: number, full: () => Error): Turns {
  const waiting: PromiseWithResolvers<Disposable>[] = [];
  const lastEnded = Promise.withResolvers<void>();
  let taken = false;
  let closed: Error | undefined;

  const turn = (): Disposable => {
    let ended = false;
    return {
      [Symbol.dispose]() {
        if (ended) return;
        ended = true;
        const next = waiting.shift();
        if (next !== undefined) next.resolve(turn());
        else {
          taken = false;
          if (closed !== undefined) lastEnded.resolve();
        }
      },
    };
  };
  return {
    take() {
      if (closed !== undefined) return Promise.reject(closed);
      if (!taken) {
        taken = true;
        return Promise.resolve(turn());
      }
      if (waiting.length >= limit) return Promise.reject(full());
      const place = Promise.withResolvers<Disposable>();
      waiting.push(place);
      return place.promise;
    },
    close(reason) {
      closed ??= reason;
      for (const place of waiting.splice(0)) place.reject(closed);
      if (!taken) lastEnded.resolve();
      return lastEnded.promise;
    },
  };
}
