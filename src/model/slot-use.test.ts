import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { SpoolStay } from './material-use.ts';
import { usesOfPrint } from './material-use.ts';
import { NOTHING_USED, SWITCHES_TOLD, type SlotSwitch, type SlotUse, useSlot } from './slot-use.ts';
import type { FilamentSlot, ReportedSlot } from './slots.ts';

const from = (filament: number, slot: number, colour = '#FF0000'): FilamentSlot => {
  return { filament, slot, holds: { type: 'PLA', colour, tag: null } };
};
const reported = (slot: number, colour = '#FF0000'): ReportedSlot => {
  const rest = { external: false, filled: true, type: 'PLA', tag: `tag-${slot}`, remainingPercent: null };
  return { slot, label: `A${slot + 1}`, colour, ...rest };
};
const SLOTS = [reported(0), reported(1, '#00FF00'), reported(2), reported(3, '#00FF00')];

/** What is told while the slots are in use one after another, each a tenth of the print later; null: out of sight. */
function told(planned: readonly FilamentSlot[], slots: readonly (number | null)[]): readonly SlotSwitch[] {
  let use: SlotUse = NOTHING_USED;
  slots.forEach((slot, i) => {
    if (slot === null) use = { ...use, last: null };
    else ({ use } = useSlot(use, planned, { slot, fraction: i / 10, slots: SLOTS }));
  });
  return use.switches;
}

describe('the slot in use', () => {
  test('[MT2] the filament of the print before says nothing; another slot than the print’s is told once', () => {
    assert.deepEqual(told([from(0, 0)], [3, 3, 0, 0]), []);
    assert.deepEqual(told([from(0, 0)], [0, 2, 2]), [{ filament: 0, slot: 2, fraction: 0.1, seen: true }]);
    assert.deepEqual(told([], [0, 2]), []);
  });

  test('[MT2] a slot that was filled again and goes on is told as well; one that changed unseen is told so', () => {
    assert.deepEqual(
      told([from(0, 0)], [0, 2, 0]).map(({ slot }) => slot),
      [2, 0],
    );
    assert.deepEqual(told([from(0, 0)], [0, null, 2]), [{ filament: 0, slot: 2, fraction: 0.2, seen: false }]);
  });

  test('[MT2] of several filaments it is the one that was printed last, or else the only one of its material and colour', () => {
    const two = [from(0, 0), from(1, 1, '#00FF00')];
    const changes = (...slots: readonly (number | null)[]) =>
      told(two, slots).map((each) => [each.filament, each.slot]);
    assert.deepEqual(changes(0, 1, 0, 1), []);
    assert.deepEqual(changes(0, 1, 3, 0, 3), [[1, 3]]);
    assert.deepEqual(changes(0, null, 3), [[1, 3]]);
    assert.deepEqual(changes(0, null, 2), [[0, 2]]);
    const alike = [from(0, 0), from(1, 1)];
    assert.deepEqual(
      told(alike, [0, null, 2, 0, 2]).map((each) => [each.filament, each.slot]),
      [[null, 2]],
    );
  });

  test('[MT2] two filaments from one slot both go on from the next', () => {
    assert.deepEqual(
      told([from(0, 0), from(1, 0)], [0, 2]).map((each) => [each.filament, each.slot]),
      [
        [0, 2],
        [1, 2],
      ],
    );
  });

  test('[DR12] a printer that changes its mind for ever is believed so often and no more', () => {
    const forEver = Array.from({ length: 500 }, (_, i) => (i % 2 === 0 ? 0 : 2));
    assert.equal(told([from(0, 0)], forEver).length, SWITCHES_TOLD);
  });
});

