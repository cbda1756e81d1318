import { readBinaryFile } from './binary-file.ts';
import { type FileProblem, fileProblem } from './file-problem.ts';
import { type FileSource, type Read, readExactly } from './file-source.ts';
import { FullPass, withWholeFileFacts } from './full-pass.ts';
import type { Inflate } from './inflate.ts';
import { LineReader, type TextLine, utf8Text, utf8Texts } from './line-reader.ts';
import { definesObject } from './objects.ts';
import type { PrintFileMetadata } from './print-file.ts';
import { hasCommands, isCode, recognise } from './recognise.ts';
import type { SlicedText } from './sliced-text.ts';
import type { SlicerReader } from './slicer.ts';
import { slicerOf } from './slicers.ts';
import { CONFIG_BEGIN, CONFIG_END } from './slic3r-family.ts';
import { readSlicedThreeMf } from './three-mf.ts';
import { beginsThumbnail, endsThumbnail, readThumbnails } from './thumbnails.ts';

export type PrintFileReading =
  | { readonly kind: 'print-file'; readonly metadata: PrintFileMetadata }
  | { readonly kind: 'refused'; readonly problem: FileProblem };

/** Size of the first look at either end, and of each further step at the beginning. */
export const STEP_BYTES = 65_536;
/** Most that is read of either end; three thumbnails reach 110 KB, totals and configuration 18 KB. */
export const END_MAX_BYTES = 2 * 1024 * 1024;

/** A line of this length at the edge of what was read is read on, to know whether it breaks the bound of lines. */
const LONG_LINE_BYTES = STEP_BYTES / 2;

/**
 * Reads what a file says of itself from its two ends, 64 KiB each, more only while a picture, a configuration block or the
 * definitions of objects go on (ME1). So 300 MB cost as much as 3 MB. Small files are read whole, which tells more. Binary
 * G-code says everything in the blocks at its beginning, a 3MF in its descriptions. Throws only what `read` throws.
 */
export async function readPrintFile(source: FileSource, inflate: Inflate): Promise<PrintFileReading> {
  const beginning = await readExactly(source, 0, Math.min(STEP_BYTES, source.sizeBytes));
  if (beginning === null) return refused(fileProblem('file-changed'));
  const recognition = recognise(beginning, source.sizeBytes);
  if (recognition.kind === 'refused') return recognition;
  switch (recognition.format) {
    case 'gcode':
      return readText(source, beginning);
    case 'bgcode':
      return asReading(await readBinaryFile(source, inflate));
    case '3mf':
      return asReading(await readSlicedThreeMf(source, inflate));
  }
}

function asReading(result: Read<PrintFileMetadata>): PrintFileReading {
  return result.kind === 'refused' ? result : { kind: 'print-file', metadata: result.value };
}

async function readText(source: FileSource, beginning: Uint8Array): Promise<PrintFileReading> {
  const head = await readHead(source, beginning);
  if (head.kind === 'refused') return head;
  const tail = await readTail(source, head);
  if (tail.kind === 'refused') return tail;
  const { text, slicer, whole } = tail;
  if (!hasCommands(text.whole ? text.head : [...text.head, ...text.tail])) return refused(fileProblem('no-commands'));
  const pictures = readThumbnails(text.head);
  const said = slicer.read(text);
  const warnings = [...said.warnings, ...pictures.warnings];
  const metadata = { ...said, thumbnails: pictures.thumbnails, warnings };
  const sound = said.slicer !== null && !said.warnings.some((warning) => warning.code === 'truncated');
  return { kind: 'print-file', metadata: whole !== null && sound ? withWholeFileFacts(metadata, whole) : metadata };
}

function refused(problem: FileProblem): Extract<PrintFileReading, { kind: 'refused' }> {
  return { kind: 'refused', problem };
}

type Head = {
  readonly kind: 'head';
  readonly reader: LineReader;
  readonly lines: readonly TextLine[];
  readonly bytes: number;
};

