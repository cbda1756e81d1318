import { type FileProblem, type FileProblemCode, fileProblem } from './file-problem.ts';
import {
  commandsWithInnerLetters,
  defaultBlockedCommands,
  type Heater,
  harmlessForms,
  heatingCommands,
  heatingMacros,
  messageCommands,
  PRESET_LETTER,
  startingCommands,
  startingMacros,
  TEXT_COMMAND,
  tooHot,
} from './gate-rules.ts';

/**
 * The last gate in front of one printer (quality.md §7, MA15): no line passes that some firmware could read as heating above
 * the limits, as a blocked command, or as the start of a print.
 *
 * Firmwares read the same bytes differently: brackets are comments or not, a backslash escapes or not, quotes hide a `;` or
 * not, of two `S` the first or the last counts, `S2e2` is 2 or 200, lower case counts or not, a second command on the line
 * is executed or not. So the gate does not pick a reading. A line that heats must have the one form that all read alike;
 * every other line is searched for hidden commands; what cannot be told apart is refused.
 */
export interface GateLimits {
  /** °C. */
  readonly maxNozzleTemperature: number;
  readonly maxBedTemperature: number;
  /** °C; 0 where the printer heats no chamber. */
  readonly maxChamberTemperature: number;
  /** Codes such as `M500`, or `D` for all of a letter; `defaultBlockedCommands` unless the settings say otherwise. */
  readonly blockedCommands?: readonly string[];
  /** There is no switch for it (BE1, MA15); the field exists so that settings can show the fact. */
  readonly allowSelfStart?: false;
}

type GateAnswer =
  | {
      readonly kind: 'pass';
      /**
       * What to send: printable ASCII without comment, line number and checksum (MA10 c), never `*` nor `M110`. '' when there
       * is nothing to send: comments, blank lines, M110.
       */
      readonly text: string;
      /** `macro`: a word command of Klipper and its kin; others take it for an unknown command at best. */
      readonly form: 'nothing' | 'command' | 'macro';
    }
  | { readonly kind: 'refuse'; readonly problem: FileProblem };

export interface Gate {
  /** One line without its line end, in any decoding that keeps ASCII. Pure: the answer depends on the line alone. */
  readonly check: (line: string) => GateAnswer;
}

/** Longest heating command: firmwares cut lines at 96 bytes and keep value offsets in one byte. */
const HEATING_MAX_CHARACTERS = 90;

export function createGate(limits: GateLimits): Gate {
  const rules: Rules = {
    max: { nozzle: limits.maxNozzleTemperature, bed: limits.maxBedTemperature, chamber: limits.maxChamberTemperature },
    blocked: new Set((limits.blockedCommands ?? defaultBlockedCommands).map((code) => code.toUpperCase())),
  };
  return {
    check(line) {
      if (line.charCodeAt(0) === SEMICOLON && !/[\0\r\n]/.test(line)) return nothing;
      const plain = plainMove(line);
      if (plain !== null) return { kind: 'pass', text: plain, form: 'command' };
      const answer = judge(line, rules);
      return answer.kind === 'pass' ? answer : { kind: 'refuse', problem: fileProblem(answer.code, line.trim()) };
    },
  };
}

interface Rules {
  readonly max: Readonly<Record<Heater, number>>;
  readonly blocked: ReadonlySet<string>;
}

type Pass = Extract<GateAnswer, { kind: 'pass' }>;
type Verdict = Pass | { readonly kind: 'refuse'; readonly code: FileProblemCode };

const nothing: Pass = { kind: 'pass', text: '', form: 'nothing' };
const refuse = (code: FileProblemCode): Verdict => ({ kind: 'refuse', code });

const SEMICOLON = 59;

/** `G0`–`G3` with plain numbers behind axis letters, nearly all lines of any file: its text, or null for a closer look. */
function plainMove(line: string): string | null {
  if (line.charCodeAt(0) !== 71 || line.charCodeAt(2) !== 32) return null;
  const number = line.charCodeAt(1);
  if (number < 48 || number > 51) return null;
  for (let i = 3; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code < 128 && plainCharacters[code] === 1) continue;
    if (code !== SEMICOLON || /[\0\r\n]/.test(line)) return null;
    return line.slice(0, i).trimEnd();
  }
  return line.trimEnd();
}

