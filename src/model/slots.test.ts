import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { colourDistance, SAME_COLOUR } from './colour.ts';
import {
  AS_FILE,
  type FileFilament,
  filamentNeeds,
  isSameType,
  type LoadedSpool,
  type MaterialWish,
} from './material.ts';
import {
  isAsChosen,
  planSlots,
  planUnknown,
  type ReportedSlot,
  type SlotChoice,
  slotContents,
  type SlotPlan,
} from './slots.ts';

const slot = (changes: Partial<ReportedSlot> & { readonly slot: number }): ReportedSlot => ({
  label: changes.slot === 254 ? 'External' : `A${changes.slot + 1}`,
  external: changes.slot === 254,
  filled: changes.slot === 254 ? null : true,
  type: 'PLA',
  colour: '#FF0000',
  tag: null,
  remainingPercent: null,
  ...changes,
});

const spool = (changes: Partial<LoadedSpool> & { readonly slot: number }): LoadedSpool => ({
  spoolId: `s${changes.slot}`,
  name: 'Some PLA',
  type: 'PLA',
  colours: [],
  remainingGrams: 500,
  diameterMm: 1.75,
  densityGramsPerCm3: 1.24,
  ...changes,
});

const filament = (extruder: number, changes: Partial<FileFilament> = {}): FileFilament => ({
  extruder,
  type: 'PLA',
  colour: '#FF0000',
  lengthMm: null,
  weightGrams: 20,
  used: true,
  ...changes,
});

const plan = (
  filaments: readonly FileFilament[],
  slots: readonly ReportedSlot[],
  more: {
    readonly spools?: readonly LoadedSpool[];
    readonly choices?: readonly SlotChoice[];
    readonly wish?: MaterialWish;
  } = {},
): SlotPlan =>
  planSlots(
    'Anna',
    filamentNeeds(more.wish ?? AS_FILE, filaments),
    slotContents(slots, more.spools ?? []),
    more.choices ?? [],
  );

/** `2,0` where filament by filament is planned, else the code. */
const told = (found: SlotPlan): string =>
  found.kind === 'refused' ? found.code : found.slots.map((each) => each.slot).join();

const RED = slot({ slot: 0 });
const BLACK = slot({ slot: 1, colour: '#161616' });
const PETG = slot({ slot: 2, type: 'PETG', colour: '#FF0000' });
const EMPTY = slot({ slot: 3, filled: false, type: null, colour: null });
const OUTSIDE = slot({ slot: 254, type: 'PLA', colour: '#0000FF' });

