/**
 * Pieces go from whoever is told of them to whoever asks for them, as they are: a stream of Node's joins what waits in it to one large
 * copy. Whoever gives waits for `taken`, so that nothing gathers.
 */
export interface HandOver {
  give(piece: Uint8Array): void;
  end(): void;
  /** The taker gets this error, once it has what was given before. */
  fail(error: unknown): void;
  /** Resolves when the taker is done with everything that was given and asks for more, or when there is nothing to wait for any more. */
  taken(): Promise<void>;
  /** Once. */
  pieces(): AsyncGenerator<Uint8Array>;
}

export function createHandOver(): HandOver {
  /** Bounded by a chunk or two of the giver, who waits for `taken` behind each. */
  const waiting: Uint8Array[] = [];
  let end: { readonly error?: unknown } | null = null;
  /** The taker waits for more. */
  let asks = false;
  let more = Promise.withResolvers<void>();
  let done = Promise.withResolvers<void>();
  const wake = (): void => {
    asks = false;
    more.resolve();
  };
  const finish = (how: { readonly error?: unknown }): void => {
    end ??= how;
    done.resolve();
    wake();
  };
  return {
    give(piece) {
      waiting.push(piece);
      wake();
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
    taken() {
      if (asks || end !== null) return Promise.resolve();
      done = Promise.withResolvers();
      return done.promise;
    },
    async *pieces() {
      for (;;) {
        const piece = waiting.shift();
        if (piece !== undefined) yield piece;
        else if (end !== null && 'error' in end) throw end.error;
        else if (end !== null) return;
        else {
          more = Promise.withResolvers();
          asks = true;
          done.resolve();
          await more.promise;
        }
      }
    },
  };
}
