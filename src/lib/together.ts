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
  /** Resolves in a later turn of the loop, when those who come now have come; left out, in the next. */
  readonly gather?: () => Promise<unknown>;
  /** What a request is answered with that nobody waits for any more when its turn comes; undefined: it is answered with the others. */
  readonly unasked?: (request: Request) => Answer | undefined;
}

/** A failure is that of one request: where several failed together, each is tried again alone. */
export function createTogether<Request, Answer>({
  answer,
  limit,
  gather = () => new Promise(setImmediate),
  unasked = () => undefined,
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

  /** Those who have gone take no place among those who are answered together. */
  function nextOf(): readonly Asked[] {
    const now: Asked[] = [];
    let taken = 0;
    for (const each of waiting) {
      if (now.length === limit) break;
      taken++;
      const gone = unasked(each.request);
      if (gone === undefined) now.push(each);
      else each.resolve(gone);
    }
    waiting = waiting.slice(taken);
    return now;
  }

  async function answerAll(): Promise<void> {
    if (answering) return;
    answering = true;
    while (waiting.length > 0) {
      // Without this nobody would ever meet: a transaction of SQLite is over before the next socket is read.
      await gather();
      const now = nextOf();
      if (now.length > 0) await attempt(now);
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
