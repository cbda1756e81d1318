import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateDriver, DriverManifest, SpoolRecord } from '#drivers/driver';
import { systemChance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import { silentLog } from '#lib/small-log';
import { createIntake, FileRefused } from '#machine/intake';
import { openJournal } from '#machine/journal';
import { judgeFile } from '#machine/judge-file';
import { createMachine, type Machine } from '#machine/loop';
import { newMachine } from '#machine/machine-state';
import { needsVersion } from '#model/command';
import { bootId, commandId, type FileDigest, journalId, type PrintId, printerId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import { commit, digestOf, FILES, nextCommand, nextWish, wishOf, type World } from './world.ts';

/** What leaves the machine; each must have been durable before. */
export type Told =
  | { readonly kind: 'shown'; readonly snapshot: MachineSnapshot }
  | { readonly kind: 'accepted'; readonly snapshot: MachineSnapshot }
  /** The driver was told to start: from here on something may move. */
  | { readonly kind: 'start'; readonly printId: PrintId; readonly path: string }
  | { readonly kind: 'line'; readonly printId: PrintId; readonly line: number };

/** Lines that the printer is sent before and after what interrupts a print; each block is reserved on the disk first. */
const BLOCK = 100;
const LIFE_LIMIT_MS = 20_000;
/** What the disk makes a machine wait is passed over; deadlines of the printer never come. */
const LONGEST_WAIT_MS = 5_000;

const PRINTER = printerId('printer-1');
export const machineFolder = (root: string): string => join(root, 'machines', PRINTER);

const hastyClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(delayMs, wake) {
    const timer = delayMs <= LONGEST_WAIT_MS ? setTimeout(wake, 1) : undefined;
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

/**
 * The real loop, journal and intake of a machine in a folder, between a printer and a combinator that are played, until every wish of
 * the world is fulfilled. A start that the disk does not let happen is tried again, as the guardian does.
 */
export async function live(
  root: string,
  world: World,
  onTold: (told: Told) => void = () => {},
): Promise<readonly string[]> {
  const notices: string[] = [];
  for (let tries = 1; ; tries++) {
    try {
      await liveOnce(root, world, onTold, notices);
      return notices;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'EIO' && code !== 'ENOSPC') || tries === 50) throw error;
      notices.push((error as Error).message);
    }
  }
}

async function liveOnce(root: string, world: World, onTold: (told: Told) => void, notices: string[]): Promise<void> {
  const folder = machineFolder(root);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const opened = openJournal(folder, Date.now());
  const boot = bootId(systemChance.id());
  const ended = Promise.withResolvers<void>();
  const limit = setTimeout(
    () => ended.reject(new Error(`it stands still: ${JSON.stringify(world.told)}`)),
    LIFE_LIMIT_MS,
  );
  const fresh = { printerId: PRINTER, journalId: journalId(systemChance.id()), bootId: boot };
  let asking = false;

  /** Everything that leaves the machine comes by here, and a check that throws ends the life. */
  const tell = (told: Told): void => {
    try {
      onTold(told);
    } catch (error) {
      ended.reject(error);
    }
  };

  function look(): void {
    const snapshot = machine.snapshot();
    tell({ kind: 'shown', snapshot });
    try {
      if (world.bedOccupied)
        assert.notEqual(snapshot.bed.kind, 'clear', 'an object stands on a bed that is called clear');
      commit(world, snapshot);
      if (asking) return;
      const command = nextCommand(world, snapshot);
      if (command === null) {
        if (snapshot.phase.kind === 'ready' && nextWish(world) === null) ended.resolve();
        return;
      }
      asking = true;
      const { journalId: journal, bootId: shown, version } = snapshot;
      const versioned = needsVersion(command.kind) || command.kind === 'cancel';
      machine.onCommand({
        commandId: commandId(systemChance.id()),
        correlationId: null,
        epoch: world.epoch,
        decidedOn: versioned ? { journalId: journal, bootId: shown, version } : null,
        command,
      });
    } catch (error) {
      ended.reject(error);
    }
  }

  const machine: Machine = createMachine({
    state: opened.state ?? newMachine(fresh, Date.now()),
    bootId: boot,
    spool: opened.spool,
    journal: opened.journal,
    intake: createIntake({ folder: join(folder, 'files'), request, judge: judgeFile, clock: hastyClock }),
    voice: {
      changed: () => queueMicrotask(look),
      answer(_id, answer) {
        if (answer.kind === 'accepted') tell({ kind: 'accepted', snapshot: machine.snapshot() });
        asking = false;
        queueMicrotask(look);
      },
      feedback: ({ notice }) => void (notice === null || notices.push(notice)),
      history: () => {},
    },
    guardian: { wishPort: () => {}, reopenPort: () => {}, portLost: () => {}, safety: () => {}, mayDrive: () => true },
    port: null,
    portTarget: { kind: 'none' },
    loadDriver: async () => ({ manifest: MANIFEST, createDriver: scriptedDriver(world, tell) }),
    clock: hastyClock,
    chance: systemChance,
    log: silentLog,
  });
  try {
    await machine.begin();
    world.epoch = Math.max(world.epoch, machine.highestEpoch()) + 1;
    machine.onWelcome(world.epoch);
    await ended.promise;
  } finally {
    clearTimeout(limit);
    await machine[Symbol.asyncDispose]();
  }
}

async function request(digest: FileDigest, offset: number, length: number): Promise<Uint8Array> {
  const bytes = FILES.get(digest);
  if (bytes === undefined) throw new FileRefused('no such file');
  return bytes.subarray(offset, offset + length);
}

const MANIFEST = {
  limits: { startDeadlineMs: 600_000 },
  optionsSchema: {},
  portOf: () => ({ kind: 'none' }),
} as unknown as DriverManifest;

/** Drives a printer that is part of the world: reserves lines on the disk before it sends them, and adopts only with that proof. */
const scriptedDriver =
  (world: World, tell: (told: Told) => void): CreateDriver =>
  ({ report, persistSpool, spoolRecord, clock }) => {
    let spool: SpoolRecord | null = spoolRecord;
    const connect = (): void =>
      queueMicrotask(() => report({ kind: 'connected', continuity: 'unbroken', firmware: null, foreign: null }));

    async function send(id: PrintId, digest: FileDigest): Promise<void> {
      const from = world.printing?.line ?? 0;
      spool = {
        printId: id,
        digest,
        portSession: '',
        base: 0,
        firstLine: 0,
        reservedTo: from + BLOCK,
        exceptions: [],
        note: null,
      };
      await persistSpool(spool);
      if (from === 0) world.begun.push(id);
      world.printing = { id, line: from + BLOCK };
      world.bedOccupied = true;
      tell({ kind: 'line', printId: id, line: from + BLOCK });
      report({ kind: 'print-moved', printId: id });
    }

    async function goOn(id: PrintId, digest: FileDigest): Promise<void> {
      await send(id, digest);
      if (wishOf(id) === 'pause' && world.pauseAsked) end(id, 'finished');
    }

    function end(id: PrintId, outcome: 'finished' | 'cancelled'): void {
      world.printing = null;
      report({ kind: 'print-ended', printId: id, outcome, moved: true, error: null });
    }

    let digest: FileDigest | null = null;
    return {
      connect,
      start({ printId, file, path }) {
        tell({ kind: 'start', printId, path });
        digest = file.digest;
        void goOn(printId, file.digest).catch(() => {});
      },
      adopt({ printId, file, path }, into) {
        digest = file.digest;
        const { printing } = world;
        const proven = printing?.id === printId && spool?.printId === printId && printing.line <= spool.reservedTo;
        if (printing !== null) assert.ok(proven, `line ${printing.line} of ${printing.id} was sent and never reserved`);
        if (!proven || digestOf(readFileSync(path)) !== file.digest) {
          world.printing = null;
          const error = { code: 'resume-unproven', message: 'no proof', at: clock.now() } as const;
          return report({ kind: 'print-lost', printId, error });
        }
        if (into === 'cancelling') return end(printId, 'cancelled');
        report({ kind: 'adopted', printId, into: into === 'paused' ? 'paused' : 'printing', gapMs: 1 });
        if (into !== 'paused') void goOn(printId, file.digest).catch(() => {});
      },
      pause: (printId) => report({ kind: 'print-paused', printId, reason: 'asked' }),
      resume(printId) {
        report({ kind: 'print-resumed', printId });
        if (digest !== null) void goOn(printId, digest).catch(() => {});
      },
      cancel: (printId) => end(printId, 'cancelled'),
      stop() {
        world.printing = null;
        queueMicrotask(() => report({ kind: 'standing' }));
      },
      reset: connect,
      adjust() {},
      answer() {},
      manual: async () => ({ kind: 'done', replies: [] }),
      async [Symbol.asyncDispose]() {},
    };
  };
