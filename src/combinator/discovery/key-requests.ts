import type { DriverManifest } from '#drivers/driver';
import type { KeyAnswer, KeyDialog } from '#drivers/key-dialog';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { defineErrors, errorEntry } from '#lib/user-error';
import { checkOptions } from '../printers/check-options.ts';
import { sameAddress } from '../printers/secret-options.ts';
import type { TrialWish } from './trials.ts';

type Options = Readonly<Record<string, unknown>>;

const KEY_STEPS = ['offer', 'request', 'decision'] as const;
export type KeyStep = (typeof KEY_STEPS)[number];
type StepState = 'waiting' | 'running' | 'passed' | 'failed';

/** How far a host is with giving out a key. */
export interface KeyRequest {
  readonly steps: readonly {
    readonly step: KeyStep;
    readonly state: StepState;
    readonly message: string | null;
    readonly remedy: string | null;
  }[];
  /** Where the person says yes, while they are waited for. */
  readonly page: string | null;
  /** Stands for the key, which stays here; null until it was given. */
  readonly grantedKey: string | null;
  readonly isOver: boolean;
}

/** Keys that printers' hosts give out when a person there says yes (CO5). A key goes into the printer's record and to nobody else. */
export interface KeyRequests {
  /** Tells each step; whoever stops listening takes the request back. */
  run(wish: TrialWish, signal: AbortSignal): AsyncGenerator<KeyRequest>;
  /** The options with the key that `grantedKey` stands for. Errors: `granted-key-gone`. */
  withKey(driver: string, options: Options, grantedKey: string | null): Options;
}

/** People who add printers at once; each has a request running at a printer's host. */
const AT_ONCE = 4;
/** A key that nobody has used by then was not meant to be. */
const KEPT_MS = 15 * 60_000;
const KEPT_LIMIT = 50;
const PATIENCE_MINUTES = 5;
/** OctoPrint forgets who does not ask for five seconds. */
const POLL_MS = 1_000;
const ANSWER_MS = 8_000;
/** So many questions in a row without an answer: it is gone. A host with one thread may be busy for one. */
const SILENT_POLLS = 3;
const ANSWER_LIMIT_BYTES = 64 * 1024;

const keyErrors = defineErrors({
  gone: errorEntry<{ grantedKey: string }>({
    code: 'granted-key-gone',
    cause: () => 'The key that was given out is not kept any more, or was given out at another address.',
    remedy: 'Ask for a key once more, or type one in.',
    field: 'grantedKey',
  }),
});

interface Kept {
  readonly driver: string;
  readonly options: Options;
  readonly option: string;
  readonly key: string;
  readonly until: number;
}

