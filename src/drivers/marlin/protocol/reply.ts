import { type ErrorClass, classifyError } from './error-class.ts';
import { type Reading, readTemperatures } from './temperatures.ts';

/**
 * What a printer says, line by line. Replies carry no checksum: any of them may be garbled, so the parser recognises exact
 * forms, leaves the rest `unknown`, and nothing is concluded from an unknown line. Forms: serial.md §1.3–§1.10.
 */
export type Reply =
  /** `line`, `planner` and `ring` with ADVANCED_OK; `temperatures` on the answer to M105, which never has the others. */
  | {
      readonly kind: 'ok';
      readonly line: number | null;
      readonly planner: number | null;
      readonly ring: number | null;
      readonly temperatures: readonly Reading[];
      /** The answer to M114 of Smoothie and Klipper. */
      readonly position?: Place;
      /** The answer to M115 of Klipper. */
      readonly firmware?: string;
    }
  /** Repetier: it has that line already, or waits for another; the `ok` behind it acknowledges nothing. */
  | { readonly kind: 'skip'; readonly line: number }
  | { readonly kind: 'resend'; readonly line: number }
  /** `lastLine`: the last number that the printer says it accepted. */
  | { readonly kind: 'error'; readonly class: ErrorClass; readonly text: string; readonly lastLine: number | null }
  | { readonly kind: 'busy'; readonly what: string }
  | { readonly kind: 'paused-for-user'; readonly what: string }
  | { readonly kind: 'wait' }
  /** The board has just begun to run: counters, positions, targets are gone. */
  | { readonly kind: 'start'; readonly firmware?: string }
  /** Other lines of a greeting: a sign of a start whose first line was lost, but no proof. */
  | { readonly kind: 'greeting'; readonly text: string }
  /** `waiting`: said once a second while M109 or M190 waits. */
  | { readonly kind: 'temperatures'; readonly temperatures: readonly Reading[]; readonly waiting: boolean }
  | ({ readonly kind: 'position' } & Place)
  | { readonly kind: 'firmware'; readonly name: string }
  | { readonly kind: 'capability'; readonly name: string; readonly on: boolean }
  | { readonly kind: 'action'; readonly action: string }
  /** The answer to an un-numbered M110 (Marlin 2.1.3 and later). */
  | { readonly kind: 'line-number'; readonly line: number }
  | { readonly kind: 'card'; readonly card: 'printing' | 'idle' | 'opened' | 'done'; readonly text: string }
  /** The simulator's sensor. */
  | { readonly kind: 'bed-sensed'; readonly empty: boolean }
  /** Marlin's buffer monitoring: how often the planner ran dry since it said so last. */
  | { readonly kind: 'buffers'; readonly underruns: number }
  | { readonly kind: 'echo'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

/** Where the head is, as the printer plans it. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly e: number | null;
}

const NO_READINGS: readonly Reading[] = [];
const PLAIN_OK: Extract<Reply, { kind: 'ok' }> = {
  kind: 'ok',
  line: null,
  planner: null,
  ring: null,
  temperatures: NO_READINGS,
};
const WAIT: Reply = { kind: 'wait' };
const START: Reply = { kind: 'start' };

/**
 * @param line without its end.
 * @param before the line before it: old firmwares tell an error in two lines (`Error:0`, then `: Extruder switched off. …`).
 */
export function parseReply(line: string, before = ''): Reply {
  if (line === 'ok') return PLAIN_OK;
  const common = parseCommonOk(line);
  if (common !== null) return common;
  const text = line.trim();
  if (/^ok(?![a-z])/i.test(text) && !/emergency stop/i.test(text)) return parseOk(text);
  if (text === 'wait') return WAIT;
  if (text === 'start') return START;
  const skip = /^skip (\d{1,9})$/.exec(text);
  if (skip !== null) return { kind: 'skip', line: Number(skip[1]) };
  return (
    parseComplaint(text, before.trim()) ??
    parseAlive(text) ??
    parseMeasurement(text) ??
    parseIdentity(text) ??
    parseCard(text) ??
    parseBuffers(text) ??
    (/^(echo:|\/\/)/.test(text) ? { kind: 'echo', text } : { kind: 'unknown', text })
  );
}

/** `D576 P:15 3 (120) B:4 0 (0)`: free places, underruns and the longest of them in ms, of planner and command ring (Marlin #19674). */
function parseBuffers(text: string): Reply | null {
  const found = /^D576 P: ?\d{1,3} (\d{1,5}) \(\d{1,9}\)/.exec(text);
  return found === null ? null : { kind: 'buffers', underruns: Number(found[1]) };
}

/**
 * `ok N12 P15 B3` and nothing else, without a regular expression: nearly every line of a printer is one. Null for every other line, which
 * `parseOk` reads, and reads alike.
 */
export function parseCommonOk(line: string): Reply | null {
  if (!line.startsWith('ok N') || line.length > LONGEST_COMMON_OK) return null;
  const afterLine = endOfDigits(line, 4, 9);
  if (afterLine < 0 || !line.startsWith(' P', afterLine)) return null;
  const afterPlanner = endOfDigits(line, afterLine + 2, 3);
  if (afterPlanner < 0 || !line.startsWith(' B', afterPlanner)) return null;
  if (endOfDigits(line, afterPlanner + 2, 3) !== line.length) return null;
  return {
    kind: 'ok',
    line: digitsAt(line, 4, afterLine),
    planner: digitsAt(line, afterLine + 2, afterPlanner),
    ring: digitsAt(line, afterPlanner + 2, line.length),
    temperatures: NO_READINGS,
  };
}

const LONGEST_COMMON_OK = 'ok N123456789 P123 B123'.length;

/** Where the digits that begin at `from` end; -1 for none, or for more than `most`. */
function endOfDigits(text: string, from: number, most: number): number {
  let end = from;
  while (end < text.length && text.charCodeAt(end) >= 0x30 && text.charCodeAt(end) <= 0x39) end++;
  return end === from || end - from > most ? -1 : end;
}

function digitsAt(text: string, from: number, end: number): number {
  let number = 0;
  for (let i = from; i < end; i++) number = number * 10 + text.charCodeAt(i) - 0x30;
  return number;
}

/** `ok`, `ok N12 P15 B3`, `ok 12` (Repetier), `ok T:20.1 /0.0 B:…`. Of two line numbers the last counts: an `ok` cut by another (Marlin #26507). */
function parseOk(text: string): Reply {
  const common = parseCommonOk(text);
  if (common !== null) return common;
  const rest = text.slice(2);
  if (rest === '') return PLAIN_OK;
  if (/^\s+(?:C:\s*)?X:/.test(rest)) return okWithPlace(rest);
  if (rest.includes('FIRMWARE_NAME:')) return { ...PLAIN_OK, firmware: firmwareIn(rest) ?? '' };
  const temperatures = rest.includes(':') ? readTemperatures(rest) : NO_READINGS;
  const numbers = [...rest.matchAll(/(?:^|\s)N?(\d{1,9})(?=\s|$)/g)];
  return {
    kind: 'ok',
    line: temperatures.length > 0 ? null : numberIn(numbers.at(-1)),
    planner: numberIn(/\sP(\d{1,3})(?=\s|$)/.exec(rest)),
    ring: numberIn(/\sB(\d{1,3})(?=\s|$)/.exec(rest)),
    temperatures,
  };
}

function okWithPlace(rest: string): Reply {
  const position = placeIn(rest.trim().replace(/^C:\s*/, ''));
  return position === null ? PLAIN_OK : { ...PLAIN_OK, position };
}

function parseComplaint(text: string, before: string): Reply | null {
  const resend = /^(?:resend|rs)\b\D{0,3}(\d{1,9})(?!\d)/i.exec(text);
  if (resend !== null) return { kind: 'resend', line: Number(resend[1]) };
  const joined = /^error:\s*\d+$/i.test(before) && text.startsWith(':') ? `${before} ${text}` : text;
  const errorClass = classifyError(joined);
  if (errorClass === null) return null;
  const lastLine = numberIn(/last line:\s*(\d{1,9})(?!\d)/i.exec(joined));
  return { kind: 'error', class: errorClass, text: joined, lastLine };
}

function parseAlive(text: string): Reply | null {
  const busy = /^(?:echo:)?\s*busy:\s*(.*)$/i.exec(text);
  if (busy === null) return null;
  const what = busy[1] ?? '';
  return /^paused for/i.test(what) ? { kind: 'paused-for-user', what } : { kind: 'busy', what };
}

function parseMeasurement(text: string): Reply | null {
  const place = placeIn(text);
  if (place !== null) return { kind: 'position', ...place };
  const idle = /^<Idle\|[MW]Pos:(-?[\d.]+),(-?[\d.]+),(-?[\d.]+)[|>]/.exec(text);
  if (idle !== null) {
    const [x, y, z] = [Number(idle[1]), Number(idle[2]), Number(idle[3])];
    return [x, y, z].every(Number.isFinite) ? { kind: 'position', x, y, z, e: null } : null;
  }
  if (/^(T\d?|B)\s*:/.test(text)) {
    // An `ok` glued to a temperature (OctoPrint #1206) ends a command all the same.
    const temperatures = readTemperatures(text);
    if (/\dok$/.test(text)) return { kind: 'ok', line: null, planner: null, ring: null, temperatures };
    return temperatures.length > 0 ? { kind: 'temperatures', temperatures, waiting: /\sW:/.test(text) } : null;
  }
  if (/^bedtemp:.*\dok$/.test(text)) return PLAIN_OK;
  const sensed = /^croft-bed:\s*(empty|object)$/.exec(text);
  return sensed === null ? null : { kind: 'bed-sensed', empty: sensed[1] === 'empty' };
}

function placeIn(text: string): Place | null {
  const at = /^X:\s*(-?[\d.]+)\s+Y:\s*(-?[\d.]+)\s+Z:\s*(-?[\d.]+)(?:\s+E\d?:\s*(-?[\d.]+))?/.exec(text);
  if (at === null) return null;
  const [x, y, z] = [Number(at[1]), Number(at[2]), Number(at[3])];
  const e = at[4] === undefined ? null : Number(at[4]);
  return [x, y, z, e ?? 0].every(Number.isFinite) ? { x, y, z, e } : null;
}

/** `FIRMWARE_NAME:Marlin 2.1 SOURCE…`; Smoothie puts commas between, grbl and Malyan have forms of their own. */
function firmwareIn(text: string): string | null {
  const named = /FIRMWARE_NAME:\s*(.*?)(?=,?\s+[A-Z_-]{4,}:|,?$)/.exec(text);
  if (named !== null) return withVersion((named[1] ?? '').slice(0, MAX_NAME), text);
  const grbl = /^\[VER:([^:\]]{1,40})/.exec(text);
  if (grbl !== null) return `grbl ${grbl[1] ?? ''}`;
  const malyan = /^NAME\.?\s*Malyan\s+VER:\s*(\S+)/i.exec(text);
  return malyan === null ? null : `Malyan ${malyan[1] ?? ''}`;
}

/** RepRapFirmware's name is without one. */
function withVersion(name: string, text: string): string {
  const version = name.startsWith('RepRapFirmware') ? /FIRMWARE_VERSION:\s*(\S{1,40})/.exec(text) : null;
  return version === null ? name : `${name} ${version[1] ?? ''}`;
}

const MAX_NAME = 100;

function parseIdentity(text: string): Reply | null {
  const name = firmwareIn(text);
  if (name !== null) return { kind: 'firmware', name };
  const capability = /^Cap:([A-Z0-9_]{1,40}):([01])$/.exec(text);
  if (capability !== null) return { kind: 'capability', name: capability[1] ?? '', on: capability[2] === '1' };
  const action = /^\/\/\s*action:\s*(.{1,200})$/.exec(text);
  if (action !== null) return { kind: 'action', action: (action[1] ?? '').trim() };
  const line = /^(?:echo:)?\s*Line:\s*(\d{1,9})$/.exec(text);
  if (line !== null) return { kind: 'line-number', line: Number(line[1]) };
  // grbl's only sign of a reset.
  const grbl = /^(Grbl \d\S*) \['\$' for help\]$/.exec(text);
  if (grbl !== null) return { kind: 'start', firmware: grbl[1] ?? '' };
  return GREETING.test(text) ? { kind: 'greeting', text } : null;
}

const GREETING =
  /^(?:Marlin \d|Marlin bugfix|Smoothie$|\/\/ Klipper state: Ready$|Info:\s*External Reset|echo:\s*(?:PowerUp|External Reset|Brown out Reset|Watchdog Reset|Software Reset|Last Updated|Free Memory)|(?:PowerUp|External Reset|Brown out Reset|Watchdog Reset|Software Reset)$)/i;

function parseCard(text: string): Reply | null {
  if (/^SD printing byte \d/.test(text)) return { kind: 'card', card: 'printing', text };
  if (/^Not SD printing\.?$/.test(text)) return { kind: 'card', card: 'idle', text };
  if (text.startsWith('File opened:')) return { kind: 'card', card: 'opened', text };
  if (text === 'Done printing file') return { kind: 'card', card: 'done', text };
  return /^File deleted.*ok$/.test(text) ? PLAIN_OK : null;
}

const numberIn = (match: readonly (string | undefined)[] | null | undefined): number | null =>
  match?.[1] === undefined ? null : Number(match[1]);