describe('which slot a filament comes from', () => {
  test('[JO5] the material first, then the colour to the eye; what is not used takes none', () => {
    const all = [RED, BLACK, PETG, EMPTY, OUTSIDE];
    const unused = filament(1, { used: false });
    assert.equal(
      told(plan([filament(0, { colour: '#000000' }), unused, filament(2, { colour: '#F01010' })], all)),
      '1,0',
    );
    assert.equal(told(plan([filament(4, { type: 'PETG', colour: '#F01010' })], all)), '2');
    const [first] = (plan([filament(4, { type: 'PETG' })], all) as { slots: readonly object[] }).slots;
    assert.deepEqual(first, {
      filament: 4,
      slot: 2,
      label: 'A3',
      spoolId: null,
      why: 'same-colour',
      holds: { type: 'PETG', colour: '#FF0000', tag: null },
    });
  });

  test('[JO5] a colour that no slot has asks a person, who may choose any slot of the material', () => {
    const blue = [filament(0, { colour: '#0000FF' })];
    const asked = plan(blue, [RED, BLACK]);
    assert.equal(told(asked), 'slot-choice');
    assert.match(asked.kind === 'refused' ? asked.text : '', /PLA in A1 and A2.*#0000FF of filament 1: choose a slot/);
    assert.equal(told(plan(blue, [RED, BLACK], { choices: [{ filament: 0, slot: 1 }] })), '1');
    assert.equal(told(plan(blue, [RED, PETG], { choices: [{ filament: 0, slot: 2 }] })), 'material-other');
    assert.equal(told(plan(blue, [RED, EMPTY], { choices: [{ filament: 0, slot: 3 }] })), 'slot-trouble');
    assert.equal(told(plan(blue, [RED], { choices: [{ filament: 0, slot: 9 }] })), 'slot-trouble');
    // The only one of its material is no choice to make, unless a person asked for the colour.
    assert.equal(told(plan(blue, [RED, PETG])), '0');
    assert.equal(told(plan(blue, [RED, PETG], { wish: { kind: 'as-file', colours: true } })), 'colour-other');
    assert.equal(told(plan(blue, [RED, BLACK], { wish: { kind: 'asked', type: 'PLA', colour: null } })), '0');
  });

  test('[JO5] two filaments that differ never come from one slot, unless a person says so; two that are alike may', () => {
    const [one, other] = [filament(0, { colour: '#FF0000' }), filament(1, { colour: '#F00505' })];
    assert.equal(told(plan([one, other], [RED, BLACK])), 'slot-choice');
    assert.equal(told(plan([one, other], [RED, BLACK], { choices: [{ filament: 1, slot: 0 }] })), 'slot-choice');
    const both = [
      { filament: 0, slot: 0 },
      { filament: 1, slot: 0 },
    ];
    assert.equal(told(plan([one, other], [RED, BLACK], { choices: both })), '0,0');
    assert.equal(told(plan([one, filament(1)], [RED, BLACK])), '0,0');
    const little = [spool({ slot: 0, remainingGrams: 30 })];
    assert.equal(told(plan([one, filament(1)], [RED, BLACK], { spools: little })), 'material-short');
  });

  test('[JO5] a slot whose printer and spool differ, that nobody knows, or whose spool is in two slots is not used', () => {
    assert.equal(told(plan([filament(0)], [RED], { spools: [spool({ slot: 0, type: 'PETG' })] })), 'slot-trouble');
    assert.equal(told(plan([filament(0)], [slot({ slot: 0, type: null, colour: null })])), 'slot-trouble');
    assert.equal(told(plan([filament(0)], [slot({ slot: 0, type: null })], { spools: [spool({ slot: 0 })] })), '0');
    const twice = [slot({ slot: 0, tag: 'AB' }), slot({ slot: 1, tag: 'AB' }), slot({ slot: 2, colour: '#F01010' })];
    assert.equal(told(plan([filament(0)], twice)), '2');
    assert.equal(told(plan([filament(0)], twice.slice(0, 2))), 'slot-trouble');
  });

  test('[JO5] of several alike the emptiest that is enough; the external spool last, and alone', () => {
    const alike = [RED, slot({ slot: 1 }), slot({ slot: 4, label: 'B1' })];
    const spools = [300, 60, 10].map((remainingGrams, i) => spool({ slot: [0, 1, 4][i] ?? 0, remainingGrams }));
    assert.equal(told(plan([filament(0)], alike, { spools })), '1');
    assert.equal(told(plan([filament(0)], [slot({ slot: 254 }), RED])), '0');
    assert.equal(told(plan([filament(0, { colour: '#0000F0' })], [RED, OUTSIDE])), '254');
    const two = [filament(0), filament(1, { colour: '#0000FF' })];
    assert.equal(told(plan(two, [RED, BLACK, OUTSIDE])), 'slot-choice');
    assert.equal(told(plan(two, [RED, BLACK, OUTSIDE], { choices: [{ filament: 1, slot: 254 }] })), 'external-alone');
  });

  test('[JO5] whatever is loaded will do: each filament from its own place', () => {
    const wish = { kind: 'any' } as const;
    const all = [OUTSIDE, PETG, RED, BLACK, EMPTY];
    assert.equal(told(plan([filament(0), filament(2)], all, { wish })), '0,2');
    assert.equal(told(plan([filament(3)], all, { wish })), 'slot-trouble');
    assert.equal(told(plan([filament(4)], all, { wish })), 'slot-choice');
    assert.equal(told(plan([filament(4)], all, { wish, choices: [{ filament: 4, slot: 2 }] })), '2');
    assert.equal(told(plan([filament(4)], [OUTSIDE], { wish })), '254');
  });

  test('[JO5] of two nozzles a filament comes from a slot of its own, by colour among those; what nobody can say waits in words', () => {
    const [right, left] = ['right', 'left'] as const;
    const all = [
      slot({ slot: 0, nozzle: right }),
      slot({ slot: 4, label: 'B1', nozzle: left }),
      slot({ slot: 5, label: 'B2', colour: '#161616', nozzle: left }),
      slot({ slot: 8, label: 'C1', type: 'PETG', nozzle: 'none' }),
      slot({ slot: 254, nozzle: left }),
    ];
    const on = (extruder: number, nozzle: 'left' | 'right', changes: Partial<FileFilament> = {}) =>
      filament(extruder, { nozzle, ...changes });
    const text = (found: SlotPlan): string => (found.kind === 'refused' ? found.text : '');
    assert.equal(told(plan([on(0, left), on(1, right)], all)), '4,0');
    assert.equal(told(plan([on(0, left, { colour: '#000000' })], all)), '5');
    const black = plan([on(0, right, { colour: '#000000' })], all);
    assert.equal(told(black), '0', 'the only one of its side, as the only one of a printer');
    const petg = plan([on(0, left, { type: 'PETG' })], all);
    assert.equal(told(petg), 'nozzle-other');
    assert.match(
      text(petg),
      /^Filament 1 is sliced for the left nozzle, and Anna holds PETG in C1, which feed another one: choose/,
    );
    assert.equal(told(plan([on(0, left, { type: 'ABS' })], all)), 'material-other');
    const crossed = plan([on(0, left)], all, { choices: [{ filament: 0, slot: 0 }] });
    assert.equal(told(crossed), 'nozzle-other');
    assert.match(text(crossed), /take it from A1, which feeds another one/);
    assert.equal(told(plan([on(0, left)], all, { choices: [{ filament: 0, slot: 254 }] })), '254');
    const wish = { kind: 'any' } as const;
    assert.equal(told(plan([on(0, right)], all, { wish })), '0');
    assert.equal(told(plan([on(0, left)], all, { wish })), 'nozzle-other');
    assert.equal(told(plan([filament(0)], all)), 'nozzle-unknown');
    assert.match(text(plan([filament(0)], all)), /two nozzles.*filament 1.*slice it for this very model/);
    assert.equal(planUnknown('Anna', all)?.kind, 'refused');
    assert.equal(planUnknown('Anna', [RED]), null);
    // Of a printer with one nozzle the file's word is no matter.
    assert.equal(told(plan([on(0, left)], [RED])), '0');
  });

  test('[JO5] whatever slots and filaments: a plan names each filament once, from a filled slot of its material and colour, in any order', () => {
    const colour = fc.constantFrom('#FF0000', '#F01010', '#161616', '#000000', '#0000FF', null);
    const type = fc.constantFrom('PLA', 'PLA-CF', 'PETG', null);
    const slots = fc
      .uniqueArray(fc.record({ slot: fc.integer({ min: 0, max: 9 }), filled: fc.boolean(), type, colour }), {
        selector: (each) => each.slot,
        maxLength: 6,
      })
      .map((all) => all.map((each) => slot(each)));
    const filaments = fc
      .uniqueArray(fc.record({ extruder: fc.integer({ min: 0, max: 5 }), type, colour, used: fc.boolean() }), {
        selector: (each) => each.extruder,
        maxLength: 4,
      })
      .map((all) => all.map((each) => filament(each.extruder, each)));
    fc.assert(
      fc.property(slots, filaments, (all, wanted) => {
        const found = plan(wanted, all);
        assert.deepEqual(
          plan(wanted, all.toReversed()),
          found.kind === 'refused' ? plan(wanted, all.toReversed()) : found,
        );
        if (found.kind === 'refused') return;
        const used = wanted.filter((each) => each.used === true);
        assert.deepEqual(
          found.slots.map((each) => each.filament),
          used.map((each) => each.extruder),
        );
        for (const [i, planned] of found.slots.entries()) {
          const [need, held] = [used[i], all.find((each) => each.slot === planned.slot)];
          assert.ok(need !== undefined && held?.filled === true);
          if (need.type !== null) assert.ok(isSameType(need.type, held.type ?? '', false));
          const isSame = (colourDistance(need.colour ?? '', held.colour ?? '') ?? Infinity) <= SAME_COLOUR;
          const rivals = all.filter(
            (each) =>
              each.filled === true &&
              each.type !== null &&
              (need.type === null || isSameType(need.type, each.type, false)),
          );
          assert.ok(isSame || rivals.length === 1, 'a colour was guessed');
          const sharing = used.filter((_, k) => found.slots[k]?.slot === planned.slot);
          assert.ok(sharing.every((each) => each.type === need.type && each.colour === need.colour));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('[JO5] a printer without a changer: what nobody knows fits unless it is asked for, and a person’s spool outranks what was typed once', () => {
    const [unknown, typed] = [
      slot({ slot: 0, external: true, type: null, colour: null }),
      slot({ slot: 0, external: true, type: 'PETG' }),
    ];
    assert.equal(told(plan([filament(0)], [unknown])), '0');
    assert.equal(
      told(plan([filament(0)], [unknown], { wish: { kind: 'asked', type: 'PLA', colour: null } })),
      'material-other',
    );
    assert.equal(told(plan([filament(0)], [typed])), 'material-other');
    assert.equal(told(plan([filament(0)], [typed], { spools: [spool({ slot: 0 })] })), '0');
    assert.equal(told(plan([filament(0), filament(1)], [unknown])), 'external-alone');
  });

  test('[JO5] a slot that holds something else than when it was chosen is told from one of which more is known', () => {
    const holds = { type: 'PLA', colour: '#FF0000', tag: null };
    assert.ok(isAsChosen(holds, { type: 'PLA', colour: '#FF0000', tag: 'AB' }));
    assert.ok(isAsChosen({ type: null, colour: null, tag: null }, holds));
    assert.ok(!isAsChosen(holds, { type: null, colour: null, tag: null }));
    assert.ok(!isAsChosen(holds, { ...holds, type: 'PETG' }));
    assert.ok(!isAsChosen(holds, { ...holds, colour: '#FE0000' }));
    assert.ok(!isAsChosen({ ...holds, tag: 'AB' }, { ...holds, tag: 'AC' }));
  });
});
