import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { readPrintFile } from '#gcode/head-and-tail';

/** A tool that a file selects, and what its filament is to be made of; null where the file does not say. */
export interface UsedTool {
  readonly tool: number;
  readonly type: string | null;
}

/** `T255` and `T1000` are orders of firmwares, no tools. */
const TOOL = /^[ \t]*T(\d{1,2})[ \t]*(?:;.*)?\r?$/gm;
/** A longer line selects no tool. */
const LINE_LIMIT = 1_000;

/**
 * The tools that the G-code selects, for no summary of a slicer says it as surely; none for a file that names no tool at all, which means the
 * one that it has.
 */
export async function usedTools(path: string, sizeBytes: number, signal: AbortSignal): Promise<readonly UsedTool[]> {
  const tools = await selectedTools(path, signal);
  if (tools.length === 0) return [];
  const types = await filamentTypes(path, sizeBytes);
  return tools.map((tool) => ({ tool, type: types.get(tool) ?? null }));
}

/** Their numbers alone, lowest first. `look` is shown the whole text on the way, in pieces that end with a line. */
export async function selectedTools(
  path: string,
  signal: AbortSignal,
  look: (text: string) => void = () => {},
): Promise<readonly number[]> {
  const tools = new Set<number>();
  let rest = '';
  const read = (text: string): void => {
    for (const [, tool] of text.matchAll(TOOL)) tools.add(Number(tool));
    look(text);
  };
  for await (const piece of createReadStream(path, { encoding: 'latin1', signal })) {
    const text = rest + String(piece);
    const end = text.lastIndexOf('\n') + 1;
    read(text.slice(0, end));
    rest = text.slice(end).slice(0, LINE_LIMIT);
  }
  read(rest);
  return [...tools].toSorted((a, b) => a - b);
}

/** What each filament is to be made of, by the number of its tool; none where the file does not say which is which. */
export async function filamentTypes(path: string, sizeBytes: number): Promise<ReadonlyMap<number, string>> {
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
