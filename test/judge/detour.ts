/**
 * What a host may send between two lines of a file because the print was paused there: the way to the parking place and the way back.
 * The judge knows these scripts from their documentation and not from the code, and follows the head by a model of its own.
 */

/** Where the file's lines have led the head, and in which modes. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly relative: boolean;
}

/** Not in a detour; on the way to park (steps done); parked; on the way back (steps done). */
export type DetourState =
  | { readonly kind: 'none' }
  | { readonly kind: 'lifting' }
  | { readonly kind: 'parking'; readonly done: number }
  | { readonly kind: 'parked' }
  | { readonly kind: 'returning'; readonly done: number };

export const ON_THE_FILE: DetourState = { kind: 'none' };

const LIFT = 'G91';
const PARK = ['G1 Z10 F600', 'G90', 'G1 X0 F6000'] as const;
/** An answer of the firmware has two decimals. */
const TOLERANCE_MM = 0.011;

/**
 * The states that a line leads to which is none of the file's; none when it belongs to no detour, two when it can be read in two ways.
 * A detour that a kill has cut short begins anew with its first step; a line of the file in the middle of one is wrong.
 */
export function follow(state: DetourState, text: string, place: Place): readonly DetourState[] {
  const further = step(state, text, place);
  const states: readonly DetourState[] = further === null ? [] : [further];
  return text === LIFT ? [...states, { kind: 'lifting' }] : states;
}

function step(state: DetourState, text: string, place: Place): DetourState | null {
  switch (state.kind) {
    case 'none':
    case 'parked':
      return null;
    case 'lifting':
      if (text === PARK[0]) return { kind: 'parking', done: 1 };
      return text === 'G0 Z5 F600' ? { kind: 'returning', done: 1 } : null;
    case 'parking': {
      if (text !== PARK[state.done]) return null;
      return state.done + 1 === PARK.length ? { kind: 'parked' } : { kind: 'parking', done: state.done + 1 };
    }
    case 'returning':
      // Heat and fan as they were before the pause.
      if (/^M(?:104|109|140|190|106|107)(?![0-9])/.test(text)) return state;
      return back(state.done, text, place);
    default:
      return state satisfies never;
  }
}

function back(done: number, text: string, place: Place): DetourState | null {
  const at = (next: number): DetourState => ({ kind: 'returning', done: next });
  switch (done) {
    case 1:
      return text === 'G90' ? at(2) : null;
    case 2:
      return leadsTo(/^G0 X(-?[\d.]+) Y(-?[\d.]+) F6000$/, text, [place.x, place.y]) ? at(3) : null;
    case 3:
      return leadsTo(/^G0 Z(-?[\d.]+) F600$/, text, [place.z]) ? at(4) : null;
    case 4:
      if (/^G92 E-?[\d.]+$/.test(text)) return at(4);
      // The mode of the file, before its next line.
      if (text === LIFT) return place.relative ? at(5) : null;
      return !place.relative && /^M8[23]$/.test(text) ? at(6) : null;
    case 5:
      return /^M8[23]$/.test(text) ? at(6) : null;
    default:
      return /^G0 F[\d.]+$/.test(text) ? ON_THE_FILE : null;
  }
}

function leadsTo(pattern: RegExp, text: string, targets: readonly number[]): boolean {
  const found = pattern.exec(text);
  return found !== null && targets.every((target, i) => Math.abs(Number(found[i + 1]) - target) <= TOLERANCE_MM);
}

/** Where the first `count` lines of a file lead. Homing leads to the origin, as it does at the simulated printers. */
export function placeAfter(file: readonly string[], count: number): Place {
  let place: Place = { x: 0, y: 0, z: 0, relative: false };
  for (const text of file.slice(0, count)) place = after(place, text);
  return place;
}

function after(place: Place, text: string): Place {
  const [word] = text.split(' ');
  switch (word) {
    case 'G90':
      return { ...place, relative: false };
    case 'G91':
      return { ...place, relative: true };
    case 'G28':
      return { x: 0, y: 0, z: 0, relative: place.relative };
    case 'G0':
    case 'G1': {
      const to = (axis: 'x' | 'y' | 'z'): number => {
        const found = new RegExp(`\\s${axis}(-?[\\d.]+)`, 'i').exec(text)?.[1];
        if (found === undefined) return place[axis];
        return place.relative ? place[axis] + Number(found) : Number(found);
      };
      return { x: to('x'), y: to('y'), z: to('z'), relative: place.relative };
    }
    default:
      return place;
  }
}
