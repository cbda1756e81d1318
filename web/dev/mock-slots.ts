import type { Printer } from '../src/live/farm-state.ts';
import type { PrinterSlot } from '../src/materials/slot-words.ts';

/** A printer with two AMS, a slot that is wrong and one that is empty, and where it takes a file of three colours from. */

const slot = (number: number, changes: Partial<PrinterSlot> = {}): PrinterSlot => ({
  slot: number,
  label: `${'ABCD'[Math.floor(number / 4)]}${(number % 4) + 1}`,
  external: false,
  filled: true,
  type: 'PLA',
  colours: ['#C1121F'],
  remainingPercent: null,
  tagged: false,
  spoolId: null,
  trouble: null,
  ...changes,
});

export const SLOTS: readonly PrinterSlot[] = [
  slot(0, { colours: ['#25282B'], spoolId: 's0' }),
  slot(1, { remainingPercent: 62, tagged: true }),
  slot(2, { filled: false, type: null, colours: [] }),
  slot(3, {
    type: 'PETG',
    colours: ['#2A9D8F'],
    spoolId: 's7',
    trouble:
      'A4 holds PETG by the printer’s word, and “Acme Signal Red” (PLA) by the farm’s: load the right spool there, or set the slot at the printer.',
  }),
  slot(4, { colours: ['#F4F4F0'], remainingPercent: 8, tagged: true }),
  slot(255, { label: 'Ext', external: true, filled: null, type: null, colours: [] }),
];

const SPOOL = {
  spoolId: 's0',
  slot: 0,
  name: 'Acme Galaxy Black',
  type: 'PLA',
  colours: ['#25282B'],
  remainingGrams: 640,
};

export const SLOTTED: Partial<Printer> = {
  name: 'Juniper',
  driver: 'bambu',
  model: 'P1S',
  line: null,
  options: { host: '192.168.1.50', serial: '01P00A000000000' },
  spools: [SPOOL, { ...SPOOL, spoolId: 's7', slot: 3, name: 'Acme Signal Red', colours: ['#C1121F'] }],
  slots: SLOTS,
};

/** Where its print comes from: the first slot ran out, and another one of the same kind goes on. */
export const FROM: NonNullable<Printer['print']>['slots'] = [
  {
    filament: 0,
    slot: 0,
    label: 'A1',
    type: 'PLA',
    colour: '#25282B',
    spoolId: 's0',
    why: 'SAME_COLOUR',
    later: [{ slot: 1, label: 'A2', progress: 0.43 }],
  },
];

const filament = (i: number, colour: string, more: object) => ({
  filament: i,
  type: 'PLA',
  colour,
  grams: 31.4,
  ...more,
});

export const planOf = (printerId: string) => ({
  printerId,
  reason: 'Juniper holds PLA in A1 and A2 and B1, and none has the colour #2A9D8F of filament 4: choose a slot.',
  filaments: [
    filament(0, '#111111', { slot: 0, why: 'SAME_COLOUR' }),
    filament(1, '#FFFFFF', { slot: 4, why: 'OTHER_COLOUR' }),
    filament(3, '#2A9D8F', { slot: null, why: null }),
  ],
  slots: SLOTS,
});
