import type { DriverManifest } from '#drivers/driver';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { createRush, type Rush } from '#lib/rush';
import { createMutexByKey } from '#lib/mutex-by-key';
import { type AssignablePrinter, whyNot } from '#model/assign';
import { type CommandEnvelope, type Command, needsVersion } from '#model/command';
import { type CommandId, commandId, type CorrelationId, type PrinterId } from '#model/ids';
import type { MachineSnapshot } from '#model/machine-snapshot';
import { type Decision, reconcile } from '#model/reconcile';
import type { Storage, Transaction } from '#storage/storage';
import { createTogether } from '#lib/together';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Events } from '../events/events.ts';
import type { Materials } from '../materials/materials.ts';
import { slotsTold } from '../materials/slot-store.ts';
import { loadedAt } from '../materials/store.ts';
import type { Problems } from '../problems/problems.ts';
import { type Printers, snapshotOf } from '../printers/printers.ts';
import { writesCard } from '../operate/writes-card.ts';
import { printerById, type PrinterRow, setLease } from '../printers/store.ts';
import type { Queue } from '../queue/queue.ts';
import { jobById } from '../queue/store.ts';
import type { FarmSchema } from '../schema.ts';
import { keepDowntime } from '../usage/downtime.ts';
import { assignablePrinter, assignPrint, owingJob } from './assign-print.ts';
import { readFacts } from './facts.ts';
import { carryOutWrite } from './write.ts';

/** One machine’s link, as the fleet needs it. It holds connection state only (FL7). */
export interface FleetLink {
  readonly printerId: PrinterId;
  readonly epoch: number;
  /** Its machine understands no print from a card. */
  readonly lacksCard?: boolean;
  command(envelope: CommandEnvelope): void;
  stop(stopNumber: number): void;
  watchHistory(on: boolean): void;
  close(reason: string): void;
}

/** How a printer’s link stands, for people (PE4). `since`: ms since the epoch. */
export type LinkState =
  | { readonly kind: 'never-connected' }
  | { readonly kind: 'connected'; readonly since: number }
  | { readonly kind: 'network-disconnected'; readonly since: number };

/**
 * The fleet loop (FL1–FL10): woken by name, it reads afresh, writes down what the machine says, decides with `reconcile`, and
 * sends at most one command. Killing it at any instruction loses nothing: all that it knows beyond the database are links.
 */
export interface Fleet extends AsyncDisposable {
  wake(printer: PrinterId): void;
  linked(link: FleetLink): void;
  /** The newest snapshot of a link; older ones are not kept. */
  heard(link: FleetLink, snapshot: MachineSnapshot): void;
  unlinked(link: FleetLink, reason: string): void;
  /** `lastHeardAt`: when the database last heard of it, for a printer that has not come back since this process began. */
  linkState(printer: PrinterId, lastHeardAt?: number | null): LinkState;
  link(printer: PrinterId): FleetLink | null;
  /** The newest snapshot heard over the link that is up; null when it is down. */
  liveSnapshot(printer: PrinterId): MachineSnapshot | null;
  /**
   * Stops the machine at once, past the queue of runs and past the database (MA5). Returns the number of the stop, for the wish
   * that has to follow; null while no link has shown a snapshot, when only the wish can stop it.
   */
  stopNow(printer: PrinterId): number | null;
  /** Sends a stop of this number at once. */
  sendStop(printer: PrinterId, stopNumber: number): void;
  /** MA15: a person’s own lines, decided on what the machine shows now. Resolves with the machine’s answer. */
  sendManual(
    printer: PrinterId,
    lines: readonly string[],
    confirmed: boolean,
  ): Promise<{ accepted: boolean; reason: string | null }>;
  /** MA5, MA15: what is meant for an open print, for what the printer asks, or for its firmware. Sent once. Resolves with the machine’s answer. */
  order(
    printer: PrinterId,
    command: Extract<Command, { kind: 'adjust' | 'answer' | 'restart' }>,
  ): Promise<{ accepted: boolean; reason: string | null }>;
  answered(commandId: CommandId, answer: { kind: 'accepted' } | { kind: 'refused'; reason: string }): void;
  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void>;
  readonly counts: { readonly runs: number; readonly failures: number; readonly commands: number };
}

