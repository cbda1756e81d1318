import { readSync, writeSync } from 'node:fs';
import { isLegible } from './is-legible.ts';

/** A board that the opening has reset greets within this, most of them. */
const GREETING_MS = 2_500;
/** How long an answer to the greeting may take at each speed. */
const ANSWER_MS = 600;
/** Boards that boot for long hear the first round in vain. */
const ROUNDS = 3;
const LOOK_MS = 20;
/** More than a greeting at once says nothing new. */
const HEARD_LIMIT = 4_096;

/**
 * Finds the speed of the printer on `descriptor`, a tty that is open and does not block, or null when none of them is answered.
 * `setSpeed` changes it. Nobody else reads the port meanwhile. Null as well when nobody wants to know any more.
 */
export async function detectBaud(
  descriptor: number,
  bauds: readonly number[],
  hello: string,
  setSpeed: (baud: number) => Promise<void>,
  isWanted: () => boolean,
): Promise<number | null> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const baud of bauds) {
      if (!isWanted()) return null;
      await setSpeed(baud);
      const patienceMs = round === 0 && baud === bauds[0] ? GREETING_MS : ANSWER_MS;
      if (await legibleWithin(descriptor, patienceMs, hello, isWanted)) return baud;
    }
  }
  return null;
}

async function legibleWithin(descriptor: number, ms: number, hello: string, isWanted: () => boolean): Promise<boolean> {
  const end = performance.now() + ms;
  let heard: Buffer = Buffer.alloc(0);
  say(descriptor, hello);
  while (performance.now() < end && isWanted()) {
    heard = Buffer.concat([heard, hear(descriptor)]).subarray(-HEARD_LIMIT);
    if (isLegible(heard)) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return false;
}

function say(descriptor: number, hello: string): void {
  try {
    writeSync(descriptor, hello);
  } catch (error) {
    // A full buffer: what was said at the speed before is still on its way.
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
  }
}

function hear(descriptor: number): Buffer {
  const chunk = Buffer.alloc(HEARD_LIMIT);
  try {
    return chunk.subarray(0, readSync(descriptor, chunk));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    return chunk.subarray(0, 0);
  }
}