const plainCharacters: Uint8Array = new Uint8Array(128);
for (const character of '0123456789.- XYZEFIJ') plainCharacters[character.charCodeAt(0)] = 1;

/** No slicer writes such a gap; expressions below would take square time over it. */
const LONG_GAP = / {257}/;

/** Without blanks at either end; `trim` would drop what a firmware sees as letters, such as a no-break space. */
function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && text.charCodeAt(from) === 32) from++;
  while (to > from && text.charCodeAt(to - 1) === 32) to--;
  return text.slice(from, to);
}

const CONTROL = /[\u0001-\u0008\u000a-\u001f\u007f]/;

function judge(line: string, rules: Rules): Verdict {
  if (line.includes('\0')) return refuse('contains-nul');
  if (/[\r\n]/.test(line)) return refuse('stray-carriage-return');
  const comment = line.indexOf(';');
  const part = comment === -1 ? line : line.slice(0, comment);
  // Behind a `;` as well, where a command stands before it: quotes, brackets and backslashes hide a `;` from some firmwares,
  // and Marlin's backspace would then erase what was checked.
  if (CONTROL.test(part.trim() === '' ? part : line)) return refuse('control-character');
  const blanks = part.replaceAll('\t', ' ');
  if (LONG_GAP.test(blanks)) return refuse('unreadable-command');
  const bare = withoutFraming(trimmed(blanks));
  if (bare === '') return nothing;
  const code = numberedCode(bare);
  const separated = code !== null && /^(?: |$)/.test(code.text);
  if (separated && code.name === TEXT_COMMAND) return passText(bare, 'command');
  const hidden = hiddenCommands(bare, code, rules);
  if (hidden !== null) return hidden;
  if (separated && (messageCommands.has(code.name) || namesObject(code))) return passText(bare, 'command');
  if (bare.startsWith('(') && /^\([^()]*\)$/.test(bare)) return nothing;
  // Tape marks, and orders to a host program such as OctoPrint's `@pause`, are none of the printer's business.
  if (bare === '%' || bare.startsWith('@')) return nothing;
  if (code !== null) return judgeNumbered(bare, code, rules);
  // Deselect, ask for, load a tool (RepRapFirmware, Prusa's MMU).
  if (/^T *(?:-1|[?xc])(?: |$)/i.test(bare)) return passCommand(bare);
  if (/^[A-Z_][A-Z_][A-Z0-9_]*(?![^ ])/i.test(bare)) return judgeMacro(bare, rules);
  return /^[XYZEFIJKUVWABCPQR] *[-+.\d]/i.test(bare) ? passCommand(bare) : refuse('unreadable-command');
}

/** Without `N123` in front (however often) and `*45` behind. A star in another place stays, and is judged there. */
function withoutFraming(bare: string): string {
  const numbered = bare.replace(/^(?:N *-?\d+ *)+/i, '');
  return numbered.replace(/ *\* *\d* *$/, '');
}

interface NumberedCode {
  /** `M104`: upper case, without leading zeros, blanks and subcode. */
  readonly name: string;
  readonly letter: string;
  readonly number: number;
  /** The number as written, and everything behind it. */
  readonly digits: string;
  readonly after: string;
  /** What follows the number and the subcode. */
  readonly text: string;
}

/** Marlin 1.0 reads the number of a command like any other: `M1.04e2` and `M0x68` are M104 there. */
function readsAsGuarded(letter: string, digits: string, after: string, rules: Rules): boolean {
  const exponent = /^(?:\.\d{0,40})?e[-+]?\d{1,4}/i.exec(after);
  const hex = Number(digits) === 0 ? /^x[0-9a-f]{1,8}/i.exec(after) : null;
  const read = exponent !== null ? Number(`${digits}${exponent[0]}`) : hex !== null ? Number(`0${hex[0]}`) : Number.NaN;
  const code = `${letter.toUpperCase()}${Math.trunc(read)}`;
  return startingCommands.has(code) || code in heatingCommands || rules.blocked.has(code) || /^M11[02]/.test(code);
}

