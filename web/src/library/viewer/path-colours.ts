import { PAINT_COLOURS, type Paint, type PaintBy } from './path-drawable.ts';
import { type Colour, colourNumbers } from './gl.ts';

/** Kinds of lines by the words that slicers have for them, so that walls look alike whatever sliced them. The first that fits counts. */
const KINDS: readonly (readonly [words: RegExp, colour: string])[] = [
  [/support.*interface/i, '#4f8f5a'],
  [/support/i, '#7fae6a'],
  [/overhang/i, '#3e4fc8'],
  [/internal bridge/i, '#86b4e0'],
  [/bridge/i, '#4a86c9'],
  [/external|outer/i, '#d8743a'],
  [/perimeter|inner|wall/i, '#e3b04b'],
  [/top|ironing/i, '#c94f6a'],
  [/bottom/i, '#6d4c9c'],
  [/solid|skin/i, '#a86bb4'],
  [/gap/i, '#a8a8a8'],
  [/fill|infill/i, '#b0563f'],
  [/skirt|brim|raft/i, '#3aa39b'],
  [/prime|tower|wipe/i, '#5fb7c4'],
];
/** For the others, one after the other. */
const OTHERS = ['#8a8f98', '#7a6bb0', '#b59a2a', '#c05a92', '#4aa3a0', '#8c6a4f'];
const TRAVEL = '#6b8fb8';
/** From the slowest to the fastest; read alike by those who see no red or no green. */
const SPEEDS = ['#3b2a7a', '#2f5d9e', '#2a8a96', '#4fae74', '#b3c84a', '#f2d43d'];
const TOOLS = ['#d8743a', '#3f86bf', '#2f8f63', '#b59a2a', '#7a6bb0', '#c05a92', '#4aa3a0', '#8a8f98'];

export function kindColour(name: string, i: number): string {
  return KINDS.find(([words]) => words.test(name))?.[1] ?? OTHERS[i % OTHERS.length] ?? TRAVEL;
}

/** Of the filament that is in it, where the file says. */
export function toolColour(tool: number, facts: unknown): string {
  const { filaments } = (facts ?? {}) as { readonly filaments?: unknown };
  const uses = Array.isArray(filaments) ? (filaments as readonly { extruder?: unknown; colour?: unknown }[]) : [];
  const said = uses.find(({ extruder }, i) => (typeof extruder === 'number' ? extruder : i) === tool)?.colour;
  return typeof said === 'string' && /^#[0-9a-f]{6}/i.test(said) ? seen(said) : (TOOLS[tool % TOOLS.length] ?? TRAVEL);
}

/** Black filament would be a hole, and white one gone on white. */
function seen(colour: string): string {
  const channels = colourNumbers(colour).map((value) => Math.round(30 + value * 205));
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Width of a line: a little more than the nozzle is wide. */
export function lineWidthMm(facts: unknown): number {
  const { nozzleDiametersMm } = (facts ?? {}) as { readonly nozzleDiametersMm?: unknown };
  const nozzle: unknown = Array.isArray(nozzleDiametersMm) ? nozzleDiametersMm[0] : null;
  return typeof nozzle === 'number' && nozzle > 0.05 && nozzle < 5 ? nozzle * 1.1 : 0.44;
}

/** `share` from 0 to 1. */
export function speedColour(share: number): Colour {
  const at = Math.min(1, Math.max(0, share)) * (SPEEDS.length - 1);
  const [low, high] = [Math.floor(at), Math.ceil(at)].map((i) => colourNumbers(SPEEDS[i] ?? TRAVEL));
  const mix = (i: 0 | 1 | 2): number => (low?.[i] ?? 0) + ((high?.[i] ?? 0) - (low?.[i] ?? 0)) * (at - Math.floor(at));
  return [mix(0), mix(1), mix(2)];
}

export function paintFor(by: PaintBy, kinds: readonly string[], facts: unknown, hidden: ReadonlySet<number>): Paint {
  const colour = (i: number): Colour => {
    if (by === 'speed') return speedColour(i / (PAINT_COLOURS - 1));
    if (by === 'tool') return colourNumbers(toolColour(i, facts));
    return colourNumbers(i === 0 ? TRAVEL : kindColour(kinds[i - 1] ?? '', i));
  };
  return { by, colours: Array.from({ length: PAINT_COLOURS }, (_, i) => colour(i)), hidden };
}
