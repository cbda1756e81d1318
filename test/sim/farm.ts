import { type FarmSchema, migrations } from '#combinator/schema';
import type { Chance } from '#lib/chance';
import { seededChance } from '#lib/fixtures/seeded-chance';
import type { PrinterId } from '#model/ids';
import type { PhaseKind } from '#model/phase';
import { openSqlite } from '#storage/sqlite';
import type { Storage } from '#storage/storage';
import { createMemoryNetwork, type MemoryNetwork } from '#transport/memory';
import type { ContinuationRow, EventRow, Evidence, JobRow, JournalRead, PrintRow } from '../judge/evidence.ts';
import { sourceLines } from '../judge/evidence.ts';
import { judge } from '../judge/judge.ts';
import { type CombinatorProcess, startCombinator } from './combinator.ts';
import { MachineHost, type MachineHostParts } from './machine-host.ts';
import { meanwhile } from './meanwhile.ts';
import { type Deed, People } from './people.ts';
import { createDeviceBody, type DeviceBody } from './device-body.ts';
import { deviceDriver, SIMULATED_DEVICE } from './device-driver.ts';
import { createPrinterBody } from './printer-body.ts';
import { SIMULATED, simulatedDriver } from './simulated-driver.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

const PRINTERS = ['Ada', 'Bea'];
/** A dead combinator is started again by whoever looks after it. */
const COMBINATOR_BACK = { leastMs: 100, spreadMs: 5_000 };
/** CK8: from the last fault until everything is reconciled. */
const RECONCILED_MS = 30_000;
/** People have answered everything, and the last copies are printed. */
const REST_LIMIT_MS = 900_000;
const TIDY_EVERY_MS = 3_000;
/** The link is cut just after a start came. */
const LATE_STARTS = 0.25;
/** A print is cancelled as it is about to begin. */
const SECOND_THOUGHTS = 0.05;
/** A printer loses its power in mid-print, so long after the print began. */
const POWER_LOSS = { chance: 0.15, leastMs: 500, spreadMs: 2_500 };
/** Somebody wants the rest of what was lost, and asks for it so long after. */
const GOES_ON = { leastMs: 200, spreadMs: 3_000 };
/** Until a file that is brought to its printer is seen there. */
const FILE_LEAVES_MS = 200;
const CURSOR_LIMIT = 10_000_000;

/** Fed line by line, or holding its files and printing by itself. */
export type PrinterKind = 'host' | 'device';

/** What one run may have otherwise than others. */
export interface SimOptions {
  /** Whether machines tell what their drivers measure (I12). */
  readonly sendsFeedback?: boolean;
  /** Each message takes equally long and none is chosen by chance: what is sent besides changes nothing for the others. */
  readonly isEven?: boolean;
  /** Printers are never switched off by themselves in a print. */
  readonly keepsPower?: boolean;
  /** What each printer is; missing: fed line by line. */
  readonly kinds?: readonly PrinterKind[];
}

/** How long a message of an even network is under way. */
const EVEN_DELAY_MS = 10;
/** Turns of the event loop after which everything that was begun has gone as far as it goes at a moment. */
const SETTLING_TURNS = 5;
const EVEN: Chance = { fraction: () => 0, id: () => 'even' };

/**
 * A whole farm in one process, on a seed: real machine loops with real journals, the real wire, the real fleet loop on a real database;
 * time, chance, disks, cables, printers and people are simulated. Nothing happens but by `run`.
 */