describe('what each spool gave', () => {
  const stay = (spoolId: string, slot: number, changes: Partial<SpoolStay> = {}): SpoolStay => ({
    spoolId,
    slot,
    name: spoolId,
    type: 'PLA',
    colours: [],
    remainingGrams: 500,
    diameterMm: 1.75,
    densityGramsPerCm3: 1.24,
    loadedAt: 0,
    unloadedAt: null,
    ...changes,
  });
  const filament = (extruder: number | null, weightGrams: number) => {
    return { extruder, type: 'PLA', colour: null, lengthMm: null, weightGrams, used: true };
  };
  const at = (slot: number, fraction: number, changes: Partial<SlotSwitch> = {}) => {
    return { filament: 0, slot, fraction, seen: true, at: fraction * 1_000, ...changes };
  };
  const uses = (changes: Partial<Parameters<typeof usesOfPrint>[0]>) =>
    usesOfPrint({
      outcome: 'finished',
      endedAt: 1_000,
      filaments: [filament(0, 100)],
      progress: null,
      slots: new Map([[0, 0]]),
      stays: [stay('red', 0), stay('second', 3)],
      ...changes,
    }).map(({ spoolId, grams, unsure }) => [spoolId, grams, unsure]);

  test('[MT2] each spool gives by how far the print was when the printer changed; what was unseen a person looks at', () => {
    assert.deepEqual(uses({ switches: [at(3, 0.4)] }), [
      ['red', 40, false],
      ['second', 60, false],
    ]);
    assert.deepEqual(uses({ switches: [at(3, 0.4, { seen: false })] }), [
      ['red', 40, true],
      ['second', 60, true],
    ]);
    assert.deepEqual(uses({ switches: [at(3, 0.4, { filament: null })] }), [['red', 100, true]]);
  });

  test('[MT2] one that ended early, one that goes on where another failed, one of which nobody knows anything', () => {
    const progress = { fraction: 0.5, at: 1_000 };
    assert.deepEqual(uses({ outcome: 'failed', progress, switches: [at(3, 0.4)] }), [
      ['red', 40, false],
      ['second', 10, false],
    ]);
    assert.deepEqual(uses({ before: 0.3, switches: [at(3, 0.4)] }), [
      ['red', 10, false],
      ['second', 60, false],
    ]);
    assert.deepEqual(uses({ outcome: 'unknown', switches: [at(3, 0.4)] }), [
      ['red', 0, true],
      ['second', 0, true],
    ]);
  });

  test('[MT2] [S15] told twice it is the same; back in the first slot the same spool gives twice and is booked once', () => {
    const twice = [at(3, 0.4), at(3, 0.7)];
    assert.deepEqual(uses({ switches: twice }), uses({ switches: [at(3, 0.4)] }));
    assert.deepEqual(uses({ switches: [at(3, 0.4), at(0, 0.7)] }), [
      ['red', 70, false],
      ['second', 30, false],
    ]);
  });

  test('[MT2] a spool that was put into the emptied slot while another one printed gave nothing; a slot without a spool takes from none', () => {
    const stays = [stay('red', 0, { unloadedAt: 390 }), stay('second', 3), stay('new', 0, { loadedAt: 500 })];
    assert.deepEqual(uses({ switches: [at(3, 0.4)], stays }), [
      ['red', 40, false],
      ['second', 60, false],
    ]);
    assert.deepEqual(uses({ switches: [at(3, 0.4)], stays: [stay('red', 0)] }), [['red', 40, false]]);
    assert.deepEqual(uses({ switches: [at(3, 0.4)], stays: [stay('second', 3)] }), [['second', 60, false]]);
  });

  test('[MT2] the parts are the whole, whatever was switched when', () => {
    const anySwitch = fc.record({
      slot: fc.constantFrom(0, 3),
      fraction: fc.double({ min: 0, max: 1, noNaN: true }),
      filament: fc.constant(0),
      seen: fc.boolean(),
      at: fc.integer({ min: 0, max: 1_000 }),
    });
    fc.assert(
      fc.property(fc.array(anySwitch, { maxLength: 6 }), (switches) => {
        const parts = uses({ switches: switches.toSorted((a, b) => a.at - b.at) });
        const sum = parts.reduce((total, [, grams]) => total + Number(grams), 0);
        assert.ok(Math.abs(sum - 100) < 0.01);
        assert.equal(new Set(parts.map(([spool]) => spool)).size, parts.length);
      }),
      { numRuns: 50 },
    );
  });
});
