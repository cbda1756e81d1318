import type { Checkpoint } from './file-lines.ts';
import { type Identity, UNKNOWN_FIRMWARE } from './identity.ts';
import type { Motion } from './protocol/motion.ts';
import type { Position } from './protocol/spool-state.ts';

/** What a print needs beyond its numbers to go on in another process; travels as text in the journal's record. */
export interface RunNote {
  /** A place in the file at or before the next line, so that it is found without reading everything before it. */
  readonly checkpoint: Checkpoint | null;
  /** Ms since the epoch. */
  readonly startedAt: number;
  readonly identity: Identity;
  readonly pause: PausePlace | null;
}

/** Where a paused print stands, and in which mode the next line of the file will be read. */
export interface PausePlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly e: number | null;
  readonly relative: boolean;
  readonly relativeExtruder: boolean;
  readonly feed: number;
}

/** Null when the printer could not tell its position: then nothing is moved before going on. */
export function placeOf(position: Position | null, motion: Motion): PausePlace | null {
  if (position === null) return null;
  const { relative, relativeExtruder, feed } = motion;
  return { ...position, relative, relativeExtruder, feed };
}

/** Lifted by this much before it travels: a person may have moved the head below the top of the object. */
const CLEARANCE_MM = 5;

/** Commands that lead the head back from wherever it is, and every mode with it. Above the object first, then down to it. */
export function returnTo(place: PausePlace): readonly string[] {
  const { x, y, z, e } = place;
  return [
    'G91',
    `G0 Z${CLEARANCE_MM} F600`,
    'G90',
    `G0 X${x} Y${y} F6000`,
    `G0 Z${z} F600`,
    ...(e === null ? [] : [`G92 E${e}`]),
    ...(place.relative ? ['G91'] : []),
    place.relativeExtruder ? 'M83' : 'M82',
    `G0 F${place.feed}`,
  ];
}

export const writeNote = (note: RunNote): string => JSON.stringify(note);

/** What a journal holds of a note; whatever is missing or strange is left out, since a print can go on without it. */
export function readNote(text: string | null): RunNote {
  const nothing: RunNote = { checkpoint: null, startedAt: 0, identity: UNKNOWN_FIRMWARE, pause: null };
  try {
    const note: unknown = JSON.parse(text ?? '{}');
    return typeof note === 'object' && note !== null ? { ...nothing, ...note } : nothing;
  } catch {
    return nothing;
  }
}
