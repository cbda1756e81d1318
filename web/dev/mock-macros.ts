import type { Macro } from '../src/printer/macro-words.ts';

const place = (name: string, more: Partial<Macro['parameters'][number]>): Macro['parameters'][number] => ({
  name,
  kind: 'NUMBER',
  initial: null,
  least: null,
  most: null,
  length: null,
  choices: null,
  ...more,
});

/** With and without a form, of the farm and of one printer, with a short name and a long one. */
export const MACROS: readonly Macro[] = [
  {
    id: 'm1',
    name: 'Load filament',
    text: 'M104 S{nozzle: number 170..300 = 210}\nM117 {note: text 20}\nG1 E50 F{speed: choice 100|300|900 = 300}',
    printerId: null,
    whilePrinting: false,
    version: 1,
    parameters: [
      place('nozzle', { initial: '210', least: 170, most: 300 }),
      place('note', { kind: 'TEXT', length: 20 }),
      place('speed', { kind: 'CHOICE', initial: '300', choices: ['100', '300', '900'] }),
    ],
  },
  { id: 'm2', name: 'Lights on', text: 'M355 S1', printerId: 'p1', whilePrinting: false, version: 3, parameters: [] },
  {
    id: 'm3',
    name: 'Slow, cool and careful for tall parts',
    text: 'M220 S{speed: number 10..100 = 60}\nM106 S255',
    printerId: null,
    whilePrinting: true,
    version: 1,
    parameters: [place('speed', { initial: '60', least: 10, most: 100 })],
  },
];
