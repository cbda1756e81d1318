/**
 * The ideal sender, in a process of its own: no journal, no safety, no doubts. It has the whole file in memory, knows the printer's
 * ring and receive buffer, and sends whenever the next line fits. What it reaches is what this machine and this simulator give.
 * `node serial-ideal.ts <tty> <file> <ring> <receive bytes> <base>`; a ring of 1 and 0 bytes is stop-and-wait.
 */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

const [path = '', file = '', ring = '1', receiveBytes = '0', base = '1000'] = process.argv.slice(2);
const slots = Number(ring);
const room = Number(receiveBytes);

const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
const frames = [`M110 N${base}`, ...commandsOf(readFileSync(file, 'utf8'))].map((text, i) =>
  frame(Number(base) + i, text),
);
let next = 0;
let acknowledged = 0;
/** Bytes of the lines on their way for which the ring has no place. */
let behindRing = 0;
let rest = '';
let waiting: Uint8Array = new Uint8Array();

function commandsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.split(';')[0]?.trim() ?? '')
    .filter((line) => line !== '');
}

function frame(number: number, text: string): string {
  const body = `N${number} ${text}`;
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum ^= body.charCodeAt(i);
  return `${body}*${sum}\n`;
}

function send(): void {
  let out = '';
  while (next < frames.length) {
    const line = frames[next] ?? '';
    const inFlight = next - acknowledged;
    if (inFlight >= slots) {
      if (behindRing + line.length > room) break;
      behindRing += line.length;
    }
    out += line;
    next++;
    // The first line sets the counter: everything behind it waits for its answer.
    if (next === 1) break;
  }
  if (out !== '') write(Buffer.from(out, 'latin1'));
}

function write(bytes: Uint8Array): void {
  waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
  try {
    waiting = waiting.subarray(writeSync(fd, waiting));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
  if (waiting.length > 0) setImmediate(() => write(new Uint8Array()));
}

function acknowledge(): void {
  acknowledged++;
  // The oldest of those behind the ring moves up into it.
  const moved = acknowledged + slots - 1;
  if (moved < next) behindRing -= frames[moved]?.length ?? 0;
}

const stream = new ReadStream(fd);
stream.on('data', (chunk: Buffer) => {
  const lines = (rest + chunk.toString('latin1')).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) if (line.startsWith('ok')) acknowledge();
  if (acknowledged >= frames.length) return end();
  send();
});

function end(): void {
  stream.destroy();
  try {
    closeSync(fd);
  } catch {
    // The stream has closed it.
  }
  process.exit(0);
}

send();