export function createKeyRequests(parts: {
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly clock: Clock;
  readonly chance: Chance;
}): KeyRequests {
  const { manifests, clock, chance } = parts;
  const kept = new Map<string, Kept>();
  let running = 0;

  function keep(each: Omit<Kept, 'until'>): string {
    const now = clock.monotonic();
    for (const [id, { until }] of kept) if (until <= now || kept.size >= KEPT_LIMIT) kept.delete(id);
    const id = chance.id();
    kept.set(id, { ...each, until: now + KEPT_MS });
    return id;
  }

  async function* ask(dialog: KeyDialog, wish: TrialWish, signal: AbortSignal): AsyncGenerator<KeyRequest> {
    const { options } = wish;
    const { who, option } = dialog;
    let state = BEGUN;
    const passed = (step: KeyStep, message: string | null = null, page: string | null = null): KeyRequest =>
      (state = { ...withStep(state, { step, state: 'passed', message, remedy: null }), page });
    const running_ = (step: KeyStep): KeyRequest =>
      (state = withStep(state, { step, state: 'running', message: null, remedy: null }));
    const failed = (step: KeyStep, message: string, remedy: string): KeyRequest =>
      failure(state, step, message, remedy);

    yield running_('offer');
    const offer = await question(dialog.probe(options), null, signal);
    if (signal.aborted) return;
    if (typeof offer === 'string') return yield failed('offer', `${who} cannot be reached (${offer}).`, IS_IT_THERE);
    if (!dialog.isOffered(offer)) {
      return yield failed('offer', `${who} gives out no keys here (it answers ${offer.status}).`, TYPE_IT);
    }
    yield passed('offer');

    yield running_('request');
    const { url, body } = dialog.request(options);
    const answer = await question(url, body, signal);
    if (signal.aborted) return;
    const at = typeof answer === 'string' ? null : dialog.requested(answer, options);
    if (at === null) {
      const reason = typeof answer === 'string' ? answer : `it answers ${answer.status}`;
      const isTooOften = typeof answer !== 'string' && answer.status === 429;
      const remedy = isTooOften ? 'It was asked too often. Wait ten minutes, or type a key in.' : TYPE_IT;
      return yield failed('request', `${who} does not take the request (${reason}).`, remedy);
    }
    yield passed('request', null, at.page);

    yield (state = { ...running_('decision'), page: at.page });
    const over = clock.monotonic() + PATIENCE_MINUTES * 60_000;
    for (let silent = 0; clock.monotonic() < over; ) {
      await rest(clock, POLL_MS, signal);
      if (signal.aborted) return;
      const told = await question(at.poll, null, signal);
      if (signal.aborted) return;
      const decision = typeof told === 'string' ? null : dialog.decided(told);
      silent = decision === null ? silent + 1 : 0;
      if (decision?.kind === 'refused')
        return yield failed(
          'decision',
          `${who} gives Croft no key: its user said no, or the question ran out.`,
          TYPE_IT,
        );
      if (decision?.kind === 'given') {
        const grantedKey = keep({ driver: wish.driver, options, option, key: decision.key });
        return yield { ...passed('decision', 'Croft has the key. Nobody is shown it.'), grantedKey, isOver: true };
      }
      if (silent === SILENT_POLLS) {
        const reason = typeof told === 'string' ? told : `it answers ${told.status}`;
        return yield failed('decision', `${who} does not answer any more (${reason}).`, IS_IT_THERE);
      }
    }
    yield failed(
      'decision',
      `Nobody said yes at ${who} within ${PATIENCE_MINUTES} minutes.`,
      'Ask once more, or type a key in.',
    );
  }

  return {
    async *run(wish, signal) {
      const dialog = manifests.get(wish.driver)?.network?.keyDialog;
      if (dialog === undefined)
        return yield failure(BEGUN, 'offer', 'Printers of this kind give out no keys.', TYPE_IT);
      const problem = problemOf(wish, manifests.get(wish.driver), dialog);
      if (problem !== null) return yield failure(BEGUN, 'offer', ...problem);
      if (running >= AT_ONCE)
        return yield failure(BEGUN, 'offer', `${AT_ONCE} keys are asked for already.`, 'Try again in a minute.');
      running += 1;
      try {
        yield* ask(dialog, wish, signal);
      } finally {
        running -= 1;
      }
    },
    withKey(driver, options, grantedKey) {
      if (grantedKey === null) return options;
      const found = kept.get(grantedKey);
      const manifest = manifests.get(driver);
      const fits = found?.driver === driver && manifest !== undefined && sameAddress(manifest, found.options, options);
      if (found === undefined || !fits || found.until <= clock.monotonic()) throw keyErrors.gone({ grantedKey });
      return { ...options, [found.option]: found.key };
    },
  };
}

const TYPE_IT = 'Make a key there by hand, and type it in.';
const IS_IT_THERE = 'Is the address right, and is it switched on and in the same network as Croft?';

const BEGUN: KeyRequest = {
  steps: KEY_STEPS.map((step) => ({ step, state: 'waiting', message: null, remedy: null })),
  page: null,
  grantedKey: null,
  isOver: false,
};

/** PURE. */
const withStep = (before: KeyRequest, news: KeyRequest['steps'][number]): KeyRequest => ({
  ...before,
  steps: before.steps.map((each) => (each.step === news.step ? news : each)),
});

const failure = (before: KeyRequest, step: KeyStep, message: string, remedy: string): KeyRequest => ({
  ...withStep(before, { step, state: 'failed', message, remedy }),
  page: null,
  isOver: true,
});

function problemOf(
  { options }: TrialWish,
  manifest: DriverManifest | undefined,
  { option }: KeyDialog,
): readonly [string, string] | null {
  if (manifest === undefined) return null;
  // Everything but the key, which is what is asked for.
  const [problem] = checkOptions(manifest, { ...options, [option]: 'some-key' });
  return problem === undefined ? null : [`“${problem.field}” is not right: ${problem.rule}.`, problem.remedy];
}

/** The answer, or why there is none. The body, which may hold a key, stands in neither. */
async function question(url: string, body: Options | null, signal: AbortSignal): Promise<KeyAnswer | string> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      ...(body === null
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, location: response.headers.get('location'), body: await jsonOf(response) };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
    return cause?.code ?? 'no answer in time';
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += (piece as Uint8Array).length;
    if (size > ANSWER_LIMIT_BYTES) return null;
    pieces.push(piece as Uint8Array);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