async function readHead(
  source: FileSource,
  beginning: Uint8Array,
): Promise<Head | Extract<PrintFileReading, { kind: 'refused' }>> {
  const reader = new LineReader();
  const watch = new BlockWatch();
  const lines: TextLine[] = [];
  let bytes = 0;
  do {
    const length = Math.min(STEP_BYTES, source.sizeBytes - bytes);
    const chunk = bytes === 0 ? beginning : await readExactly(source, bytes, length);
    if (chunk === null) return refused(fileProblem('file-changed'));
    if (chunk.includes(0)) return refused(nulAt(bytes + chunk.indexOf(0)));
    bytes += chunk.length;
    for (const line of reader.push(chunk)) {
      watch.see(line.text);
      lines.push(line);
    }
    if (reader.problem !== null) return refused(reader.problem);
  } while (bytes < Math.min(source.sizeBytes, END_MAX_BYTES) && (watch.open || reader.pendingBytes > LONG_LINE_BYTES));
  return { kind: 'head', reader, lines, bytes };
}

/** Follows what is open at the end of the lines seen so far, and may go on beyond them. */
class BlockWatch {
  #picture = false;
  #config = false;
  #commands = false;
  #defining = false;

  see(line: string): void {
    if (line.startsWith(';')) this.#seeComment(line);
    else if (isCode(line)) {
      this.#commands = true;
      this.#picture = false;
      this.#config = false;
      this.#defining = definesObject(line);
    }
  }

  #seeComment(line: string): void {
    if (beginsThumbnail(line)) this.#picture = true;
    else if (endsThumbnail(line)) this.#picture = false;
    else if (CONFIG_BEGIN.test(line)) this.#config = true;
    else if (CONFIG_END.test(line)) this.#config = false;
  }

  /** No command yet: another picture may follow. */
  get open(): boolean {
    return this.#picture || this.#config || this.#defining || !this.#commands;
  }
}

type Tail = {
  readonly kind: 'tail';
  readonly text: SlicedText;
  readonly slicer: SlicerReader;
  /** The facts of all lines, where all were read. */
  readonly whole: ReturnType<FullPass['facts']> | null;
};

async function readTail(
  source: FileSource,
  head: Head,
): Promise<Tail | Extract<PrintFileReading, { kind: 'refused' }>> {
  const headText = utf8Texts(head.lines);
  const slicer = slicerOf(headText);
  for (let length = STEP_BYTES; ; length *= 2) {
    const start = source.sizeBytes - length;
    if (start <= head.bytes) return readRest(source, head);
    const chunk = await readExactly(source, start, length);
    if (chunk === null) return refused(fileProblem('file-changed'));
    if (chunk.includes(0)) return refused(nulAt(start + chunk.indexOf(0)));
    const reader = new LineReader({ start, number: 1 });
    const lines = reader.push(chunk);
    const unfinished = reader.end();
    if (reader.problem !== null) return refused({ ...reader.problem, field: 'the last lines', line: null });
    // The first line began before the chunk.
    const tail = utf8Texts(lines.slice(1));
    const firstLength = lines[0]?.text.length ?? chunk.length;
    const suffices = slicer.tailSuffices(headText, tail) && firstLength <= LONG_LINE_BYTES;
    if (length < END_MAX_BYTES && !suffices) continue;
    const text = { head: headText, tail, whole: false, unfinished: lastOf(unfinished) };
    return { kind: 'tail', text, slicer, whole: null };
  }
}

/** Little lies between head and tail: the rest is read, and the file is known whole. */
async function readRest(
  source: FileSource,
  head: Head,
): Promise<Tail | Extract<PrintFileReading, { kind: 'refused' }>> {
  const chunk = await readExactly(source, head.bytes, source.sizeBytes - head.bytes);
  if (chunk === null) return refused(fileProblem('file-changed'));
  if (chunk.includes(0)) return refused(nulAt(head.bytes + chunk.indexOf(0)));
  const lines = [...head.lines, ...head.reader.push(chunk)];
  const unfinished = head.reader.end();
  if (head.reader.problem !== null) return refused(head.reader.problem);
  const pass = new FullPass();
  pass.push(lines);
  const all = utf8Texts(lines);
  return {
    kind: 'tail',
    text: { head: all, tail: all, whole: true, unfinished: lastOf(unfinished) },
    slicer: slicerOf(all),
    whole: pass.facts(),
  };
}

/** A lone CR at the very end ends the last line like any other; only `end` leaves it unfinished. */
function lastOf(lines: readonly TextLine[]): string | null {
  const last = lines[0];
  return last === undefined ? null : utf8Text(last.text);
}

function nulAt(offset: number): FileProblem {
  return fileProblem('contains-nul', `a NUL byte at offset ${offset}`);
}
