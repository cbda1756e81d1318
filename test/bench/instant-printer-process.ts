/**
 * A printer that needs no time for anything, in a process of its own: it checks the number and the sum of each line as Marlin does,
 * answers with `ADVANCED_OK`, and does nothing else. The simulator, which lives through heaters, planner and wire, is slower than the sender
 * that it would measure.
 */
import { openPty } from '../../src/drivers/marlin/simulator/pty.ts';
import { percentile } from './measure.ts';
import type { InstantAnswer, InstantQuestion, InstantStatus } from './instant-printer.ts';

const [LF, STAR, N, SPACE, ZERO] = [10, 42, 78, 32, 48];
/** Marlin's `MAX_CMD_SIZE`. */
const LINE_BYTES = 96;
const OK = Buffer.from('ok N');
const TAIL = Buffer.from(' P15 B3\n');

/** The last turnarounds, ms. */
const turnarounds = new Float64Array(100_000);
let turns = 0;
/** When the last `ok` was said that nothing has followed yet. */
let saidAt = 0;

const pty = await openPty();
const line = Buffer.alloc(LINE_BYTES);
let length = 0;
let last = 0;
let [lines, receivedBytes, anomalies, resends] = [0, 0, 0, 0];
const out = Buffer.allocUnsafe(64 * 1024);
let filled = 0;

function say(text: string): void {
  filled += out.write(text, filled, 'latin1');
}

/** `ok N<n> P15 B3`, without a string for it: there is one for each line. */
function acknowledge(number: number): void {
  filled += OK.copy(out, filled);
  let digits = 1;
  for (let rest = number; rest >= 10; rest = Math.floor(rest / 10)) digits++;
  let rest = number;
  for (let i = digits - 1; i >= 0; i--) {
    out[filled + i] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  filled += digits;
  filled += TAIL.copy(out, filled);
}

/** True when what has arrived behind the line is to be dropped, as Marlin does after a complaint. */
function take(): boolean {
  let star = length - 1;
  while (star >= 0 && line[star] !== STAR) star--;
  let [sum, told] = [0, 0];
  for (let i = 0; i < star; i++) sum ^= line[i] ?? 0;
  for (let i = star + 1; i < length; i++) told = told * 10 + (line[i] ?? 0) - ZERO;
  if (line[0] !== N) {
    execute(line.toString('latin1', 0, length), null);
    return false;
  }
  let number = 0;
  let i = 1;
  for (; i < length && line[i] !== SPACE; i++) number = number * 10 + (line[i] ?? 0) - ZERO;
  const isMove = line[i + 1] === 0x47;
  const text = isMove ? '' : line.toString('latin1', i + 1, star);
  const base = /^M110 N(\d+)/.exec(text)?.[1];
  if (star < 0 || sum !== told) return complain('checksum mismatch');
  if (base !== undefined) {
    last = Number(base);
    say('ok\n');
    return false;
  }
  if (number !== last + 1) return complain('Line Number is not Last Line Number+1');
  last = number;
  lines++;
  if (isMove) acknowledge(number);
  else execute(text, number);
  return false;
}

function complain(what: string): true {
  // A probe asks for nothing else; whatever else comes here is a line that is lost, doubled or broken.
  if (line.toString('latin1', 0, length).includes('M105')) resends++;
  else anomalies++;
  say(`Error:${what}, Last Line: ${last}\nResend: ${last + 1}\nok\n`);
  return true;
}

function execute(text: string, number: number | null): void {
  if (text.startsWith('M105')) return say('ok T:20.00 /0.00 B:20.00 /0.00 @:0 B@:0\n');
  if (text.startsWith('M115')) say('FIRMWARE_NAME:Marlin 2.1.2 (instant) SOURCE_CODE_URL:none PROTOCOL_VERSION:1.0\n');
  if (text.startsWith('M114')) say('X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0\n');
  if (text.startsWith('M27')) say('Not SD printing\n');
  if (number === null) say('ok\n');
  else acknowledge(number);
}

function receive(chunk: Uint8Array): void {
  receivedBytes += chunk.length;
  if (saidAt > 0) turnarounds[turns++ % turnarounds.length] = performance.now() - saidAt;
  saidAt = 0;
  for (const byte of chunk) {
    if (byte !== LF) {
      if (length < LINE_BYTES) line[length++] = byte;
      continue;
    }
    const had = length > 0;
    const dropsRest = had && take();
    length = 0;
    if (dropsRest) break;
  }
  flush();
}

function flush(): void {
  if (filled === 0) return;
  const taken = pty.write(out.subarray(0, filled));
  out.copyWithin(0, taken, filled);
  filled -= taken;
  saidAt = performance.now();
  if (filled > 0) setTimeout(flush, 1);
}

function serve(): void {
  pty.read(receive, () => setTimeout(serveWhenOpened, 5));
}

/** The kernel tells nobody that a host opened the port. */
function serveWhenOpened(): void {
  if (pty.attended()) serve();
  else setTimeout(serveWhenOpened, 5);
}

const answer = (message: InstantAnswer): void => void process.send?.(message);
process.on('message', (question: InstantQuestion) => {
  if (question.ask === 'turnaround') {
    const all = [...turnarounds.subarray(0, turns)];
    return answer({ p50: percentile(all, 0.5), p99: percentile(all, 0.99) });
  }
  const status: InstantStatus = { lines, receivedBytes, anomalies, resends, lastN: last, atMs: performance.now() };
  return answer(status);
});
process.on('disconnect', () => process.exit(0));
serveWhenOpened();
answer({ path: pty.path });