export class SimFarm implements AsyncDisposable {
  readonly seed: number;
  readonly chance: Chance;
  readonly time: VirtualTime;
  readonly network: MemoryNetwork;
  readonly storage: Storage<FarmSchema>;
  readonly hosts: MachineHost[] = [];
  readonly people: People;
  readonly files = new Map<string, Uint8Array>();
  readonly stops: { readonly printerId: string; readonly at: number }[] = [];
  readonly tallies = new Map<string, number>();
  readonly trace: string[] = [];
  /** Told of every phase that a machine shows. */
  onPhase: ((host: MachineHost, phase: PhaseKind) => void) | null = null;
  spoilsFiles = false;
  /** Jobs that people keep waiting: with few of them, printers stand ready now and then. */
  readonly jobsWaiting: number;
  combinator: CombinatorProcess;
  #failure: unknown = null;
  #pendingEnds = new Set<() => void>();
  /** Somebody else starts it again. */
  #isHeld = false;
  readonly #options: SimOptions;
  /** Every command that came to a machine, in its words. */
  readonly commands: string[] = [];
  /** What combinators heard of measurements. */
  feedbackHeard = 0;

  static async open(seed: number, options: SimOptions = {}): Promise<SimFarm> {
    const chance = seededChance(seed);
    const time = createVirtualTime();
    const storage = await openSqlite<FarmSchema>({ file: ':memory:', migrations, clock: time });
    const farm = new SimFarm(seed, chance, time, storage, options);
    for (const [i, name] of PRINTERS.entries()) await farm.#addPrinter(name, options.kinds?.[i] ?? 'host');
    for (const host of farm.hosts) host.start();
    return farm;
  }

  private constructor(
    seed: number,
    chance: Chance,
    time: VirtualTime,
    storage: Storage<FarmSchema>,
    options: SimOptions,
  ) {
    this.seed = seed;
    this.chance = chance;
    this.time = time;
    this.storage = storage;
    this.#options = options;
    this.jobsWaiting = chance.fraction() < 0.5 ? 1 : 3;
    const delayMs = (): number => (options.isEven ? EVEN_DELAY_MS : 1 + 40 * chance.fraction());
    this.network = createMemoryNetwork({ chance: options.isEven ? EVEN : chance, clock: time, delayMs });
    this.people = new People(this);
    this.combinator = this.#newCombinator();
  }

  async #addPrinter(name: string, kind: PrinterKind): Promise<void> {
    const manifest = kind === 'host' ? SIMULATED : SIMULATED_DEVICE;
    const printer = { name, driver: manifest.name, model: null, tags: [], clearing: 'operator' } as const;
    const printerId = await this.combinator.printers.add({ ...printer, options: { connection: '/dev/tty0' } });
    const { time, chance, network } = this;
    const { body, driverOf } = kind === 'host' ? this.#fed() : this.#holding();
    const host: MachineHost = new MachineHost({
      printerId,
      time,
      chance,
      network,
      body,
      manifest,
      driverOf,
      onPhase: (phase) => {
        this.tell(`${name} ${phase}`);
        if (phase === 'preparing' && chance.fraction() < SECOND_THOUGHTS) this.do('cancelPrint', host);
        // A start that has arrived may arrive again, when its print is long over.
        if (phase === 'preparing' && chance.fraction() < LATE_STARTS)
          time.schedule(100 * chance.fraction(), () => this.cutLink(host));
        if (phase === 'printing' && chance.fraction() < POWER_LOSS.chance)
          time.schedule(POWER_LOSS.leastMs + POWER_LOSS.spreadMs * chance.fraction(), () => {
            if (!this.people.tidying && !this.#options.keepsPower && host.phase === 'printing') body.reset('PowerUp');
          });
        if (phase === 'printing' && 'isReceiving' in body)
          time.schedule(FILE_LEAVES_MS, () => meanwhile(this, host, body as DeviceBody));
        if (phase === 'faulted')
          time.schedule(GOES_ON.leastMs + GOES_ON.spreadMs * chance.fraction(), () => this.do('goOn', host));
        this.onPhase?.(host, phase);
      },
      onCommand: (envelope) => void this.commands.push(JSON.stringify(envelope)),
      sendsFeedback: this.#options.sendsFeedback ?? false,
      tally: (what) => this.tally(what),
    });
    this.hosts.push(host);
  }

