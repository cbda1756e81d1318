import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { readPrintFile } from '#gcode/head-and-tail';
import type { WantedFilament } from './protocol/ams.ts';
import { slicedNozzles } from './protocol/nozzles.ts';

/** `T255` and `T1000` are orders of the firmware, no tools. */
const TOOL = /^[ \t]*T(\d{1,2})[ \t]*(?:;.*)?\r?$/gm;
/** Which nozzle each filament was sliced for, by the slicer's settings at the end of the file or its beginning. */
const NOZZLES = /^; (filament_map|physical_extruder_map) = ([\d, ]*)\r?$/gm;
/** A longer line selects no tool. */
const LINE_LIMIT = 1_000;

/**
 * Which filaments of its project a plate uses: the tools that its G-code selects, for no summary of a slicer says it as surely. What each is
 * to be made of stands in the slicer's own words.
 */
export async function wantedFilaments(
  path: string,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<readonly WantedFilament[]> {
  const types = await typesOf(path, sizeBytes);
  const { tools, settings } = await toolsOf(path, signal);
  const nozzles = slicedNozzles(settings.get('filament_map') ?? null, settings.get('physical_extruder_map') ?? null);
  return [...(tools.size === 0 ? [0] : tools)]
    .toSorted((a, b) => a - b)
    .map((index) => {
      const nozzle = nozzles.get(index);
      return { index, type: types.get(index) ?? null, ...(nozzle === undefined ? {} : { nozzle }) };
    });
}

async function toolsOf(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly tools: ReadonlySet<number>; readonly settings: ReadonlyMap<string, string> }> {
  const tools = new Set<number>();
  const settings = new Map<string, string>();
  let rest = '';
  const look = (text: string): void => {
    for (const [, tool] of text.matchAll(TOOL)) tools.add(Number(tool));
    for (const [, name = '', value = ''] of text.matchAll(NOZZLES)) settings.set(name, value);
  };
  for await (const piece of createReadStream(path, { encoding: 'latin1', signal })) {
    const text = rest + String(piece);
    const end = text.lastIndexOf('\n') + 1;
    look(text.slice(0, end));
    rest = text.slice(end).slice(0, LINE_LIMIT);
  }
  look(rest);
  return { tools, settings };
}

/** Per place in the project; none where the file does not say which is which. */
async function typesOf(path: string, sizeBytes: number): Promise<ReadonlyMap<number, string>> {
  await using file = await open(path);
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
  // Text needs nothing inflated.
  const reading = await readPrintFile({ sizeBytes, read }, () => null);
  const filaments = reading.kind === 'refused' ? null : reading.metadata.filaments;
  return new Map(
    (filaments ?? []).flatMap(({ extruder, type }) =>
      extruder === null || type === null ? [] : [[extruder, type] as const],
    ),
  );
}