/** Above all numbers in use. Marlin keeps them in 16 bits: M65640 is M104. */
const NUMBER_MAX = 9999;

/** `M486 Apart.stl`, `M486 A"part.stl"`. */
function namesObject({ name, text }: NumberedCode): boolean {
  return name === 'M486' && /^ +A/i.test(text);
}

/** A single letter with a number, not the beginning of a word: `M104`, `g 1`, `M0862.3`. */
function numberedCode(bare: string): NumberedCode | null {
  const match = /^([GMTD]) *(\d+)(\.\d*)?/i.exec(bare);
  if (match === null) return null;
  const letter = (match[1] ?? '').toUpperCase();
  const digits = match[2] ?? '';
  const number = Number(digits);
  const after = bare.slice(match[0].length - (match[3] ?? '').length);
  return { name: `${letter}${number}`, letter, number, digits, after, text: bare.slice(match[0].length) };
}

/**
 * Commands behind the first one. Smoothieware and RepRapFirmware execute several on a line, Marlin those behind G53, Marlin 1.0
 * the first `M` wherever it stands. Names and messages of macros may hold anything.
 */
function hiddenCommands(bare: string, first: NumberedCode | null, rules: Rules): Verdict | null {
  if (first !== null && commandsWithInnerLetters.has(first.name)) return null;
  const raw = first === null ? bare.replace(/^([^GMT].*?)\b(?:NAME|MSG)=.*$/i, '$1') : first.text;
  if (!/[GM] *[-+]?\d/i.test(raw)) return null;
  // Once as it stands, once as it is where brackets are comments or a backslash escapes.
  const searched = /[\\()]/.test(raw) ? `${raw}\n${raw.replaceAll(/\([^()]*\)|[\\()]/g, '')}` : raw;
  // "M24 nut.stl" is an object as good as any; only what heats is never a name, nor what a further command stands behind.
  const name =
    first !== null && namesObject(first) ? (/^ +A(?:[^"]*$|"[^"]*"[^GM]*$)/i.exec(searched)?.[0].length ?? 0) : 0;
  for (const match of searched.matchAll(/([GM]) *[-+]?(\d+)/gi)) {
    const code = `${(match[1] ?? '').toUpperCase()}${Number(match[2])}`;
    if (Number(match[2]) > NUMBER_MAX) return refuse('unreadable-command');
    if (readsAsGuarded(match[1] ?? '', match[2] ?? '', searched.slice(match.index + match[0].length), rules))
      return refuse('unreadable-command');
    const named = match.index < name;
    if (startingCommands.has(code) && !named) return refuse('contains-print-start');
    // A G10 without S or R is a retraction everywhere; the others heat even with parameters in front (Marlin 1.0).
    const heats = code !== 'G10' || /[SR]/i.test(searched.slice(match.index + match[0].length));
    if (code in heatingCommands && heats) return refuse('temperature-unclear');
    if (code === 'M110') return refuse('forged-numbering');
    if (code.startsWith('M112')) return refuse('contains-emergency-stop');
    if (rules.blocked.has(code) && !named) return refuse('blocked-command');
  }
  return null;
}

function judgeNumbered(
  bare: string,
  { name, letter, number, digits, after, text }: NumberedCode,
  rules: Rules,
): Verdict {
  if (number > NUMBER_MAX || readsAsGuarded(letter, digits, after, rules)) return refuse('unreadable-command');
  if (name === 'M110') return nothing;
  // Marlin without an emergency parser looks at the first four characters only.
  if (name.startsWith('M112')) return refuse('contains-emergency-stop');
  if (/M *110/i.test(bare)) return refuse('forged-numbering');
  if (startingCommands.has(name)) return refuse('contains-print-start');
  if (rules.blocked.has(name) || rules.blocked.has(letter)) {
    const harmless = harmlessForms[name];
    if (harmless?.(text.trim().toUpperCase()) !== true) return refuse('blocked-command');
  }
  if (/[^\x20-\x7e]/.test(bare)) return refuse('non-ascii-command');
  const heating = heatingCommands[name];
  if (heating !== undefined) return judgeHeating(bare, text, heating, rules);
  if (text.includes('\\') || text.includes('*') || (text.split('"').length - 1) % 2 === 1)
    return refuse('unreadable-command');
  return text.includes('(') || text.includes(')') ? judgeBracketed(bare, rules) : passCommand(bare);
}

/** A comment in brackets, where brackets are comments; elsewhere it is read as parameters, and was searched as such. */
function judgeBracketed(bare: string, rules: Rules): Verdict {
  const stripped = bare.replaceAll(/\([^()]*\)/g, '').trim();
  if (/[()]/.test(stripped)) return refuse('unreadable-command');
  const code = numberedCode(stripped);
  if (code === null) return refuse('unreadable-command');
  return hiddenCommands(stripped, code, rules) ?? judgeNumbered(stripped, code, rules);
}

/** Letters with plain numbers, blanks between; RepRapFirmware's lists `S200:180`. Nothing else is read alike everywhere. */
const HEATING_WORDS =
  /^(?: *[A-Z](?: *-?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})(?::-?\d{1,6}(?:\.\d{0,6})?)*)?(?= *[A-DF-WYZ]| *$))* *$/i;

