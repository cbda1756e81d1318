import type { Faults } from './faults.ts';
import type { OutputKind } from './surroundings.ts';

/** What the printer has said and the host has not got yet. */
export interface Replies {
  say(kind: OutputKind, line: string, atMs: number): void;
  /** `count` times this byte (made piece by piece, never held at once), then a line end if asked for. */
  flood(byte: number, count: number, lineEnd: boolean, atMs: number): void;
  /** When something is due; Infinity when nothing is under way. */
  nextMs(): number;
  /** Bytes that have reached the host's end by now, or null. Valid until the next call. */
  due(nowMs: number): Uint8Array | null;
  /** The host took that many of them. */
  delivered(count: number, nowMs: number): void;
  /** Forgets the newest beyond the bound; answers how many bytes were lost. */
  dropExcess(): number;
}

/** USB-CDC boards throw output away when the host does not read; without a bound a host that never reads would fill our memory. */
const MOST_WAITING_BYTES = 64 * 1024;
const FLOOD_PIECE_BYTES = 4096;
/** Between writes of one byte, so that the host's reads are as short. */
const BETWEEN_BYTES_MS = 0.05;

type Item = { bytes: Uint8Array; dueMs: number } | { flood: number; left: number; dueMs: number };

/** The printer's way out: faults, latency and the wire's rate applied in this order. */
export function createReplies(baud: number, faults: Faults): Replies {
  const msPerByte = baud > 0 ? 10_000 / baud : 0;
  const items: Item[] = [];
  let brokenOff = false;
  let text = '';
  let textMs = 0;
  let offset = 0;
  let waitingBytes = 0;
  let freeAtMs = Number.NEGATIVE_INFINITY;
  let lastDueMs = Number.NEGATIVE_INFINITY;

  function enqueue(bytes: Uint8Array, atMs: number): void {
    if (bytes.length === 0) return;
    freeAtMs = Math.max(freeAtMs, atMs) + bytes.length * msPerByte;
    lastDueMs = Math.max(lastDueMs, freeAtMs + faults.latencyMs());
    waitingBytes += bytes.length;
    items.push({ bytes, dueMs: lastDueMs });
  }

  /** Turns plain text into an item: on a fast wire without faults a whole turn's answers become one write. */
  function closeText(): void {
    if (text === '') return;
    const bytes = Buffer.from(text, 'latin1');
    text = '';
    enqueue(bytes, textMs);
  }

  function sayFaulty(kind: OutputKind, line: string, atMs: number): void {
    closeText();
    const lineEnd = faults.settings.crlf ? '\r\n' : '\n';
    for (let copies = faults.copies(kind, atMs); copies > 0; copies--) {
      const whole = faults.worded(kind, line);
      // `ok N10 P15 B3` breaks off as `ok N10 `, and the next stands behind it without its own `ok`.
      const cut = faults.breaksOff(kind);
      const said = (brokenOff ? whole.replace(/^ok /, '') : whole).replace(cut ? / P.*/ : /$^/, '');
      brokenOff = cut;
      const bytes = faults.leaving(Buffer.from(said + (cut ? ' ' : lineEnd), 'latin1'));
      if (!faults.settings.oneByteWrites) enqueue(bytes, atMs);
      else for (let i = 0; i < bytes.length; i++) enqueue(bytes.subarray(i, i + 1), atMs + i * BETWEEN_BYTES_MS);
    }
  }

  function pieceOf(flood: number, left: number): Uint8Array {
    return new Uint8Array(Math.min(left, FLOOD_PIECE_BYTES)).fill(flood);
  }

  return {
    say(kind, line, atMs) {
      if (!faults.outputClean) return sayFaulty(kind, line, atMs);
      if (msPerByte > 0) return enqueue(Buffer.from(`${line}\n`, 'latin1'), atMs);
      if (text === '') textMs = atMs;
      text += line;
      text += '\n';
    },
    flood(byte, count, lineEnd, atMs) {
      closeText();
      if (count > 0) items.push({ flood: byte, left: count, dueMs: Math.max(lastDueMs, atMs) });
      if (lineEnd) enqueue(Uint8Array.of(0x0a), atMs);
    },
    nextMs() {
      closeText();
      return items[0]?.dueMs ?? Number.POSITIVE_INFINITY;
    },
    due(nowMs) {
      closeText();
      const item = items[0];
      if (item === undefined || item.dueMs > nowMs) return null;
      return 'flood' in item ? pieceOf(item.flood, item.left) : item.bytes.subarray(offset);
    },
    delivered(count, nowMs) {
      const item = items[0];
      if (item === undefined) return;
      if ('flood' in item) {
        item.left -= count;
        item.dueMs = Math.max(item.dueMs, nowMs) + count * msPerByte;
        if (item.left <= 0) items.shift();
        return;
      }
      offset += count;
      waitingBytes -= count;
      if (offset < item.bytes.length) return;
      items.shift();
      offset = 0;
    },
    dropExcess() {
      closeText();
      let lost = 0;
      while (waitingBytes > MOST_WAITING_BYTES && items.length > 1) {
        const newest = items.pop();
        if (newest === undefined || 'flood' in newest) continue;
        lost += newest.bytes.length;
        waitingBytes -= newest.bytes.length;
      }
      return lost;
    },
  };
}
