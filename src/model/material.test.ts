import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AS_FILE, type FileFilament, filamentNeeds, type LoadedSpool, lowStock, materialReason } from './material.ts';
import { FRESH_MS, type SpoolStay, usesOfPrint } from './material-use.ts';

const filament = (changes: Partial<FileFilament> = {}): FileFilament => ({
  extruder: 0,
  type: 'PLA',
  colour: '#FF0000',
  lengthMm: null,
  weightGrams: 100,
  used: true,
  ...changes,
});

const spool = (changes: Partial<LoadedSpool> = {}): LoadedSpool => ({
  spoolId: 's1',
  slot: 0,
  name: 'Red PLA',
  type: 'PLA',
  colours: ['#F00000'],
  remainingGrams: 500,
  diameterMm: 1.75,
  densityGramsPerCm3: 1.24,
  ...changes,
});

const stay = (changes: Partial<SpoolStay> = {}): SpoolStay => ({
  ...spool(),
  loadedAt: 0,
  unloadedAt: null,
  ...changes,
});

describe('low stock', () => {
  const at = (usedGrams: number, wasLow: boolean) => lowStock({ netGrams: 1000, usedGrams }, 20, wasLow);

  test('[MT1] exactly 20 % is not low, a thousandth of a gram less is, and it is told once until it is filled up', () => {
    assert.deepEqual(at(800, false), { low: false, tell: false });
    assert.deepEqual(at(800.001, false), { low: true, tell: true });
    assert.deepEqual(at(900, true), { low: true, tell: false });
    assert.deepEqual(at(800, true), { low: false, tell: false });
  });

  test('[MT1] whatever the amounts, it is told exactly when it was not low and falls below', () => {
    const grams = fc.integer({ min: 0, max: 1_200_000 }).map((thousandths) => thousandths / 1000);
    fc.assert(
      fc.property(fc.array(grams, { maxLength: 30 }), (useds) => {
        let low = false;
        for (const used of useds) {
          const next = at(used, low);
          assert.equal(next.low, Math.round((1000 - used) * 1000) < 200_000);
          assert.equal(next.tell, next.low && !low);
          low = next.low;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('material fit', () => {
  const why = (needs: ReturnType<typeof filamentNeeds>, ...spools: readonly LoadedSpool[]): string | null =>
    materialReason('Anna', needs, spools)?.code ?? null;
  const asked = (type: string | null, colour: string | null = null) =>
    filamentNeeds({ kind: 'asked', type, colour }, [filament()]);

  test('[JO5] a printer that nobody loaded a spool into takes what is not asked for', () => {
    assert.equal(why(filamentNeeds(AS_FILE, [filament()])), null);
    assert.equal(why(filamentNeeds(AS_FILE, null), spool()), null);
    assert.equal(why(asked('PLA')), 'material-unknown');
  });

  test('[JO5] another kind of filament than the file was sliced for does not fit, unless any will do', () => {
    const needs = filamentNeeds(AS_FILE, [filament({ type: 'PETG' })]);
    assert.equal(why(needs, spool()), 'material-other');
    assert.equal(why(filamentNeeds({ kind: 'any' }, [filament({ type: 'PETG' })]), spool()), null);
    assert.equal(why(filamentNeeds(AS_FILE, [filament()]), spool({ type: 'PLA+' })), null);
  });

  test('[JO5] what a person asks for must be the very type, and the colour to the eye', () => {
    assert.equal(why(asked('PLA'), spool({ type: 'PLA+' })), 'material-other');
    assert.equal(why(asked('pla+'), spool({ type: 'PLA +' })), null);
    assert.equal(why(asked(null, '#FF0000'), spool()), null);
    assert.equal(why(asked(null, '#0000FF'), spool()), 'colour-other');
    assert.equal(why(asked(null, '#0000FF'), spool({ colours: ['#FF0000', '#0000F0'] })), null);
    assert.equal(
      why(filamentNeeds({ kind: 'as-file', colours: true }, [filament({ colour: '#00FF00' })]), spool()),
      'colour-other',
    );
  });

  test('[JO5] enough must be left on the spool: by weight, or by length of a filament of its thickness', () => {
    assert.equal(why(filamentNeeds(AS_FILE, [filament({ weightGrams: 500 })]), spool()), null);
    assert.equal(why(filamentNeeds(AS_FILE, [filament({ weightGrams: 500.1 })]), spool()), 'material-short');
    const byLength = filamentNeeds(AS_FILE, [filament({ weightGrams: null, lengthMm: 100_000 })]);
    assert.equal(why(byLength, spool({ remainingGrams: 298 })), 'material-short');
    assert.equal(why(byLength, spool({ remainingGrams: 299 })), null);
  });

  test('[JO5] each tool is looked at on its own, and unused filaments not at all', () => {
    const file = [
      filament(),
      filament({ extruder: 1, type: 'PETG' }),
      filament({ extruder: 2, type: 'ABS', used: false }),
    ];
    const needs = filamentNeeds(AS_FILE, file);
    assert.equal(why(needs, spool(), spool({ slot: 1, type: 'PETG' })), null);
    assert.equal(why(needs, spool(), spool({ slot: 1, type: 'TPU' })), 'material-other');
    assert.equal(why(needs, spool({ slot: 1, type: 'PETG' })), null, 'nobody said what tool 0 holds');
  });
});

describe('what a print took', () => {
  const uses = (changes: Partial<Parameters<typeof usesOfPrint>[0]>) =>
    usesOfPrint({
      outcome: 'finished',
      endedAt: 1_000_000,
      filaments: [filament()],
      progress: null,
      stays: [stay()],
      ...changes,
    });

  test('[MT2] a finished print takes what its file says, tool by tool', () => {
    const two = uses({
      filaments: [filament(), filament({ extruder: 1, weightGrams: 7 }), filament({ extruder: 2, used: false })],
      stays: [stay(), stay({ spoolId: 's2', slot: 1 })],
    });
    assert.deepEqual(
      two.map(({ spoolId, tool, grams, basis, unsure }) => [spoolId, tool, grams, basis, unsure]),
      [
        ['s1', 0, 100, 'file', false],
        ['s2', 1, 7, 'file', false],
      ],
    );
  });

  test('[MT2] one that ended early takes as much as it was seen to print; old knowledge and none are a person’s to correct', () => {
    const progress = (at: number) => ({ fraction: 0.42, at });
    const one = (changes: Partial<Parameters<typeof usesOfPrint>[0]>) => {
      const [use] = uses({ outcome: 'failed', ...changes });
      return [use?.grams, use?.basis, use?.unsure];
    };
    assert.deepEqual(one({ progress: progress(1_000_000 - FRESH_MS) }), [42, 'progress', false]);
    assert.deepEqual(one({ progress: progress(1_000_000 - FRESH_MS - 1) }), [42, 'old-progress', true]);
    assert.deepEqual(one({}), [0, 'unknown', true]);
    assert.deepEqual(one({ outcome: 'unknown', progress: progress(1_000_000) }), [0, 'unknown', true]);
    assert.deepEqual(one({ outcome: 'finished', filaments: null }), [0, 'unknown', true]);
    assert.deepEqual(uses({ outcome: 'never-started', progress: progress(0) }), []);
    assert.deepEqual(uses({ stays: [] }), []);
  });

  test('[MT2] a spool that was changed in the middle gives what it had, the next one the rest, and a person looks', () => {
    const changed = uses({
      stays: [stay({ remainingGrams: 30, unloadedAt: 500 }), stay({ spoolId: 's2', loadedAt: 501 })],
    });
    assert.deepEqual(
      changed.map(({ spoolId, grams, unsure }) => [spoolId, grams, unsure]),
      [
        ['s1', 30, true],
        ['s2', 70, true],
      ],
    );
  });

  test('[MT2] the parts of a print are its whole, whatever was loaded when', () => {
    const anyStay = fc.record({
      spoolId: fc.constantFrom('s1', 's2', 's3'),
      slot: fc.constant(0),
      remainingGrams: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyStay, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 500 }),
        (stays, grams) => {
          const parts = uses({ filaments: [filament({ weightGrams: grams })], stays: stays.map((one) => stay(one)) });
          const sum = parts.reduce((total, part) => total + part.grams, 0);
          assert.ok(Math.abs(sum - grams) < 1e-6);
          assert.ok(parts.every((part) => part.grams >= 0));
          assert.equal(new Set(parts.map((part) => part.spoolId)).size, parts.length, 'one entry per spool');
        },
      ),
      { numRuns: 500 },
    );
  });
});
