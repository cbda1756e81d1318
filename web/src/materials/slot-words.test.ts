import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filamentWords, fromWords, type PrinterSlot, slotHolds, slotNow, whyWords } from './slot-words.ts';

const SLOT: PrinterSlot = {
  slot: 0,
  label: 'A1',
  external: false,
  filled: true,
  type: 'PLA',
  colours: ['#FF0000'],
  remainingPercent: 62,
  tagged: true,
  spoolId: null,
  trouble: null,
};

test('a slot is told by what it holds, an empty one by that', () => {
  assert.equal(slotHolds(SLOT), 'PLA, 62 %');
  assert.equal(slotHolds({ ...SLOT, filled: false }), 'empty');
  assert.equal(slotHolds({ ...SLOT, type: null, remainingPercent: null }), 'unknown filament');
  assert.equal(
    slotHolds({ ...SLOT, external: true, filled: null, type: null, remainingPercent: null }),
    'nothing known',
  );
});

test('filaments count from 1; why a slot was taken is said where a person must know', () => {
  const plan = { filament: 2, type: 'PLA', colour: null, grams: 31.4, slot: 0, why: 'OTHER_COLOUR' } as const;
  assert.equal(filamentWords(plan), 'Filament 3, PLA, 31 g');
  assert.equal(filamentWords({ ...plan, type: null, grams: null }), 'Filament 3');
  assert.deepEqual(
    [whyWords(plan.why), whyWords('CHOSEN'), whyWords(null)],
    ['another colour than in the file', null, null],
  );
  assert.equal(fromWords([]), null);
  const at = (label: string, ...later: string[]) => ({ label, later: later.map((each) => ({ label: each })) });
  assert.equal(fromWords([at('A1'), at('A1')]), 'from A1');
  assert.equal(fromWords([at('A6'), at('A1'), at('B2')]), 'from A6, A1 and B2');
  assert.equal(fromWords([at('A1', 'A4', 'A1')]), 'from A1 then A4 then A1');
  assert.deepEqual([slotNow({ slot: 0, later: [] }), slotNow({ slot: 0, later: [{ slot: 3 }] })], [0, 3]);
});