const errors = defineErrors({
  unlinked: errorEntry<{ printerId: string }>({
    code: 'printer-not-linked',
    cause: () => 'The machine of this printer is not connected now.',
    remedy: 'Wait until its card says that it is connected, then try again.',
  }),
});

/** A decision with what it was made on. */
type Decided = Decision & {
  readonly decidedOn: MachineSnapshot;
  readonly link: FleetLink;
  /** Of the print that the command is about (EV4). */
  readonly correlation: CorrelationId | null;
};

interface LinkEnded {
  readonly printerId: PrinterId;
  readonly reason: string;
}

interface Connected {
  readonly link: FleetLink;
  snapshot: MachineSnapshot | null;
  readonly since: number;
  /** How it stood when a run found no work for it; null while it has some. New work is compared with this (FL3). */
  idle: AssignablePrinter | null;
  /** The highest stop sent over it, so that two presses in a row are two numbers. */
  stopSent: number;
}

/** Printers woken for a job beyond the copies that it owes, should one of them fail to take it; the slow timer does the rest. */
const SPARE_WAKES = 4;

/** The safety net under every wake-up that is lost (FL3). */
const SLOW_TIMER_MS = 30_000;
/** Runs that follow at once because one row opened the next; a longer chain is a fault of the table, and waits for the timer. */
const CHAIN_LIMIT = 12;
/** Runs at once over all printers, and passes in one transaction at most: others want their turn within a few of them. */
const CONCURRENCY = 16;
/** Ends of links told in one transaction. */
const ENDS_AT_ONCE = 256;
/** So long runs stand back for machines that dial: those have five seconds for their handshake (WI5). */
const RUSH_WAIT_MS = 200;
/** A lease outlives the longest transaction, and a crashed holder for no longer than this (FL2). */
const LEASE_MS = 10_000;
/** How long a person waits for the answer to a line sent by hand. */
const MANUAL_ANSWER_MS = 5_000;