  #fed(): Pick<MachineHostParts, 'body' | 'driverOf'> {
    const { time, chance } = this;
    const body = createPrinterBody(time, {
      lineMs: 100 + 500 * chance.fraction(),
      resetsOnOpen: chance.fraction() < 0.5,
    });
    return { body, driverOf: (textOf) => simulatedDriver(body, textOf) };
  }

  #holding(): Pick<MachineHostParts, 'body' | 'driverOf'> {
    const { time, chance } = this;
    const body: DeviceBody = createDeviceBody(time, chance, {
      lineMs: 200 + 800 * chance.fraction(),
      keepsHistory: chance.fraction() < 0.5,
      showsPending: chance.fraction() < 0.5,
    });
    // What a process has sent arrives, and what it would send when it is dead does not leave.
    const nobody = { giveUp: () => {} };
    return {
      body,
      driverOf: (textOf, isAlive) =>
        deviceDriver(
          {
            ask: (ask, answered) =>
              isAlive()
                ? body.ask(ask, (answer) => {
                    if (isAlive()) answered(answer);
                  })
                : nobody,
          },
          textOf,
        ),
    };
  }

  #newCombinator(): CombinatorProcess {
    const { storage, time, chance, network, files } = this;
    return startCombinator({
      storage,
      time,
      chance,
      network,
      files,
      spoilsFiles: () => this.spoilsFiles,
      guardian: (printer, stopNumber) => this.#hostOf(printer)?.emergencyStop(stopNumber),
      onDeath: () => {
        this.tell('combinator dead');
        if (this.#isHeld) return;
        const backMs = COMBINATOR_BACK.leastMs + COMBINATOR_BACK.spreadMs * chance.fraction();
        time.schedule(backMs, () => this.startCombinator());
      },
      onFeedback: () => void this.feedbackHeard++,
      onAnswer: (answer) => {
        if (answer === 'stale-epoch') this.tally('S1 a command of an earlier link refused');
        else if (answer !== null) this.tally(`refused ${answer}`);
      },
    });
  }

  #hostOf(printer: PrinterId): MachineHost | undefined {
    return this.hosts.find(({ printerId }) => printerId === printer);
  }

  startCombinator(): void {
    this.#isHeld = false;
    if (this.combinator.isAlive) return;
    this.tell('combinator starts');
    this.combinator = this.#newCombinator();
  }

  /** Dies, and is started by nobody but `startCombinator`. */
  holdCombinator(): void {
    this.#isHeld = true;
    this.combinator.kill();
  }

  killCombinator(): void {
    this.combinator.kill();
  }

  endCombinator(): void {
    const { combinator, time } = this;
    if (!combinator.isAlive) return;
    const since = time.monotonic();
    void combinator.end().then(() => {
      if (time.monotonic() - since > 5_000) this.fail(new Error('[MN3] the combinator took too long to end'));
    });
  }

  /** Both sides are told. What was under way is late, what had arrived may come again: 1–21 s later, each by itself (WI4). */
  cutLink(host: MachineHost): void {
    const stray = { late: 0.9, doubled: 0.4, afterMs: [1_000, 21_000] } as const;
    for (const each of this.network.connections) if (each.from === host.printerId) each.cut(stray);
    this.tally('links cut, with messages held up');
  }

  nameOf(host: MachineHost): string {
    return PRINTERS[this.hosts.indexOf(host)] ?? '?';
  }

  pick<T>(items: readonly [T, ...T[]] | T[]): T;
  pick<T>(items: readonly T[]): T | undefined;
  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.chance.fraction() * items.length)];
  }

  tell(what: string): void {
    this.trace.push(`${(this.time.monotonic() / 1000).toFixed(3)} ${what}`);
  }

  tally(what: string): void {
    this.tallies.set(what, (this.tallies.get(what) ?? 0) + 1);
  }

  /** The run fails with this as soon as it looks. */
  fail(error: unknown): void {
    this.#failure ??= error;
  }

  do(deed: Deed, host: MachineHost): void {
    this.people.do(deed, host).catch((error: unknown) => this.fail(error));
  }

  /** Whether a stop pressed now must reach the printer. */
  canStop(host: MachineHost): boolean {
    return host.canStop;
  }

  async keepFile(digest: string, name: string, sizeBytes: number): Promise<void> {
    const row = { digest, name, size_bytes: sizeBytes, kind: 'gcode', added_at: this.time.now() };
    const rest = { metadata: null, metadata_problem: null, warnings: '[]', thumbnail: null };
    await this.storage.transaction((tx) =>
      tx
        .insertInto('library_file')
        .values({ ...row, ...rest })
        .execute(),
    );
  }

  /** Ends what a fault began, after a while or when all faults end. */
  untilCalm(ms: number, end: () => void): void {
    const ending = (): void => {
      timer[Symbol.dispose]();
      if (this.#pendingEnds.delete(ending)) end();
    };
    const timer = this.time.schedule(ms, ending);
    this.#pendingEnds.add(ending);
  }

  /** Everything that can happen by this time happens, one thing after the other; what comes next at one moment is chance. */
  async run(ms: number): Promise<void> {
    const until = this.time.monotonic() + ms;
    for (;;) {
      for (let turns = this.#options.isEven ? SETTLING_TURNS : 1; turns > 0; turns--)
        await new Promise((resolve) => setImmediate(resolve));
      if (this.#failure !== null) throw this.#failure;
      if (this.network.step()) continue;
      const next = Math.min(this.time.nextAt() ?? Infinity, this.network.nextMoveAt() ?? Infinity);
      if (next > until) {
        this.time.advance(until);
        return;
      }
      this.time.advance(next);
    }
  }

  /** No fault begins any more, and none goes on. */
  calm(): void {
    this.tell('calm');
    for (const end of this.#pendingEnds) end();
    for (const host of this.hosts) {
      host.deathAt = null;
      host.isFull = false;
    }
    for (const connection of this.network.connections) connection.release();
    this.combinator.fate(null);
    this.people.tidying = true;
  }

  /** CK8 (I5): without any person's doing, every link is up and what the farm knows is what the machines say. */
  async reconciles(): Promise<readonly string[]> {
    await this.run(RECONCILED_MS);
    const wrong: string[] = [];
    for (const host of this.hosts) {
      const heard = this.combinator.fleet.liveSnapshot(host.printerId);
      const name = this.nameOf(host);
      if (heard === null) wrong.push(`CK8 ${name} has no link`);
      else if (host.snapshot?.phase.kind === heard.phase.kind && heard.entries.length > 0)
        wrong.push(`CK8 ${name} has entries`);
    }
    return wrong;
  }

  /** People answer what is asked until every job is over and every printer stands ready. */
  async comesToRest(): Promise<readonly string[]> {
    const until = this.time.monotonic() + REST_LIMIT_MS;
    while (this.time.monotonic() < until) {
      for (const host of this.hosts) this.people.tidy(host).catch((error: unknown) => this.fail(error));
      await this.run(TIDY_EVERY_MS);
      const open = await this.storage.read.selectFrom('job').select('id').where('ended_at', 'is', null).execute();
      if (open.length === 0 && this.hosts.every(({ phase }) => phase === 'ready')) return [];
    }
    const columns = ['id', 'status', 'held', 'copies', 'owed'] as const;
    const open = await this.storage.read.selectFrom('job').select(columns).where('ended_at', 'is', null).execute();
    const seen = this.hosts.map((host) => [
      this.nameOf(host),
      host.phase,
      host.snapshot?.printer.kind,
      host.body.isMoving,
    ]);
    return [`CK8 the farm comes to no rest: ${JSON.stringify([open, seen])}`];
  }

  /** I10: a farm at rest, looked at again, does nothing. */
  async staysAsItIs(): Promise<readonly string[]> {
    await this.run(5_000);
    const before = await this.#events();
    const { commands } = this.combinator.fleet.counts;
    for (const { printerId } of this.hosts) this.combinator.fleet.wake(printerId);
    await this.run(40_000);
    const told = (await this.#events()).slice(before.length).map(({ name }) => name);
    const sent = this.combinator.fleet.counts.commands - commands;
    return told.length + sent === 0 ? [] : [`I10 a farm at rest sent ${sent} commands and told ${told.join(', ')}`];
  }

  /** What became of the prints, for the count of what occurred. */
  async tallyPrints(): Promise<void> {
    const prints = await this.storage.read
      .selectFrom('print')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    const rows = await this.storage.read.selectFrom('print_continuation').select('print_id').execute();
    const continued = new Set(rows.map((row) => row.print_id));
    for (const [i, { id, outcome, error, printer_id, found }] of prints.entries()) {
      const code = error === null ? null : (JSON.parse(error) as { readonly code: string }).code;
      this.tally(`print ${found === 1 ? 'found, ' : ''}${outcome ?? 'open'}${code === null ? '' : ` (${code})`}`);
      if (continued.has(id)) this.tally(`continuation ${outcome ?? 'open'}${code === null ? '' : ` (${code})`}`);
      const goesOn = prints.slice(i + 1).some((next) => next.printer_id === printer_id);
      if ((outcome === 'cancelled' || outcome === 'failed') && goesOn)
        this.tally('S2 a next print after one that had ended badly');
    }
  }

  async verdict(): Promise<readonly string[]> {
    const found = judge(await this.evidence());
    return [
      ...found.map(
        ({ check, printerId, what }) => `${check} ${printerId === null ? '' : this.#name(printerId)}: ${what}`,
      ),
      ...this.hosts.flatMap(({ slowEnds }) => slowEnds),
    ];
  }

  #name(printerId: string): string {
    const host = this.hosts.find((each) => each.printerId === printerId);
    return host === undefined ? printerId : this.nameOf(host);
  }

  #events(): Promise<readonly EventRow[]> {
    const { read } = this.storage;
    return read.selectFrom('event').selectAll().orderBy('cursor').limit(CURSOR_LIMIT).execute();
  }

  async evidence(): Promise<Evidence> {
    const { read } = this.storage;
    const prints: readonly PrintRow[] = await read
      .selectFrom('print')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    const continuations: readonly ContinuationRow[] = await read.selectFrom('print_continuation').selectAll().execute();
    const jobs: readonly JobRow[] = await read.selectFrom('job').select(['id', 'copies', 'status']).execute();
    const cursors = await read.selectFrom('journal_cursor').selectAll().execute();
    const applied = new Map(cursors.map((row) => [row.journal_id, row.seq]));
    const rows = await read.selectFrom('printer').select(['id', 'snapshot']).execute();
    const printers = this.hosts.map((host) => {
      host.readJournal();
      const snapshot = rows.find(({ id }) => id === host.printerId)?.snapshot ?? null;
      const phase = snapshot === null ? null : (JSON.parse(snapshot) as { phase: { kind: string } }).phase.kind;
      const { printerId, body } = host;
      return {
        printerId,
        records: body.records,
        ...(body.held === undefined ? {} : { held: body.held }),
        journals: host.journals
          .journals(applied)
          .map((each) => (host.wipedJournals.has(each.journalId) ? upToApplied(each) : each)),
        phase,
      };
    });
    const files = new Map(
      [...this.files].map(([digest, bytes]) => [digest, sourceLines(new TextDecoder().decode(bytes))]),
    );
    return {
      printers,
      prints,
      continuations,
      jobs,
      events: await this.#events(),
      files,
      kills: [],
      returns: [],
      stops: this.stops,
      settled: true,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isHeld = true;
    for (const host of this.hosts) host.cutPower(() => 1);
    this.combinator.kill();
    await this.storage[Symbol.asyncDispose]();
  }
}

/** A disk that is gone has told what it has told. */
function upToApplied(journal: JournalRead): JournalRead {
  const last = journal.applied ?? 0;
  const entries = new Map([...journal.entries].filter(([seq]) => seq <= last));
  return { ...journal, entries, last };
}
