import {
  type BinaryBlock,
  type BinaryFileHeader,
  FILE_HEADER_BYTES,
  readBlock,
  readBlockHeader,
  readFileHeader,
  readStoredBlock,
} from './binary-blocks.ts';
import { fileProblem, type FileProblem } from './file-problem.ts';
import { type FileSource, found, type Read, refusedAt } from './file-source.ts';
import { FullPass, withWholeFileFacts } from './full-pass.ts';
import type { Inflate } from './inflate.ts';
import { LineReader } from './line-reader.ts';
import { objectsOfInfo } from './objects.ts';
import { type FileWarning, type PrintFileMetadata, type Thumbnail } from './print-file.ts';
import { prusaKeys } from './prusa-slicer.ts';
import { hasCommands } from './recognise.ts';
import { familyMetadata } from './slic3r-family.ts';
import { pictureHeader, THUMBNAIL_MAX_PIXELS, THUMBNAILS_MAX } from './thumbnails.ts';
import { parseText, parseTimestamp } from './values.ts';

/** Files up to here are decoded at once, which tells more; of larger ones only what they say of themselves is read. */
const WHOLE_MAX_BYTES = 1024 * 1024;
/** Most that all G-code of a file may become. */
const TEXT_MAX_BYTES = 2 * 1024 ** 3;

/**
 * Reads what binary G-code says of itself: the blocks before the first one of G-code, which are some 100 KB whatever the size
 * of the file. Any damage there refuses the file; `verifyBinaryFile` looks at the rest.
 */
export async function readBinaryFile(source: FileSource, inflate: Inflate): Promise<Read<PrintFileMetadata>> {
  const texts = new Map<BinaryBlock['kind'], ReadonlyMap<string, string>>();
  const thumbnails: Thumbnail[] = [];
  const warnings: FileWarning[] = [];
  for await (const step of blocksOf(source)) {
    if (step.kind === 'refused') return step;
    const { block, header } = step.value;
    if (block.kind === 'gcode') {
      const said = metadataOf(texts, thumbnails, warnings);
      return source.sizeBytes <= WHOLE_MAX_BYTES ? withFacts(source, inflate, said) : found(said);
    }
    if (block.kind === 'thumbnail' && thumbnails.length >= THUMBNAILS_MAX) continue;
    const content = await readBlock(source, header, block, inflate);
    if (content.kind === 'refused') return content;
    if (block.kind === 'thumbnail') takePicture(block, content.value, thumbnails, warnings);
    else if (!texts.has(block.kind)) texts.set(block.kind, keyValues(content.value));
  }
  return { kind: 'refused', problem: fileProblem('no-commands', 'no block of G-code') };
}

/** Looks at every block: its header, its place, its checksum. Null for a sound file. Decodes nothing. */
export async function verifyBinaryFile(source: FileSource): Promise<FileProblem | null> {
  for await (const step of blocksOf(source)) {
    if (step.kind === 'refused') return step.problem;
    const { block, header } = step.value;
    const stored = header.checksums ? await readStoredBlock(source, header, block) : null;
    if (stored?.kind === 'refused') return stored.problem;
  }
  return null;
}

/** The text of all G-code, block by block as it comes; ends with the first refusal. A line may go on in the next block. */
export async function* binaryText(source: FileSource, inflate: Inflate): AsyncGenerator<Read<Uint8Array>> {
  for await (const step of blocksOf(source)) {
    if (step.kind === 'refused') return yield step;
    const { block, header } = step.value;
    if (block.kind !== 'gcode') continue;
    const content = await readBlock(source, header, block, inflate);
    yield content;
    if (content.kind === 'refused') return;
  }
}

interface FoundBlock {
  readonly header: BinaryFileHeader;
  readonly block: BinaryBlock;
}

