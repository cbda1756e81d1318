import { placeAfter } from './detour.ts';
import type { ContinuationRow, EventRow, PrintRow } from './evidence.ts';
import { isOwn, isSafeStop, type Session } from './sessions.ts';

/**
 * The rest of a print on the object that it left (decision 12), as its guide describes it: the one start onto an occupied bed, and the way
 * that leads the head back there before the first line of the file.
 */

/** What stands on a bed, by what was told of it so far. */
export interface Standing {
  /** The print that moved there last; null: none since the bed was cleared. */
  readonly object: string | null;
  /** The name of this stay of the bed. */
  readonly stay: string | null;
}

/** Why a start onto an occupied bed is none that a person has asked for at exactly that object; null when it is. */
export function whyNotThere(
  row: ContinuationRow,
  { object, stay }: Standing,
  prints: readonly PrintRow[],
  before: readonly EventRow[],
): string | null {
  const [print, of] = [row.print_id, row.continues].map((id) => prints.find((each) => each.id === id));
  if (row.continues !== object) return `goes on with ${row.continues}, and ${object ?? 'nothing known'} stands there`;
  if (row.bed_id !== stay) return `was asked for at bed ${row.bed_id}, and it is ${stay ?? 'clear'} by now`;
  if (of?.outcome !== 'failed') return `goes on with a print that is ${of?.outcome ?? 'open'}`;
  if (of.digest !== print?.digest || of.job_id !== print?.job_id) return `goes on with another file or job`;
  const word = before.find((each) => each.name === 'print-continued' && each.print_id === row.print_id);
  const told = word === undefined ? {} : (JSON.parse(word.payload) as { of?: string; by?: string });
  const isWord = told.of === row.continues && told.by === row.asked_by && row.asked_by !== '';
  return isWord ? null : 'goes on without a person’s word';
}

/** What of a session was the way back. */
export interface WayWalked {
  /** Lines of the session that belong to it. */
  readonly taken: number;
  /** The next line is the file's. */
  readonly isDone: boolean;
  readonly moved: boolean;
  /** The first line that fits nowhere. */
  readonly wrong: string | null;
}

interface Step {
  readonly fits: (text: string) => boolean;
  /** It may be left out, and may come again. */
  readonly isFree: boolean;
}

const free = (pattern: RegExp): Step => ({ fits: (text) => pattern.test(text), isFree: true });
const one = (pattern: RegExp): Step => ({ fits: (text) => pattern.test(text), isFree: false });
const exactly = (text: string): Step => ({ fits: (each) => each === text, isFree: false });

const TOLERANCE_MM = 0.011;
const leads = (pattern: RegExp, targets: readonly number[]): Step => ({
  fits: (text) => {
    const found = pattern.exec(text);
    return found !== null && targets.every((to, i) => Math.abs(Number(found[i + 1]) - to) <= TOLERANCE_MM);
  },
  isFree: false,
});

/** In their order. Z is homed only where the printer finds its height by itself, away from the object. */
function stepsTo({ line, z_mm: zMm }: ContinuationRow, file: readonly string[]): readonly Step[] {
  const { x, y, z, relative } = placeAfter(file, line);
  return [
    free(/^M(?:104|109|14[01]|19[01])(?: T\d+)? S[1-9]/),
    ...(zMm === null ? [] : [leads(/^G92 Z(-?[\d.]+)$/, [zMm])]),
    exactly('G91'),
    one(/^G1 Z\d[\d.]* F600$/),
    exactly('G90'),
    exactly('G28 R0 X Y'),
    ...(zMm === null ? [exactly('G28 Z')] : []),
    free(/^T\d+$/),
    free(/^M83$|^G1 E-?[\d.]+ F(?:180|1800)$/),
    leads(/^G1 X(-?[\d.]+) Y(-?[\d.]+) F6000$/, [x, y]),
    leads(/^G1 Z(-?[\d.]+) F600$/, [z]),
    free(/^(?:M(?:42|92|20\d|211|22[01]|30[124]|350|486|566|569|572|59[23]|90\d|91[34])|G1[789])(?![0-9])/),
    free(/^M10[67](?![0-9])/),
    one(/^G92(?: [XYZ]-?[\d.]+)* E-?[\d.]+$/),
    free(/^G20$/),
    ...(relative ? [exactly('G91')] : []),
    one(/^M8[23]$/),
    one(/^G0 F[\d.]+$/),
  ];
}

/** Follows a session along the way back; what ends it early is a safe stop, or that nothing more was sent. */
export function walkBack({ lines }: Session, row: ContinuationRow, file: readonly string[]): WayWalked {
  const steps = stepsTo(row, file);
  let next = 0;
  let moved = false;
  let stopping = false;
  for (const [taken, { text }] of lines.entries()) {
    const found = stopping ? -1 : reach(steps, next, text);
    if (found === -1 && isSafeStop(text)) stopping = true;
    else if (found === -1 && !isOwn(text)) return { taken, isDone: false, moved, wrong: text };
    if (found === -1) continue;
    moved ||= /^G(?:[01]|28) /.test(text);
    next = steps[found]?.isFree === true ? found : found + 1;
    if (next === steps.length) return { taken: taken + 1, isDone: true, moved, wrong: null };
  }
  return { taken: lines.length, isDone: false, moved, wrong: null };
}

/** The step that a line is, past steps that may be left out; -1: none. */
function reach(steps: readonly Step[], from: number, text: string): number {
  for (let i = from; i < steps.length; i++) {
    const step = steps[i];
    if (step?.fits(text)) return i;
    if (step?.isFree !== true) return -1;
  }
  return -1;
}
