import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { FarmState } from './farm-state.ts';
import { applyMergePatch } from './fixtures/apply-merge-patch.ts';
import { createLiveFeed, KEPT_PATCHES } from './live-feed.ts';
import { mergePatchOf } from './merge-patch.ts';

/** The feed does not look into its states. */
const asState = (value: unknown): FarmState => value as FarmState;

const anyState = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, 0, 1, '', 'x', false),
      fc.array(fc.constantFrom(null, 1, 'x'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('p', 'q', 'r'), tie('value')),
    ),
  })).value,
);

describe('a merge patch', () => {
  test('of two states, applied to the first, gives the second, null and missing being the same', () => {
    fc.assert(
      fc.property(anyState, anyState, (before, after) => {
        const patch = mergePatchOf(before, after);
        const reached = patch === undefined ? before : applyMergePatch(before, patch);
        assert.deepEqual(withoutNulls(reached), withoutNulls(after));
      }),
      { numRuns: 3_000 },
    );
  });

  test('of a state with itself is none', () => {
    fc.assert(fc.property(anyState, (state) => assert.equal(mergePatchOf(state, structuredClone(state)), undefined)));
  });
});

describe('the feed', () => {
  test('[EV5] whoever follows from any moment, broken off anywhere, has the state of the farm', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyState, { minLength: 2, maxLength: 16 }),
        fc.array(fc.record({ away: fc.nat(4), readings: fc.nat(3), burst: fc.nat(3) }), { maxLength: 6 }),
        async (states, rides) => {
          const feed = createLiveFeed('r');
          let at = 0;
          const advance = (count: number): void => {
            for (let i = 0; i < count && at < states.length; i++) feed.advance(asState(states[at++]));
          };
          advance(1);
          let held: unknown = null;
          let after: string | null = null;
          for (const { away, readings, burst } of [...rides, { away: 99, readings: 99, burst: 99 }]) {
            advance(away);
            const stop = new AbortController();
            let left = readings;
            for await (const update of feed.watch(after, stop.signal)) {
              held = update.snapshot ?? applyMergePatch(held, update.patch);
              after = update.sequence;
              advance(burst);
              const [, number] = after.split('.');
              if (left-- === 0 || Number(number) === feed.newest) stop.abort();
            }
          }
          assert.deepEqual(withoutNulls(held), withoutNulls(feed.state));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('[EV5] who names printers has everything of the farm but the measurements of others, wherever it was broken off', async () => {
    const print = fc.option(
      fc.record({
        id: fc.constantFrom('p1', 'p2'),
        status: fc.constantFrom('PRINTING', 'DONE'),
        progress: fc.constantFrom(null, 0.1, 0.2, 0.3),
        layer: fc.constantFrom(null, 1, 2),
      }),
      { nil: null },
    );
    const printer = fc.record({
      phase: fc.constantFrom('READY', 'PRINTING'),
      temperatures: fc.array(fc.constantFrom(20, 21, 22), { maxLength: 1 }),
      line: fc.constantFrom(null, { window: 4 }),
      print,
    });
    const farm = fc.array(fc.option(printer, { nil: null }), { minLength: 3, maxLength: 3 }).map((printers) => ({
      printers: Object.fromEntries(
        printers.flatMap((one, i) => (one === null ? [] : [[`m${i}`, { id: `m${i}`, ...one }]])),
      ),
      jobs: {},
    }));
    const watch = fc.record({
      readings: fc.constantFrom(0, 2, 99),
      away: fc.constantFrom(0, 3, 30),
      measured: fc.subarray(['m0', 'm1', 'm2', 'none']),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(farm, { minLength: 20, maxLength: 60 }),
        fc.array(watch, { maxLength: 5 }),
        async (states, rides) => {
          const feed = createLiveFeed('r');
          const left = states.map(asState);
          const advance = (count: number): void => left.splice(0, count).forEach((state) => feed.advance(state));
          advance(1);
          let held: unknown = null;
          let after: string | null = null;
          for (const [i, { readings, away, measured }] of [
            ...rides,
            { readings: 0, away: 99, measured: ['m1'] },
          ].entries()) {
            const isLast = i === rides.length;
            if (isLast) advance(99);
            const stop = new AbortController();
            let reads = readings;
            // Whatever there is to tell is told before the loop turns.
            setImmediate(() => stop.abort());
            for await (const update of feed.watch(after, stop.signal, measured)) {
              held = update.snapshot ?? applyMergePatch(held, update.patch);
              after = update.sequence;
              if (!isLast && reads-- === 0) break;
            }
            if (!isLast) advance(away);
          }
          const printers: Readonly<Record<string, unknown>> = feed.state?.printers ?? {};
          const seen = held as unknown as { printers: Record<string, Record<string, unknown>> };
          for (const id of ['m0', 'm1', 'm2']) {
            const strip = (one: unknown) => (id === 'm1' ? one : facts(one as Record<string, unknown> | undefined));
            assert.deepEqual(withoutNulls(strip(seen.printers[id])), withoutNulls(strip(printers[id])), id);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of a printer that is not looked at no measurement is told, and a watcher that is told nothing keeps its place', async () => {
    const feed = createLiveFeed('r');
    const at = (i: number, phase = 'PRINTING') => ({
      printers: {
        a: { id: 'a', phase, temperatures: [i], print: null },
        b: { id: 'b', phase: 'READY', temperatures: [0], print: null },
      },
    });
    feed.advance(asState(at(0)));
    const stop = new AbortController();
    const updates = feed.watch(null, stop.signal, ['b'])[Symbol.asyncIterator]();
    assert.ok((await updates.next()).value.snapshot);
    for (let i = 1; i <= 150; i++) feed.advance(asState(at(i)));
    assert.deepEqual((await updates.next()).value, { sequence: 'r.100', snapshot: null, patch: {} });
    feed.advance(asState(at(151, 'PAUSED')));
    assert.deepEqual((await updates.next()).value, {
      sequence: 'r.151',
      snapshot: null,
      patch: { printers: { a: { phase: 'PAUSED' } } },
    });
    const closer = await firstOf(feed, 'r.151', ['a']);
    assert.deepEqual(withoutNulls(closer?.patch), { printers: { a: { temperatures: [151] } } });
    stop.abort();
  });

  const firstOf = async (
    feed: ReturnType<typeof createLiveFeed>,
    after: string | null,
    measured?: readonly string[],
  ) => {
    const stop = new AbortController();
    for await (const update of feed.watch(after, stop.signal, measured)) return update;
    return null;
  };

  test('a measured print of a job is no word about the job, and a print that ends is', async () => {
    const feed = createLiveFeed('r');
    const at = (progress: number, status: string) => ({
      printers: {},
      jobs: { j: { id: 'j', prints: [{ id: 'p', status, progress, file: { name: 'f' } }] } },
    });
    feed.advance(asState(at(0, 'PRINTING')));
    const stop = new AbortController();
    const updates = feed.watch('r.0', stop.signal, [])[Symbol.asyncIterator]();
    assert.deepEqual((await updates.next()).value.patch, { printers: {} });
    feed.advance(asState(at(0.5, 'PRINTING')));
    feed.advance(asState(at(0.6, 'DONE')));
    assert.deepEqual((await updates.next()).value, {
      sequence: 'r.2',
      snapshot: null,
      patch: { jobs: { j: { prints: at(0.6, 'DONE').jobs.j.prints } } },
    });
    assert.deepEqual((await firstOf(feed, 'r.0'))?.patch, {
      jobs: { j: { prints: at(0.5, 'PRINTING').jobs.j.prints } },
    });
    stop.abort();
  });

  test('who was away too long, or knew another run, gets a snapshot', async () => {
    const feed = createLiveFeed('r');
    for (let i = 0; i < KEPT_PATCHES + 10; i++) feed.advance(asState({ i }));
    assert.deepEqual((await firstOf(feed, 'r.3'))?.snapshot, { i: KEPT_PATCHES + 9 });
    assert.deepEqual((await firstOf(feed, 'other.200'))?.snapshot, { i: KEPT_PATCHES + 9 });
    assert.deepEqual((await firstOf(feed, 'nonsense'))?.snapshot, { i: KEPT_PATCHES + 9 });
    assert.deepEqual((await firstOf(feed, 'r.999999'))?.snapshot, { i: KEPT_PATCHES + 9 });
    assert.deepEqual(await firstOf(feed, `r.${KEPT_PATCHES + 8}`), {
      sequence: `r.${KEPT_PATCHES + 9}`,
      snapshot: null,
      patch: { i: KEPT_PATCHES + 9 },
    });
  });

  test('who returns and missed nothing is told so at once', async () => {
    const feed = createLiveFeed('r');
    feed.advance(asState({ a: 1 }));
    feed.advance(asState({ a: 2 }));
    assert.deepEqual(await firstOf(feed, 'r.1'), { sequence: 'r.1', snapshot: null, patch: {} });
  });

  test('all watchers are handed the very same update', async () => {
    const feed = createLiveFeed('r');
    feed.advance(asState({ a: 1 }));
    assert.equal(await firstOf(feed, null), await firstOf(feed, null));
    feed.advance(asState({ a: 2 }));
    assert.equal(await firstOf(feed, 'r.0'), await firstOf(feed, 'r.0'));
  });
});

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutNulls(one)]));
}

function facts(printer: Record<string, unknown> | undefined): unknown {
  if (printer === undefined) return undefined;
  const { temperatures: _, line: __, print, ...rest } = printer;
  if (print == null) return rest;
  const { progress: _p, layer: _l, ...restOfPrint } = print as Record<string, unknown>;
  return { ...rest, print: restOfPrint };
}
