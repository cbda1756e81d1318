import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { slotChanges } from './slot-changes.ts';
import type { ReportedSlot } from './slots.ts';

const slot = (number: number, tag: string | null, filled = true): ReportedSlot => ({
  slot: number,
  label: `A${number + 1}`,
  external: false,
  filled,
  type: null,
  colour: null,
  tag,
  remainingPercent: null,
});
const NONE = { load: [], unload: [] };
const OWNERS = new Map([
  ['AA', 'red'],
  ['BB', 'blue'],
]);

describe('what slots tell of spools', () => {
  test('[MT2] a spool that names itself is loaded where it appears, at whatever printer and slot, once', () => {
    assert.deepEqual(slotChanges(null, [slot(0, 'AA')], [], OWNERS), {
      load: [{ spoolId: 'red', slot: 0 }],
      unload: [],
    });
    assert.deepEqual(slotChanges([slot(0, 'AA')], [slot(0, 'AA')], [], OWNERS), NONE, 'a person unloaded it since');
    const moved = slotChanges(
      [slot(0, 'AA'), slot(1, null, false)],
      [slot(0, null, false), slot(1, 'AA')],
      [{ spoolId: 'red', slot: 0 }],
      OWNERS,
    );
    assert.deepEqual(moved, { load: [{ spoolId: 'red', slot: 1 }], unload: [] });
  });

  test('[MT2] a slot that was emptied holds no spool; one that is heard of first, or was told to be empty before, changes nothing', () => {
    const linked = [{ spoolId: 'own', slot: 0 }];
    assert.deepEqual(slotChanges([slot(0, null)], [slot(0, null, false)], linked, OWNERS), {
      load: [],
      unload: ['own'],
    });
    assert.deepEqual(slotChanges(null, [slot(0, null, false)], linked, OWNERS), NONE);
    assert.deepEqual(slotChanges([slot(0, null, false)], [slot(0, null, false)], linked, OWNERS), NONE);
  });

  test('[MT2] another tag tells another spool; a tag that comes late or goes tells nothing', () => {
    const linked = [{ spoolId: 'own', slot: 0 }];
    assert.deepEqual(slotChanges([slot(0, null)], [slot(0, 'CC')], linked, OWNERS), NONE, 'read after it was put in');
    assert.deepEqual(slotChanges([slot(0, 'CC')], [slot(0, null)], linked, OWNERS), NONE, 'a reader that fails');
    assert.deepEqual(slotChanges([slot(0, 'CC')], [slot(0, 'DD')], linked, OWNERS).unload, ['own']);
    const known = [{ spoolId: 'red', slot: 0 }];
    assert.deepEqual(slotChanges([slot(0, null)], [slot(0, 'CC')], known, OWNERS).unload, ['red']);
  });

  test('[MT2] one tag in two slots is believed in neither', () => {
    const known = [{ spoolId: 'red', slot: 0 }];
    assert.deepEqual(slotChanges([slot(0, 'AA')], [slot(0, 'AA'), slot(1, 'AA')], known, OWNERS), NONE);
    assert.deepEqual(slotChanges(null, [slot(0, 'AA'), slot(1, 'AA')], [], OWNERS), NONE);
  });

  test('[MT2] whatever is told: no spool goes to two slots or comes and goes at once, and telling it again changes nothing', () => {
    const slots = fc
      .array(fc.record({ tag: fc.constantFrom('AA', 'BB', 'CC', null), filled: fc.boolean() }), { maxLength: 4 })
      .map((all) => all.map(({ tag, filled }, i) => slot(i, filled ? tag : null, filled)));
    const loaded = fc
      .uniqueArray(fc.record({ spoolId: fc.constantFrom('red', 'blue', 'own'), slot: fc.nat(3) }), {
        selector: (each) => each.spoolId,
      })
      .map((all) => all.filter((each, i) => all.findIndex((other) => other.slot === each.slot) === i));
    fc.assert(
      fc.property(fc.option(slots, { nil: null }), slots, loaded, (before, now, here) => {
        const { load, unload } = slotChanges(before, now, here, OWNERS);
        const arriving = load.map((each) => each.spoolId);
        assert.equal(new Set(arriving).size, arriving.length);
        assert.ok(unload.every((each) => !arriving.includes(each) && here.some((one) => one.spoolId === each)));
        assert.deepEqual(slotChanges(now, now, here, OWNERS), NONE);
      }),
      { numRuns: 100 },
    );
  });
});