function judgeHeating(
  bare: string,
  text: string,
  { heater, letters }: { readonly heater: Heater; readonly letters: string },
  rules: Rules,
): Verdict {
  if (bare.length > HEATING_MAX_CHARACTERS || !HEATING_WORDS.test(text)) return refuse('temperature-unclear');
  for (const match of text.matchAll(/([A-Z]) *([-.:\d]*)/gi)) {
    const letter = (match[1] ?? '').toUpperCase();
    if (letter === PRESET_LETTER) return refuse('temperature-unclear');
    if (!letters.includes(letter)) continue;
    const values = (match[2] ?? '').split(':').map((value) => (value === '' ? Number.NaN : Number(value)));
    if (values.some(Number.isNaN)) return refuse('temperature-unclear');
    if (values.some((value) => value > rules.max[heater])) return refuse(tooHot[heater]);
  }
  return passCommand(bare);
}

function judgeMacro(bare: string, rules: Rules): Verdict {
  const word = (/^[A-Z0-9_]+/i.exec(bare)?.[0] ?? '').toUpperCase();
  if (startingMacros.has(word)) return refuse('contains-print-start');
  if (rules.blocked.has(word)) return refuse('blocked-command');
  if (!heatingMacros.has(word)) return passText(bare, 'macro');
  if (!/^[A-Z0-9_]+(?: +[A-Z_]+=[A-Z0-9_.-]+)* *$/i.test(bare)) return refuse('temperature-unclear');
  const names = [...bare.matchAll(/ HEATER=(\S+)/gi)].map((match) => (match[1] ?? '').toLowerCase());
  if (names.length !== 1) return refuse('temperature-unclear');
  const name = names[0] ?? '';
  const heater: Heater = name === 'heater_bed' ? 'bed' : /^extruder\d*$/.test(name) ? 'nozzle' : 'chamber';
  const targets = [...bare.matchAll(/ TARGET=(\S+)/gi)].map((match) => match[1] ?? '');
  if (!targets.every((target) => /^-?\d{1,6}(?:\.\d{0,6})?$/.test(target))) return refuse('temperature-unclear');
  if (targets.some((target) => Number(target) > rules.max[heater])) return refuse(tooHot[heater]);
  return passText(bare, 'macro');
}

function passCommand(bare: string): Verdict {
  if (/[^\x20-\x7e]/.test(bare)) return refuse('non-ascii-command');
  if (/M *110/i.test(bare)) return refuse('forged-numbering');
  return /[*\\;]/.test(bare) ? refuse('unreadable-command') : { kind: 'pass', text: bare, form: 'command' };
}

/** A message or a name: whatever could disturb the framing of the connection is replaced, the rest is as it was. */
function passText(bare: string, form: 'command' | 'macro'): Verdict {
  const text = bare
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .replaceAll('*', ' ')
    .replaceAll('\\', '/')
    .replaceAll(/(M)( *110)/gi, '$1_$2')
    .trim();
  return { kind: 'pass', text, form };
}
