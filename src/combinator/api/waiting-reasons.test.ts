import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type AssignableJob, type AssignablePrinter, whyWaiting } from '#model/assign';
import type { JobId, PrinterId } from '#model/ids';
import { createReasons, PRINTERS_TOLD } from './waiting-reasons.ts';

const tags = fc.subarray(['red', 'large', 'fast']);
const id = fc.integer({ min: 0, max: 40 }).map((n) => `p${n}` as PrinterId);
const printers: fc.Arbitrary<readonly AssignablePrinter[]> = fc
  .array(
    fc.record({
      tags,
      held: fc.boolean(),
      fileKinds: fc.constantFrom(['gcode'], ['gcode', 'card'], ['3mf']),
      phase: fc.constantFrom('ready' as const, 'printing' as const, 'faulted' as const, null),
      bed: fc.constantFrom('clear' as const, 'unknown' as const),
      reachable: fc.boolean(),
      linked: fc.boolean(),
      configurationPending: fc.boolean(),
      taken: fc.boolean(),
      spools: fc.constant([]),
      slots: fc.constant([]),
    }),
    { maxLength: 40 },
  )
  .map((all) => all.map((each, i) => ({ ...each, id: `p${i}` as PrinterId, name: `Printer ${i}` })));
const jobs: fc.Arbitrary<readonly AssignableJob[]> = fc.array(
  fc.record({
    id: fc.uuid().map((text) => text as JobId),
    owed: fc.integer({ min: 0, max: 2 }),
    priority: fc.integer({ min: 0, max: 2 }),
    order: fc.integer(),
    held: fc.boolean(),
    tags,
    printerIds: fc.array(id, { maxLength: 2 }),
    fileKind: fc.constantFrom('gcode' as const, 'card' as const),
    filaments: fc.constant([]),
    slots: fc.constant([]),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('why jobs wait', () => {
  test('is what each of them by itself waits for at all printers: the first are told, the others counted', () => {
    fc.assert(
      fc.property(jobs, printers, (queue, farm) => {
        const why = createReasons(farm.slice(0, PRINTERS_TOLD), farm.length);
        for (const job of queue) {
          const all = whyWaiting(job, farm);
          const told = all.slice(0, PRINTERS_TOLD).map(({ printerId, code, text }) => ({ printerId, code, text }));
          const left = all.length - told.length;
          const more = { printerId: null, code: 'more', text: `And ${left} more printers cannot take it now.` };
          assert.deepEqual(why(job), left === 0 ? told : [...told, more]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('jobs that ask for the same share their reasons, so that a queue of one kind costs one', () => {
    fc.assert(
      fc.property(jobs, printers, ([job], farm) => {
        const why = createReasons(farm.slice(0, PRINTERS_TOLD), farm.length);
        if (job !== undefined) assert.equal(why({ ...job, id: 'other' as JobId, order: 7 }), why(job));
      }),
    );
  });
});