/** Walks the headers in their order; what is in the blocks is read by whoever wants it. */
async function* blocksOf(source: FileSource): AsyncGenerator<Read<FoundBlock>> {
  const header = await readFileHeader(source);
  if (header.kind === 'refused') return yield header;
  let textBytes = 0;
  let start = FILE_HEADER_BYTES;
  for (let number = 1; ; number++) {
    const next = await readBlockHeader(source, header.value, start, number);
    if (next.kind === 'refused') return yield next;
    const block = next.value;
    if (block === null) return;
    if (block.kind === 'gcode') textBytes += block.sizeBytes;
    else if (textBytes > 0)
      return yield refusedAt(`block ${number}`, 'binary-damaged', `${block.kind} after the G-code`);
    if (textBytes > TEXT_MAX_BYTES)
      return yield refusedAt(`block ${number}`, 'binary-damaged', `more than ${TEXT_MAX_BYTES} bytes of G-code`);
    yield found({ header: header.value, block });
    start = block.end;
  }
}

/** `key=value` lines; the first of several wins. */
function keyValues(bytes: Uint8Array): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const at = line.indexOf('=');
    const key = line.slice(0, Math.max(at, 0)).trim();
    if (key !== '' && !values.has(key)) values.set(key, line.slice(at + 1).replace(/\r$/, ''));
  }
  return values;
}

const FORMATS = ['png', 'jpg', 'qoi'] as const;

function takePicture(block: BinaryBlock, bytes: Uint8Array, thumbnails: Thumbnail[], warnings: FileWarning[]): void {
  const [format = 0, width = 0, height = 0] = block.parameters;
  const actual = pictureHeader(bytes);
  const name = `the picture ${width}x${height}`;
  if (actual === null || actual.format !== FORMATS[format])
    warnings.push({ code: 'thumbnail-damaged', message: `${name} is not what it announces and was left out` });
  else if (Math.max(actual.width, actual.height) > THUMBNAIL_MAX_PIXELS)
    warnings.push({
      code: 'thumbnail-damaged',
      message: `${name} is larger than ${THUMBNAIL_MAX_PIXELS} pixels and was left out`,
    });
  else thumbnails.push({ ...actual, bytes });
}

const PRODUCED_ON = /^(\d{4}-\d\d-\d\d) at (\d\d:\d\d:\d\d)( UTC)?\s*$/;
const nothingSaid: ReadonlyMap<string, string> = new Map();

/** The keys are those of the family's text files: the printer's block is the header, then the totals, then the configuration. */
function metadataOf(
  texts: ReadonlyMap<BinaryBlock['kind'], ReadonlyMap<string, string>>,
  thumbnails: readonly Thumbnail[],
  warnings: readonly FileWarning[],
): PrintFileMetadata {
  const of = (kind: BinaryBlock['kind']) => texts.get(kind) ?? nothingSaid;
  const family = {
    text: { head: [], tail: [], whole: false, unfinished: null },
    header: of('printer-metadata'),
    totals: of('print-metadata'),
    config: of('slicer-metadata'),
    layerCount: null,
    configClosed: true,
  };
  const producer = /^(.{1,100}) (\S{1,100})$/.exec(of('file-metadata').get('Producer')?.trim() ?? '');
  const on = PRODUCED_ON.exec(of('file-metadata').get('Produced on') ?? '');
  const objects = objectsOfInfo(of('printer-metadata').get('objects_info') ?? '');
  return {
    ...familyMetadata(family, prusaKeys, false),
    format: 'bgcode',
    slicer: parseText(producer?.[1] ?? ''),
    slicerVersion: parseText(producer?.[2] ?? ''),
    slicedAt: parseTimestamp(on?.[1] ?? '', on?.[2] ?? '', on?.[3] !== undefined),
    objects: objects.length === 0 ? null : objects,
    thumbnails,
    warnings,
  };
}

/** A small file is decoded at once. */
async function withFacts(
  source: FileSource,
  inflate: Inflate,
  metadata: PrintFileMetadata,
): Promise<Read<PrintFileMetadata>> {
  const reader = new LineReader();
  const pass = new FullPass();
  let commands = false;
  for await (const text of binaryText(source, inflate)) {
    if (text.kind === 'refused') return text;
    const lines = reader.push(text.value);
    pass.push(lines);
    commands ||= hasCommands(lines.map((line) => line.text));
  }
  pass.push(reader.end());
  if (reader.problem !== null) return { kind: 'refused', problem: reader.problem };
  if (!commands) return { kind: 'refused', problem: fileProblem('no-commands') };
  return found(metadata.slicer === null ? metadata : withWholeFileFacts(metadata, pass.facts()));
}
