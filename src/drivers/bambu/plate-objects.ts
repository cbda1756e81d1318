import { createReadStream } from 'node:fs';

/** A part of a plate that the printer can leave out. */
export interface PlateObject {
  /** What its skip command wants. */
  readonly id: string;
  /** Where it is begun, mm: tells copies of the same name apart. Null where that was not found. */
  readonly at: readonly [x: number, y: number] | null;
}

/** Firmwares count them in 64 bits. */
const OBJECTS_LIMIT = 64;
/** The list stands in the first lines of a file, before its settings. */
const HEAD_BYTES = 128 * 1024;
/** Every object is begun in the first layers; whoever comes later is named without its place. */
const PLACES_BYTES = 32 * 1024 * 1024;
/** A longer line is none of those that are looked for. */
const LINE_LIMIT = 1_000;

/** With its end, for a list may lie across two pieces. */
const LIST = /^; model label id: ([\d,]{1,900})\r?\n/m;
const BEGIN = /^; start printing object, unique label id: (\d{1,10})\r?$/;
const MOVE = /^G[0-3] (?:[A-WZ][^ ]* )*X(-?[\d.]+) Y(-?[\d.]+)/;

/**
 * The parts that a plate's G-code can be printed without: those that its slicer has listed at its beginning and marks in its lines, which it
 * does only for plates of several. Empty for any other. Reads no further than until each was begun.
 */
export async function plateObjects(path: string, signal: AbortSignal): Promise<readonly PlateObject[]> {
  const places = new Map<string, PlateObject['at']>();
  let [rest, read, begun] = ['', 0, null as string | null];
  const look = (line: string): void => {
    const id = BEGIN.exec(line)?.[1];
    if (id !== undefined) begun = places.has(id) ? id : null;
    else if (begun !== null && places.get(begun) === null) {
      const [, x, y] = MOVE.exec(line) ?? [];
      if (x !== undefined && y !== undefined) places.set(begun, [Number(x), Number(y)]);
    }
  };
  for await (const piece of createReadStream(path, { encoding: 'latin1', signal })) {
    const text = rest + String(piece);
    if (places.size === 0) {
      const ids = [
        ...new Set(
          LIST.exec(text)?.[1]
            ?.split(',')
            .filter((id) => id !== '') ?? [],
        ),
      ];
      if (ids.length > OBJECTS_LIMIT) return [];
      for (const id of ids) places.set(id, null);
    }
    if (places.size > 0) {
      const end = text.lastIndexOf('\n') + 1;
      for (const line of text.slice(0, end).split('\n')) look(line);
      rest = text.slice(end).slice(0, LINE_LIMIT);
    } else rest = text.slice(-LINE_LIMIT);
    read += String(piece).length;
    const isOver = places.size === 0 ? read >= HEAD_BYTES : read >= PLACES_BYTES;
    if (isOver || (places.size > 0 && ![...places.values()].includes(null))) break;
  }
  // One part is all of it: to leave it out is to cancel.
  return places.size < 2 ? [] : [...places].map(([id, at]) => ({ id, at }));
}
