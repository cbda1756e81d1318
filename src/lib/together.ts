/**
 * Requests that cost about as much together as one alone, because what costs is the commit: whoever asks in the same turn of the
 * event loop, or while others are being answered, is answered together. Nobody waits longer than that for company.
 */
export interface Together<Request, Answer> {
  ask(request: Request): Promise<Answer>;
}

export interface TogetherOptions<Request, Answer> {
  /** One answer per request, in their order. All or nothing: when it fails, nothing of it may have happened. */
  readonly answer: (requests: readonly Request[]) => Promise<readonly Answer[]>;
  /** At most this many at once, so that others get their turn between. */
  readonly limit: number;
}

/** A failure is that of one request: where several failed together, each is tried again alone. */
export function createTogether<Request, Answer>({
  answer,
  limit,
}: TogetherOptions<Request, Answer>): Together<Request, Answer> {
  interface Asked extends PromiseWithResolvers<Answer> {
    readonly request: Request;
  }
  /** Bounded by those who ask: each has one open question per printer. */
  let waiting: Asked[] = [];
  let answering = false;

  async function attempt(asked: readonly Asked[]): Promise<void> {
    try {
      const answers = await answer(asked.map((each) => each.request));
      for (const [i, each] of asked.entries()) each.resolve(answers[i] as Answer);
    } catch (error) {
      if (asked.length === 1) return asked[0]?.reject(error);
      for (const each of asked) await attempt([each]);
    }
  }

  async function answerAll(): Promise<void> {
    if (answering) return;
    answering = true;
    while (waiting.length > 0) {
      // Without this nobody would ever meet: a transaction of SQLite is over before the next socket is read.
      await new Promise(setImmediate);
      const now = waiting.slice(0, limit);
      waiting = waiting.slice(limit);
      await attempt(now);
    }
    answering = false;
  }

  return {
    ask(request) {
      const asked = { request, ...Promise.withResolvers<Answer>() };
      waiting.push(asked);
      void answerAll();
      return asked.promise;
    },
  };
}
