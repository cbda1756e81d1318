/** Faults that last until they are switched off. Probabilities are 0–1. */
export interface FaultSettings {
  /** An `ok` that is never sent. */
  readonly lostOk: number;
  /** An `ok` sent twice. */
  readonly duplicateOk: number;
  /** A `Resend:` line that is never sent (its `Error:` and `ok` are). */
  readonly lostResend: number;
  /** The `ok` behind `Resend:` is never sent, as Prusa 3.1.0 did. */
  readonly resendWithoutOk: boolean;
  /** Per byte towards the printer: another byte arrives. */
  readonly corruptInByte: number;
  /** Per line towards the printer: one byte of it is another. */
  readonly corruptInLine: number;
  /** Per line towards the printer: two bytes of it have the same bit turned over, which no XOR of them all shows. */
  readonly flipPairInLine: number;
  /** Per byte towards the printer: it never arrives. */
  readonly dropInByte: number;
  readonly corruptOutByte: number;
  readonly corruptOutLine: number;
  readonly dropOutByte: number;
  /** Everything that the printer says comes this much later, ms, and up to `latencyJitterMs` more; order is kept. */
  readonly latencyMs: number;
  readonly latencyJitterMs: number;
  /** The printer's bytes come one by one, in writes of their own. */
  readonly oneByteWrites: boolean;
  /** Lines of the printer end in CR LF. */
  readonly crlf: boolean;
  /** Each `ok` stands at the end of another line (OctoPrint #1206). */
  readonly gluedOk: boolean;
  readonly upperOk: boolean;
  /** An `ok` that breaks off, so that the next one stands in its line (Marlin #26507). */
  readonly cutOk: number;
  /** Per byte from the printer: a NUL comes before it. */
  readonly nulOutByte: number;
  /** The board resets when it accepts this line; once. */
  readonly resetAtLine: number | null;
}

export const NO_FAULTS: FaultSettings = {
  lostOk: 0,
  duplicateOk: 0,
  lostResend: 0,
  resendWithoutOk: false,
  corruptInByte: 0,
  corruptInLine: 0,
  flipPairInLine: 0,
  dropInByte: 0,
  corruptOutByte: 0,
  corruptOutLine: 0,
  dropOutByte: 0,
  latencyMs: 0,
  latencyJitterMs: 0,
  oneByteWrites: false,
  crlf: false,
  gluedOk: false,
  upperOk: false,
  cutOk: 0,
  nulOutByte: 0,
  resetAtLine: null,
};

/** Faults that happen now, once. Times in ms. */
export type FaultTrigger =
  /** The board resets, as by a brown-out or its button. */
  | { readonly fault: 'reset' }
  /** Whatever the printer says for a while is lost; it goes on working. */
  | { readonly fault: 'silence'; readonly forMs: number }
  /** The main loop hangs for a while: nothing is read, executed or said. */
  | { readonly fault: 'stall'; readonly forMs: number }
  /** The firmware demands line `line` (missing: the next) again, `times` times, whatever arrives. */
  | { readonly fault: 'resend-storm'; readonly line?: number; readonly times: number }
  /** The next `times` `ok`s are lost. */
  | { readonly fault: 'lose-ok'; readonly times: number }
  /** `busy:` lines in a flood. */
  | { readonly fault: 'busy-storm'; readonly forMs: number; readonly perSecond: number }
  /** Thermal runaway protection halts the printer. */
  | { readonly fault: 'thermal-runaway' }
  /** The firmware stops (not killed): it answers but moves no more until `M999`. */
  | { readonly fault: 'stop' }
  /** A flood of 0xFF, as of a wire without ground. */
  | { readonly fault: 'garbage'; readonly bytes: number }
  /** One line of this length. */
  | { readonly fault: 'long-line'; readonly bytes: number }
  /** Prusa's power panic: all that is planned is dropped, and the lines from this many before are asked for again. */
  | { readonly fault: 'power-panic'; readonly back: number }
  /** A person pulls the card, or puts it back. */
  | { readonly fault: 'card-pulled' }
  | { readonly fault: 'card-back' }
  /** The firmware says this line. */
  | { readonly fault: 'say'; readonly line: string };

/** Reads settings that came from outside; names the field, the rule and the remedy when they are wrong. */
export function parseFaultSettings(value: unknown): Partial<FaultSettings> {
  const settings: Record<string, number | boolean | null> = {};
  for (const [name, given] of Object.entries(objectOf(value, 'faults'))) {
    if (!Object.hasOwn(NO_FAULTS, name)) {
      throw new Error(`fault "${name}" does not exist; known are ${Object.keys(NO_FAULTS).join(', ')}`);
    }
    settings[name] = settingOf(name as keyof FaultSettings, given);
  }
  return settings as Partial<FaultSettings>;
}

function settingOf(name: keyof FaultSettings, given: unknown): number | boolean | null {
  if (typeof NO_FAULTS[name] === 'boolean') {
    if (typeof given === 'boolean') return given;
    throw new Error(`fault "${name}" must be true or false, not ${JSON.stringify(given)}`);
  }
  if (name === 'resetAtLine' && given === null) return null;
  const highest = name === 'resetAtLine' || name.startsWith('latency') ? Number.MAX_SAFE_INTEGER : 1;
  if (typeof given === 'number' && given >= 0 && given <= highest) return given;
  throw new Error(`fault "${name}" must be a number from 0 to ${highest}, not ${JSON.stringify(given)}`);
}

/** Reads a trigger that came from outside. */
export function parseFaultTrigger(value: unknown): FaultTrigger {
  const given = objectOf(value, 'fault');
  const number = (field: string): number => {
    const found = given[field];
    if (typeof found === 'number' && found >= 0 && Number.isFinite(found)) return found;
    throw new Error(`fault "${String(given.fault)}" needs "${field}", a number of at least 0`);
  };
  switch (given.fault) {
    case 'reset':
    case 'thermal-runaway':
    case 'stop':
    case 'card-pulled':
    case 'card-back':
      return { fault: given.fault };
    case 'silence':
    case 'stall':
      return { fault: given.fault, forMs: number('forMs') };
    case 'resend-storm':
      return given.line === undefined
        ? { fault: 'resend-storm', times: number('times') }
        : { fault: 'resend-storm', times: number('times'), line: number('line') };
    case 'lose-ok':
      return { fault: 'lose-ok', times: number('times') };
    case 'busy-storm':
      return { fault: 'busy-storm', forMs: number('forMs'), perSecond: number('perSecond') };
    case 'power-panic':
      return { fault: 'power-panic', back: number('back') };
    case 'garbage':
    case 'long-line':
      return { fault: given.fault, bytes: number('bytes') };
    case 'say':
      if (typeof given.line !== 'string') throw new Error('fault "say" needs "line", a text');
      return { fault: 'say', line: given.line };
    default:
      throw new Error(
        `fault ${JSON.stringify(given.fault)} does not exist; known are reset, silence, stall, resend-storm, lose-ok, ` +
          'busy-storm, thermal-runaway, stop, power-panic, garbage, long-line, card-pulled, card-back, say',
      );
  }
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`"${what}" must be an object, not ${JSON.stringify(value)}`);
}
