/** What a refused file breaks, and what its owner can do. One table, so that every refusal has a cause and a remedy. */
const problems = {
  'empty-file': {
    rule: 'a print file holds at least one command',
    remedy: 'slice the model again and upload the new file; the upload or the export was cut off',
  },
  'not-gcode': {
    rule: 'the content must be G-code, whatever the name says',
    remedy: 'export G-code from the slicer and upload that file',
  },
  'no-commands': {
    rule: 'a print file holds G or M commands',
    remedy: 'export G-code from the slicer and upload that file',
  },
  'contains-nul': {
    rule: 'text G-code holds no NUL bytes',
    remedy: 'the file is damaged or is not text: export it again, and copy it again if it came from an SD card',
  },
  'archive-damaged': {
    rule: 'a 3MF file is a whole ZIP archive whose entries match their sizes and checksums',
    remedy: 'the file was damaged or cut off on its way: copy it again, or export it again from the slicer',
  },
  'archive-unsafe': {
    rule: 'an archive holds at most 10000 entries and 2 GiB, none packed above 200:1, encrypted, linked, overlapping or leading out of it',
    remedy: 'export the file again from the slicer; if it came from somebody else, do not trust it',
  },
  'archive-xml': {
    rule: 'the descriptions in a 3MF file are well-formed XML of at most 64 levels without a document type, or JSON',
    remedy: 'the file is damaged or was made to harm: export it again from the slicer',
  },
  'not-sliced': {
    rule: 'a 3MF file to print holds at least one sliced plate (Metadata/plate_1.gcode)',
    remedy: 'open it in the slicer, slice it, and use "Export plate sliced file" or "Export all sliced file"',
  },
  'binary-version': {
    rule: 'binary G-code is of version 1, with CRC32 checksums or none',
    remedy: 'switch off "binary G-code" in the slicer and export the file again',
  },
  'binary-damaged': {
    rule: 'binary G-code consists of whole blocks that keep to the format and match their checksums',
    remedy: 'the file was damaged or cut off on its way: copy it again, or export it again from the slicer',
  },
  'line-too-long': {
    rule: 'a line is at most 65536 bytes long',
    remedy: 'the file is damaged or is not G-code: export it again',
  },
  'file-changed': {
    rule: 'a file must not shrink while it is read',
    remedy: 'upload the file again when the program that writes it has ended',
  },
  'nozzle-too-hot': {
    rule: 'no command may heat the nozzle above the limit of the printer',
    remedy: 'slice for this printer, or raise its nozzle limit in its settings if the hardware allows it',
  },
  'bed-too-hot': {
    rule: 'no command may heat the bed above the limit of the printer',
    remedy: 'slice for this printer, or raise its bed limit in its settings if the hardware allows it',
  },
  'chamber-too-hot': {
    rule: 'no command may heat the chamber above the limit of the printer',
    remedy: 'slice for this printer, or raise its chamber limit in its settings if the hardware allows it',
  },
  'temperature-unclear': {
    rule: 'a temperature must be one plain number that every firmware reads alike',
    remedy: 'write the command as for example "M104 S210", without quotes, exponents, brackets or escapes',
  },
  'blocked-command': {
    rule: 'the command is blocked for this printer',
    remedy: "take it out of the slicer's start, end or layer G-code, or unblock it in the settings of the printer",
  },
  'contains-print-start': {
    rule: 'a file may not start a print by itself; only the queue starts prints',
    remedy: "take the command out of the slicer's G-code, and add the other file to the queue instead",
  },
  'contains-emergency-stop': {
    rule: 'a file may not hold an emergency stop (M112)',
    remedy: "take M112 out of the slicer's G-code; use M0 to wait for a person, or switch the heaters off",
  },
  'control-character': {
    rule: 'a command holds no control characters',
    remedy: 'the file is damaged: export it again',
  },
  'non-ascii-command': {
    rule: 'a command is plain ASCII; other letters may stand in comments and messages only',
    remedy: 'export the file again, with plain letters in its custom G-code',
  },
  'stray-carriage-return': {
    rule: 'lines end in LF or CRLF; firmwares disagree on a lone CR between two commands',
    remedy: 'save the file with LF or CRLF line ends',
  },
  'forged-numbering': {
    rule: 'a file may not renumber the lines of the connection (M110 inside another command)',
    remedy: "take M110 out of the slicer's G-code",
  },
  'unreadable-command': {
    rule: 'a line is a command that every firmware reads alike, or a comment',
    remedy: 'export the file again; if the line comes from custom G-code, correct it there',
  },
} as const;

export type FileProblemCode = keyof typeof problems;

/** Why a file, or one line of it, is refused. A value, never thrown; JSON-serialisable. */
export interface FileProblem {
  readonly code: FileProblemCode;
  /** What is wrong: `file`, or `line 12`. */
  readonly field: string;
  /** The rule that it breaks, as a sentence without full stop. */
  readonly rule: string;
  readonly remedy: string;
  /** What was found there: printable ASCII, at most 100 characters, possibly empty. */
  readonly found: string;
  /** 1-based line, or null where the problem is no line's. */
  readonly line: number | null;
}

/** A problem of the whole file. */
export function fileProblem(code: FileProblemCode, found = ''): FileProblem {
  return { code, field: 'file', ...problems[code], found: printable(found), line: null };
}

/** The same problem, found on line `line` (1-based). */
export function atLine(problem: FileProblem, line: number): FileProblem {
  return { ...problem, field: `line ${line}`, line };
}

/** Longest excerpt of a file in a message: a 10 MB line must not travel to every client. */
const FOUND_MAX_CHARACTERS = 100;

function printable(text: string): string {
  const excerpt = text.slice(0, FOUND_MAX_CHARACTERS).replace(/[^\x20-\x7e]/g, '?');
  return text.length > FOUND_MAX_CHARACTERS ? `${excerpt.slice(0, -3)}...` : excerpt;
}

/** All codes with their rule and remedy, for the documentation's table. */
export const fileProblemTable: Readonly<Record<FileProblemCode, { readonly rule: string; readonly remedy: string }>> =
  problems;
