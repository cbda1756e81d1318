import { createHash } from 'node:crypto';
import assert from 'node:assert/strict';
import { bedIdOf } from '#model/bed';
import type { Command, MachineConfiguration } from '#model/command';
import { fileDigest, jobId, type PrintId, printId } from '#model/ids';
import type { JournalEntry } from '#model/journal-entry';
import type { MachineSnapshot } from '#model/machine-snapshot';
import type { PrintFile, PrintOutcome } from '#model/print';
import { squareGcode } from '../harness/files.ts';

/**
 * What is outside of a machine and does not die with it: the printer with its bed, and what a combinator and a person have been
 * told. Plain values, so that a process can write it down at any moment and another can go on with it.
 */
export interface World {
  bedOccupied: boolean;
  /** Numbers of the lines of this print that reached the printer; null between prints. */
  printing: { readonly id: PrintId; line: number } | null;
  /** Prints whose first byte reached the printer, in order. */
  readonly begun: PrintId[];
  epoch: number;
  /** What was last told. */
  told: MachineSnapshot | null;
  /** Every entry that was committed, by its number from 1. */
  readonly entries: JournalEntry[];
  readonly outcomes: Record<PrintId, PrintOutcome>;
  /** The attempt at each wish, from 1. */
  readonly attempts: number[];
  /** The person has asked the first print to pause. */
  pauseAsked: boolean;
  stopWished: number;
  /** Commands that were accepted; each must have been durable. */
  accepted: number;
}

export const newWorld = (): World => ({
  bedOccupied: false,
  printing: null,
  begun: [],
  epoch: 0,
  told: null,
  entries: [],
  outcomes: {},
  attempts: WISHES.map(() => 1),
  pauseAsked: false,
  stopWished: 0,
  accepted: 0,
});

const gcode = (name: string): Buffer => Buffer.from(squareGcode(name, 120, 80));
export const FILES = new Map([gcode('one'), gcode('two')].map((bytes) => [digestOf(bytes), bytes] as const));
const [ONE, TWO] = [...FILES].map(
  ([digest, bytes]): PrintFile => ({ digest: fileDigest(digest), name: 'square.gcode', sizeBytes: bytes.length }),
) as [PrintFile, PrintFile];

/** One job's life: a print that pauses and finishes, one of the same file that is cancelled, one that the emergency stop ends. */
const WISHES = [
  { file: ONE, interrupt: 'pause' },
  { file: ONE, interrupt: 'cancel' },
  { file: TWO, interrupt: 'stop' },
] as const;
/** A print that never started is tried again; on a disk that stays full this often at most. */
const ATTEMPTS_LIMIT = 30;

const CONFIGURATION: MachineConfiguration = {
  version: 1,
  driver: 'scripted',
  options: {},
  clearing: 'operator',
};

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const idOf = (wish: number, attempt: number): PrintId => printId(`print-${wish + 1}-${attempt}`);
export const wishOf = (id: PrintId): (typeof WISHES)[number]['interrupt'] | undefined =>
  WISHES[Number(id.split('-')[1]) - 1]?.interrupt;

/** Writes down what a machine shows, as a combinator's transaction does. Entries come without a gap, and none changes (MA8, I2). */
export function commit(world: World, snapshot: MachineSnapshot): void {
  world.told = snapshot;
  for (const entry of snapshot.entries) {
    const known = world.entries[entry.seq - 1];
    if (known !== undefined) {
      assert.deepEqual(entry, known, `entry ${entry.seq} was told otherwise before`);
      continue;
    }
    assert.equal(entry.seq, world.entries.length + 1, 'entries of the journal are missing');
    world.entries.push(entry);
    if (entry.fact.kind !== 'print-ended') continue;
    const { printId: id, outcome } = entry.fact;
    assert.equal(world.outcomes[id], undefined, `${id} ended twice`);
    world.outcomes[id] = outcome;
  }
}

/** What the combinator or the person does next, seeing this; null to wait. */
export function nextCommand(world: World, snapshot: MachineSnapshot): Command | null {
  const { phase } = snapshot;
  const last = snapshot.entries.at(-1);
  if (last !== undefined) return { kind: 'confirm', journalId: snapshot.journalId, seq: last.seq };
  if (world.stopWished > snapshot.stopNumber) return { kind: 'stop', stopNumber: world.stopWished };
  if (snapshot.printer.kind !== 'reachable' && phase.kind !== 'stopped') {
    const waits = phase.kind === 'connecting' || phase.kind === 'unverified';
    return waits && snapshot.configurationVersion === null ? { kind: 'configure', configuration: CONFIGURATION } : null;
  }
  switch (phase.kind) {
    case 'unverified':
    case 'awaiting-retrieval':
    case 'faulted': {
      const bedId = bedIdOf(snapshot.bed);
      assert.notEqual(bedId, null, `the bed is clear in ${phase.kind}`);
      world.bedOccupied = false;
      return bedId === null ? null : { kind: 'clear', bedId, by: 'ann', how: 'operator' };
    }
    case 'stopped':
      return phase.pending ? null : { kind: 'recover', stopNumber: phase.stopNumber };
    case 'paused':
      return { kind: 'resume', printId: phase.print.id, pauseNumber: phase.pauseNumber };
    case 'printing':
      return phase.observed ? interrupt(world, snapshot, phase.print.id) : null;
    case 'ready':
      return start(world);
    default:
      return null;
  }
}

function interrupt(world: World, snapshot: MachineSnapshot, id: PrintId): Command | null {
  switch (wishOf(id)) {
    case 'pause':
      if (world.pauseAsked) return null;
      world.pauseAsked = true;
      return { kind: 'pause', printId: id, pauseNumber: snapshot.pauseNumber + 1 };
    case 'cancel':
      return { kind: 'cancel', printId: id };
    case 'stop':
      world.stopWished = 1;
      return { kind: 'stop', stopNumber: 1 };
    case undefined:
      return null;
  }
}

function start(world: World): Command | null {
  const wish = nextWish(world);
  if (wish === null) return null;
  const attempt = world.attempts[wish] ?? 1;
  const { file } = WISHES[wish] ?? WISHES[0];
  return { kind: 'start', printId: idOf(wish, attempt), jobId: jobId('job-1'), name: 'square', file };
}

/** The first wish that is not fulfilled; null when all are. */
export function nextWish(world: World): number | null {
  for (const [wish, { interrupt: how }] of WISHES.entries()) {
    for (;;) {
      const attempt = world.attempts[wish] ?? 1;
      assert.ok(attempt < ATTEMPTS_LIMIT, `print ${wish + 1} never comes about`);
      const outcome = world.outcomes[idOf(wish, attempt)];
      if (outcome === undefined) return wish;
      const fulfilled = outcome === 'finished' || outcome === 'cancelled' || (how === 'stop' && world.stopWished > 0);
      if (fulfilled) break;
      world.attempts[wish] = attempt + 1;
    }
  }
  return null;
}