export function createFleet(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly problems: Problems;
  readonly printers: Printers;
  readonly queue: Queue;
  readonly materials: Materials;
  readonly manifests: ReadonlyMap<string, DriverManifest>;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
  /** Of machines that dial. */
  readonly rush?: Rush;
}): Fleet {
  const { storage, events, problems, printers, clock, chance, log, rush = createRush(clock) } = parts;
  const owner = chance.id();
  const links = new Map<PrinterId, Connected>();
  const lostSince = new Map<PrinterId, number>();
  const awaited = new Map<CommandId, (answer: { accepted: boolean; reason: string | null }) => void>();
  const counts = { runs: 0, failures: 0, commands: 0 };
  /** How often in a row the runs of a printer have failed. */
  const failing = new Map<PrinterId, number>();
  const timers = new Map<PrinterId, Disposable>();
  /** Ends of links that are being written: the storage must stay open for them. */
  const tellings = new Set<Promise<void>>();
  let disposed = false;

  const runs = createMutexByKey<PrinterId>({
    concurrency: CONCURRENCY,
    run,
    onFailure: (printer, error) => {
      counts.failures++;
      log.error({ err: error, printer }, 'run failed');
      const times = (failing.get(printer) ?? 0) + 1;
      failing.set(printer, times);
      // CF3: once may be a backup that is being made; what stays waits for a person.
      if (times > 1) problems.hold({ code: 'run-failed', message: causeOf(error), printerId: printer });
      rest(printer, 1_000 + 1_000 * chance.fraction());
    },
  });
  const woken = storage.listen('printer', (notice) => {
    if (notice.kind === 'named') runs.wake(notice.name as PrinterId);
    else for (const printer of links.keys()) runs.wake(printer);
  });
  const queued = storage.listen('job', (notice) => {
    if (notice.kind === 'named')
      void wakeForJob(notice.name).catch((error) => log.error({ err: error }, 'no wake for a job'));
    else for (const [printer, { idle }] of links) if (idle !== null) runs.wake(printer);
  });

  /** FL3: a new or changed job concerns the idle printers that could take it, by name, and no more of them than it has copies for. */
  async function wakeForJob(id: string): Promise<void> {
    const job = await jobById(storage.read, id);
    if (job === undefined || job.owed === 0) return;
    const wanted = owingJob(job);
    let left = job.owed + SPARE_WAKES;
    for (const [printer, connected] of links) {
      if (left === 0) return;
      if (connected.idle === null || whyNot(wanted, connected.idle) !== null) continue;
      left--;
      // Of jobs that come together each wakes others: the run that is on its way will look at all of them.
      connected.idle = null;
      runs.wake(printer);
    }
  }

  async function run(printer: PrinterId): Promise<void> {
    counts.runs++;
    for (let i = 0; i < CHAIN_LIMIT && !disposed; i++) {
      const decision = await passes.ask(printer);
      if (decision === null) break;
      if (decision.command !== null) send(printer, decision);
      if (!decision.again) break;
    }
    failing.delete(printer);
    rest(printer, SLOW_TIMER_MS * (0.8 + 0.4 * chance.fraction()));
  }

  function rest(printer: PrinterId, ms: number): void {
    timers.get(printer)?.[Symbol.dispose]();
    timers.delete(printer);
    if (disposed || !links.has(printer)) return;
    timers.set(
      printer,
      clock.schedule(ms, () => runs.wake(printer)),
    );
  }

  /** Several printers' passes are one transaction: when a farm reconnects as a whole, the commits were what took the time. */
  const passes = createTogether<PrinterId, Decided | null>({
    limit: CONCURRENCY,
    gather: () => rush.passed(RUSH_WAIT_MS),
    answer: reconcileTogether,
  });

  async function reconcileTogether(ids: readonly PrinterId[]): Promise<readonly (Decided | null)[]> {
    const linked = ids.map((id) => links.get(id));
    if (linked.every((connected) => connected === undefined || connected.snapshot === null)) return ids.map(() => null);
    const decisions = await storage.transaction(async (tx) => {
      const all: (Decided | null)[] = [];
      for (const [i, id] of ids.entries()) all.push(await reconcileChain(tx, id, linked[i]));
      return all;
    });
    for (const [i, decision] of decisions.entries()) {
      const connected = linked[i];
      // The entries are in the database from here on; the machine shows them until it has heard so.
      if (decision?.row === 'entries-unknown' && connected?.snapshot === decision.decidedOn)
        connected.snapshot = { ...decision.decidedOn, entries: [] };
    }
    return decisions;
  }

  /** Passes that only write follow each other at once: what one opened for the next needs no commit of its own. */
  async function reconcileChain(
    tx: Transaction<FarmSchema>,
    id: PrinterId,
    connected: Connected | undefined,
  ): Promise<Decided | null> {
    let decision: Decided | null = null;
    for (let i = 0; i < CHAIN_LIMIT; i++) {
      const next = await reconcileOnce(tx, id, connected);
      // A chain that ends with nothing to do was still run.
      decision = next ?? decision;
      if (next === null || next.command !== null || !next.again) break;
    }
    return decision;
  }

  /** One pass: what the machine says is written, then decided on, in one transaction; the command leaves after the commit (FL5). */
  async function reconcileOnce(
    tx: Transaction<FarmSchema>,
    id: PrinterId,
    connected: Connected | undefined,
  ): Promise<Decided | null> {
    if (connected === undefined || connected.snapshot === null) return null;
    const { snapshot, link } = connected;
    const row = await printerById(tx, id);
    if (row === undefined) return null;
    if (!(await lease(tx, row))) return null;
    // FL6, WI3: a link that another has superseded, here or in another combinator, decides nothing.
    if (link.epoch < row.epoch || isOlder(snapshot, link.epoch, row)) return null;
    await problems.raiseHeld(tx, id);
    const isNews = await announce(tx, row, snapshot);
    await printers.keepSnapshot(tx, row, snapshot, link.epoch);
    const { facts, correlation } = await readFacts(tx, printers, row, snapshot);
    const decided = reconcile(snapshot, facts);
    for (const write of decided.writes) await carryOutWrite(tx, parts, row, snapshot, write);
    if (isNews) await keepDowntime(tx, id, snapshot, clock.now());
    connected.idle = null;
    if (!decided.wantsAssignment) return { ...decided, correlation, decidedOn: snapshot, link };
    // What is sent to it meanwhile goes to its card.
    const taken = facts.print !== null || (await writesCard(tx, id));
    const spools = await loadedAt(tx, id);
    const candidate = assignablePrinter(row, parts.manifests.get(row.driver), snapshot, {
      linked: true,
      taken,
      spools,
      lacksCard: link.lacksCard === true,
      slots: await slotsTold(tx, id),
    });
    const assigned = await assignPrint(tx, parts, row, candidate, snapshot);
    connected.idle = assigned === null ? candidate : null;
    return { ...decided, correlation, again: assigned !== null, decidedOn: snapshot, link };
  }

  async function lease(tx: Transaction<FarmSchema>, row: PrinterRow): Promise<boolean> {
    const now = clock.now();
    if (row.lease_owner === owner && row.lease_until - now > LEASE_MS / 2) return true;
    if (row.lease_owner !== owner && row.lease_owner !== null && row.lease_until > now) {
      rest(row.id as PrinterId, row.lease_until - now + 50);
      return false;
    }
    await setLease(tx, row.id as PrinterId, { owner, until: now + LEASE_MS });
    return true;
  }

  /** Whether it is another one than before. */
  async function announce(tx: Transaction<FarmSchema>, row: PrinterRow, snapshot: MachineSnapshot): Promise<boolean> {
    const before = snapshotOf(row);
    if (before?.version === snapshot.version && before.bootId === snapshot.bootId) return false;
    tx.notify('shown', row.id);
    const [from, to] = [before?.phase.kind ?? null, snapshot.phase.kind];
    if (from !== to) await events.emit(tx, 'printer-phase-changed', { printerId: row.id as PrinterId }, { from, to });
    return true;
  }

  /** The envelope names what was decided on; if the machine has moved on meanwhile, it refuses (MA4). */
  function send(printer: PrinterId, { link, decidedOn, command, correlation }: Decided): void {
    if (links.get(printer)?.link !== link || command === null) return;
    counts.commands++;
    link.command(envelope(link, decidedOn, command, correlation));
  }

  function envelope(
    link: FleetLink,
    snapshot: MachineSnapshot,
    command: Command,
    correlation: CorrelationId | null,
  ): CommandEnvelope {
    const { journalId, bootId, version } = snapshot;
    const versioned = needsVersion(command.kind) || command.kind === 'cancel';
    return {
      commandId: commandId(chance.id()),
      correlationId: correlation,
      epoch: link.epoch,
      decidedOn: versioned ? { journalId, bootId, version } : null,
      command,
    };
  }

  /** On what the machine shows at this moment; whoever waits is told when no answer comes, and nothing is sent again. */
  async function sendOnce(printer: PrinterId, command: Command): Promise<{ accepted: boolean; reason: string | null }> {
    const connected = links.get(printer);
    if (connected === undefined || connected.snapshot === null) throw errors.unlinked({ printerId: printer });
    const sent = envelope(connected.link, connected.snapshot, command, null);
    return new Promise((resolve) => {
      const timer = clock.schedule(MANUAL_ANSWER_MS, () => settle({ accepted: false, reason: 'no-answer' }));
      function settle(answer: { accepted: boolean; reason: string | null }): void {
        timer[Symbol.dispose]();
        awaited.delete(sent.commandId);
        resolve(answer);
      }
      awaited.set(sent.commandId, settle);
      connected.link.command(sent);
    });
  }

  const ends = createTogether<LinkEnded, void>({
    limit: ENDS_AT_ONCE,
    async answer(all) {
      const told = all.map(({ printerId, reason }) => ({ subject: { printerId }, payload: { reason } }));
      await storage.transaction((tx) => events.emitAll(tx, 'printer-unlinked', told));
      return all.map(() => undefined);
    },
  });

  /** PE4. For people only: nothing waits for it, nothing depends on it, and a farm that loses its links as a whole writes it as a whole. */
  function tellOfEnd({ printerId }: FleetLink, reason: string): void {
    const telling = ends
      .ask({ printerId, reason })
      .catch((error: unknown) => log.warn({ err: error, printer: printerId }, 'the end of a link could not be told'))
      .finally(() => tellings.delete(telling));
    tellings.add(telling);
  }

  return {
    counts,
    wake: (printer) => runs.wake(printer),
    linked(link) {
      const before = links.get(link.printerId);
      // WI3, F13: of two links the newer epoch is the machine’s; the other is a ghost.
      if (before !== undefined && before.link.epoch > link.epoch) return link.close('superseded');
      links.set(link.printerId, { link, snapshot: null, since: clock.now(), idle: null, stopSent: 0 });
      lostSince.delete(link.printerId);
      storage.notify('shown', link.printerId);
      before?.link.close('superseded');
    },
    heard(link, snapshot) {
      const connected = links.get(link.printerId);
      if (connected?.link !== link) return;
      connected.snapshot = snapshot;
      runs.wake(link.printerId);
    },
    unlinked(link, reason) {
      if (links.get(link.printerId)?.link !== link) return;
      tellOfEnd(link, reason);
      links.delete(link.printerId);
      lostSince.set(link.printerId, clock.now());
      rest(link.printerId, 0);
      storage.notify('shown', link.printerId);
    },
    linkState(printer, lastHeardAt = null) {
      const connected = links.get(printer);
      if (connected !== undefined) return { kind: 'connected', since: connected.since };
      const since = lostSince.get(printer) ?? lastHeardAt;
      return since === null ? { kind: 'never-connected' } : { kind: 'network-disconnected', since };
    },
    link: (printer) => links.get(printer)?.link ?? null,
    liveSnapshot: (printer) => links.get(printer)?.snapshot ?? null,
    stopNow(printer) {
      const connected = links.get(printer);
      if (connected === undefined || connected.snapshot === null) return null;
      const stopNumber = Math.max(connected.snapshot.stopNumber, connected.stopSent) + 1;
      connected.stopSent = stopNumber;
      connected.link.stop(stopNumber);
      return stopNumber;
    },
    sendStop(printer, stopNumber) {
      const connected = links.get(printer);
      if (connected === undefined) return;
      connected.stopSent = Math.max(connected.stopSent, stopNumber);
      connected.link.stop(stopNumber);
    },
    sendManual: (printer, lines, confirmed) =>
      sendOnce(printer, { kind: 'manual', lines, nature: 'reading', confirmed }),
    order: sendOnce,
    answered(id, answer) {
      awaited.get(id)?.(
        answer.kind === 'accepted' ? { accepted: true, reason: null } : { accepted: false, reason: answer.reason },
      );
    },
    idle: () => runs.idle(),
    async [Symbol.asyncDispose]() {
      disposed = true;
      woken[Symbol.dispose]();
      queued[Symbol.dispose]();
      for (const timer of timers.values()) timer[Symbol.dispose]();
      timers.clear();
      await runs[Symbol.asyncDispose]();
      const open = [...links.values()];
      links.clear();
      for (const { link } of open) link.close('combinator-ends');
      await Promise.all(tellings);
    },
  };
}

/** In the words of an error that is a person's to mend; of any other, what it says of itself. */
const causeOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** FL6: snapshots are ordered by epoch, then by version within one journal. */
function isOlder(snapshot: MachineSnapshot, epoch: number, row: PrinterRow): boolean {
  if (epoch !== row.snapshot_epoch) return epoch < row.snapshot_epoch;
  const applied = snapshotOf(row);
  return applied !== null && applied.journalId === snapshot.journalId && snapshot.version < applied.version;
}
