import { type FaultSettings, NO_FAULTS } from './fault-settings.ts';
import type { OutputKind } from './surroundings.ts';
import { seededRandom } from './seeded-random.ts';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const STAR = 0x2a;
const ZERO = 0x30;

/** Everything that goes wrong on purpose, on a seed. */
export interface Faults {
  readonly settings: FaultSettings;
  change(settings: Partial<FaultSettings>): void;
  /** No fault touches the bytes towards the printer. */
  readonly inputClean: boolean;
  /** No fault touches what the printer says, `crlf` included. */
  readonly outputClean: boolean;
  /** What arrives at the printer of what the host wrote. */
  arriving(bytes: Uint8Array): Uint8Array;
  /** How often this line of the printer is sent: 0, 1 or 2. */
  copies(kind: OutputKind, atMs: number): number;
  /** The line as it is said: an `ok` may have an odd form. */
  worded(kind: OutputKind, line: string): string;
  /** Whether this line breaks off without an end. */
  breaksOff(kind: OutputKind): boolean;
  /** What leaves of what the printer said. */
  leaving(bytes: Uint8Array): Uint8Array;
  /** The latency of this moment, ms. */
  latencyMs(): number;
  /** The firmware's question about a good numbered line. */
  intercept(n: number): 'accept' | 'refuse' | 'reset';
  silenceUntil(atMs: number): void;
  stormAt(line: number | null, times: number): void;
  loseOk(times: number): void;
}

export function createFaults(seed: number): Faults {
  const random = seededRandom(seed);
  let settings = NO_FAULTS;
  let silentUntilMs = Number.NEGATIVE_INFINITY;
  let oksToLose = 0;
  let storm: { line: number | null; times: number } | null = null;

  const happens = (probability: number): boolean => probability > 0 && random() < probability;

  /** Any byte but this one. */
  function otherByte(byte: number): number {
    return byte ^ (1 + Math.floor(random() * 255));
  }

  /** The lowest bit of two digits of a number of the command, so that the line reads as well as before. */
  function flipPair(bytes: Uint8Array, from: number, to: number): void {
    const digits: number[] = [];
    const end = bytes.lastIndexOf(STAR, to);
    for (let i = bytes.indexOf(SPACE, from); i > from && i < end; i++) {
      const byte = bytes[i] ?? 0;
      if (byte >= ZERO && byte <= ZERO + 9) digits.push(i);
    }
    for (const i of digits.slice(-2)) if (digits.length > 1) bytes[i] = (bytes[i] ?? 0) ^ 1;
  }

  function mangle(bytes: Uint8Array, perByte: number, perLine: number, drop: number, flip = 0): Uint8Array {
    const mangled = new Uint8Array(bytes.length);
    let length = 0;
    let lineStart = 0;
    for (const original of bytes) {
      if (happens(drop)) continue;
      mangled[length++] = happens(perByte) ? otherByte(original) : original;
      if (original !== NEWLINE) continue;
      if (happens(perLine)) {
        const victim = lineStart + Math.floor(random() * (length - lineStart));
        mangled[victim] = otherByte(mangled[victim] ?? 0);
      }
      if (happens(flip)) flipPair(mangled, lineStart, length);
      lineStart = length;
    }
    return mangled.subarray(0, length);
  }

  function withNuls(bytes: Uint8Array): Uint8Array {
    if (settings.nulOutByte === 0) return bytes;
    return Uint8Array.from([...bytes].flatMap((byte) => (happens(settings.nulOutByte) ? [0, byte] : [byte])));
  }

  return {
    get settings() {
      return settings;
    },
    change(wanted) {
      settings = { ...settings, ...wanted };
    },
    get inputClean() {
      const { corruptInByte, corruptInLine, dropInByte, flipPairInLine } = settings;
      return corruptInByte + corruptInLine + dropInByte + flipPairInLine === 0;
    },
    get outputClean() {
      const { lostOk, duplicateOk, lostResend, resendWithoutOk, corruptOutByte, corruptOutLine, dropOutByte } =
        settings;
      const { gluedOk, upperOk, cutOk, nulOutByte } = settings;
      const garbles = corruptOutByte + corruptOutLine + dropOutByte + cutOk + nulOutByte;
      const probabilities = lostOk + duplicateOk + lostResend + garbles;
      const late = settings.latencyMs + settings.latencyJitterMs;
      return (
        probabilities + late + oksToLose === 0 &&
        !resendWithoutOk &&
        !settings.crlf &&
        !gluedOk &&
        !upperOk &&
        !settings.oneByteWrites &&
        silentUntilMs === Number.NEGATIVE_INFINITY
      );
    },
    arriving(bytes) {
      const { corruptInByte, corruptInLine, dropInByte, flipPairInLine } = settings;
      return mangle(bytes, corruptInByte, corruptInLine, dropInByte, flipPairInLine);
    },
    leaving: (bytes) => withNuls(mangle(bytes, settings.corruptOutByte, settings.corruptOutLine, settings.dropOutByte)),
    worded(kind, line) {
      if (kind !== 'ok') return line;
      const cased = settings.upperOk ? line.replace(/^ok/, 'OK') : line;
      return settings.gluedOk && line === 'ok' ? 'bedtemp: 28.5 : 0.014ok' : cased;
    },
    breaksOff: (kind) => kind === 'ok' && happens(settings.cutOk),
    copies(kind, atMs) {
      if (silentUntilMs > atMs) return 0;
      silentUntilMs = Number.NEGATIVE_INFINITY;
      if (kind === 'resend') return happens(settings.lostResend) ? 0 : 1;
      if (kind === 'resend-ok') return settings.resendWithoutOk ? 0 : 1;
      if (kind !== 'ok') return 1;
      if (oksToLose > 0) {
        oksToLose--;
        return 0;
      }
      if (happens(settings.lostOk)) return 0;
      return happens(settings.duplicateOk) ? 2 : 1;
    },
    latencyMs: () => settings.latencyMs + (settings.latencyJitterMs > 0 ? random() * settings.latencyJitterMs : 0),
    intercept(n) {
      if (settings.resetAtLine === n) {
        settings = { ...settings, resetAtLine: null };
        return 'reset';
      }
      if (storm === null || (storm.line !== null && storm.line !== n)) return 'accept';
      storm.line = n;
      if (--storm.times <= 0) storm = null;
      return 'refuse';
    },
    silenceUntil(atMs) {
      silentUntilMs = atMs;
    },
    stormAt(line, times) {
      storm = times > 0 ? { line, times } : null;
    },
    loseOk(times) {
      oksToLose = times;
    },
  };
}
