import { type FileProblem, fileProblem } from './file-problem.ts';
import type { PrintFileFormat } from './print-file.ts';

/** What the content of a file is. A name or an extension is never asked. */
export type Recognition =
  | { readonly kind: 'print-file'; readonly format: PrintFileFormat }
  | { readonly kind: 'refused'; readonly problem: FileProblem };

/**
 * Judges the first bytes of a file (`head`, at least 1 KiB where the file has that much). `gcode` means: text that may be
 * G-code; `commandsIn` says whether it is. A ZIP container is `3mf` here; its directory says whether it is printable.
 */
export function recognise(head: Uint8Array, sizeBytes: number): Recognition {
  if (sizeBytes === 0 || head.length === 0) return refused('empty-file', 'a file of 0 bytes');
  for (const [magic, format] of printFileMagics) if (startsWith(head, magic)) return { kind: 'print-file', format };
  for (const [magic, name] of foreignMagics) if (startsWith(head, magic)) return refused('not-gcode', name);
  const text = new TextDecoder('windows-1252').decode(head);
  const beginning = text.slice(0, 1024).trimStart();
  for (const [pattern, name] of foreignTexts) if (pattern.test(beginning)) return refused('not-gcode', name);
  if (head.includes(0)) return refused('contains-nul', `a NUL byte at offset ${head.indexOf(0)}`);
  if (controlShare(text) > 0.02) return refused('not-gcode', 'binary data');
  if (isBlank(head) && head.length === sizeBytes) return refused('empty-file', 'nothing but blanks');
  return { kind: 'print-file', format: 'gcode' };
}

function refused(code: Parameters<typeof fileProblem>[0], found: string): Recognition {
  return { kind: 'refused', problem: fileProblem(code, found) };
}

const printFileMagics: readonly (readonly [magic: readonly number[], format: PrintFileFormat])[] = [
  [[0x47, 0x43, 0x44, 0x45], 'bgcode'],
  [[0x50, 0x4b, 0x03, 0x04], '3mf'],
];

const foreignMagics: readonly (readonly [magic: readonly number[], name: string])[] = [
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
  [[0x47, 0x49, 0x46, 0x38], 'a GIF picture'],
  [[0x42, 0x4d], 'a BMP picture'],
  [[0x52, 0x49, 0x46, 0x46], 'a RIFF file (WebP, WAV or AVI)'],
  [[0x71, 0x6f, 0x69, 0x66], 'a QOI picture'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x1f, 0x8b], 'a gzip archive'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7z archive'],
  [[0x52, 0x61, 0x72, 0x21], 'a RAR archive'],
  [[0x50, 0x4b, 0x05, 0x06], 'an empty ZIP archive'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
  [[0x4d, 0x5a, 0x90], 'a program'],
  [[0xff, 0xfe], 'UTF-16 text'],
  [[0xfe, 0xff], 'UTF-16 text'],
];

const foreignTexts: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^solid\b[^\n]*\n\s*facet\b/, 'an STL model, which has to be sliced first'],
  [/^<\?xml|^<svg/i, 'an XML document'],
  [/^<!doctype html|^<html/i, 'a web page'],
  [/^[{[]\s*["\]}]/, 'a JSON document'],
];

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte);
}

const CONTROLS = /[\x00-\x08\x0e-\x1f\x7f]/g;

/** Share of control characters other than tab, LF, VT, FF and CR. */
const controlShare = (text: string): number => (text.match(CONTROLS)?.length ?? 0) / text.length;

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}

const NUMBERED_COMMAND = /^\s*(?:N\s*\d+\s*)?[GMT]\s*\d{1,5}(?:\.\d+)?(?=$|[\s;(*]|[A-Z])/i;
const MOTION_OR_MACHINE = /^\s*(?:N\s*\d+\s*)?[GM]/i;
const MACRO = /^\s*[A-Z_][A-Z0-9_]*(?:\s+[A-Z_][A-Z0-9_]*=\S*)*\s*(?:;.*)?$/i;

/**
 * Whether lines of text are G-code: at least one G or M command, and at least half of what is no comment looks like a
 * command. So a letter that mentions "M8 bolts" on a line of its own is none.
 */
export function hasCommands(lines: Iterable<string>): boolean {
  let code = 0;
  let commands = 0;
  let isNumbered = false;
  for (const line of lines) {
    if (!isCode(line)) continue;
    code++;
    if (NUMBERED_COMMAND.test(line)) {
      commands++;
      isNumbered ||= MOTION_OR_MACHINE.test(line);
    } else if (MACRO.test(line)) commands++;
    if (code >= ENOUGH_LINES) break;
  }
  return isNumbered && commands * 2 >= code;
}

/** So many lines of code decide; a file that begins like G-code is checked line by line at the gate anyway. */
const ENOUGH_LINES = 2000;

/** Neither blank nor a comment. */
export function isCode(line: string): boolean {
  return /^\s*[^\s;(%]/.test(line);
}
