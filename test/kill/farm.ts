import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  type SimulatedPrinter,
  type SimulatorLaunch,
  startSimulator,
} from '../../src/drivers/marlin/simulator/simulator-client.ts';
import { machineEntry, shardWish } from '../../src/agent/machine-entry.ts';
import { connectGuardian } from '../../src/guardian/client.ts';
import { findRuntimeFolder } from '../../src/guardian/find-runtime-folder.ts';
import { UserError } from '../../src/lib/user-error.ts';
import { ask, program, temporaryData, until } from '../harness/croft.ts';
import { commandOf, drivenBy } from '../harness/machine-processes.ts';
import { digestOf, type Evidence, JournalReader, type Kill, readDatabase, sourceLines } from '../judge/evidence.ts';
import { judge } from '../judge/judge.ts';
import { DEATH_FOLDER, DEATH_SIGNAL, type DeathPoint, type Trouble } from './death-points.ts';
import { HELD_PRINTERS, type HeldPrinter } from './held-printers.ts';

/** One printer of the farm: the simulated thing and the farm's record of it. */
export interface FarmPrinter {
  readonly id: string;
  readonly name: string;
  readonly simulator: SimulatedPrinter;
}

/** One that holds its files, and whose bed a person clears. */
export interface FarmHeldPrinter {
  readonly id: string;
  readonly name: string;
  readonly printer: HeldPrinter;
  /** How many prints had begun whenever somebody took away what lay on it. */
  readonly cleared: Set<number>;
}

export type Victim = Kill['process'];

/** The guardian is a program of its own, so small that it needs no command line. */
const GUARDIAN = /\/guardian-process\.[jt]s$/;
const READY = /is ready: (http:\/\/\S+)/;
const READY_LIMIT_MS = 60_000;
/** Journals forget what was confirmed when they are compacted: read more often than that can happen. */
const READ_JOURNALS_MS = 500;
/** A process that has not come to the point where it is to die lives on. */
const DEATH_LIMIT_MS = 60_000;
const LOOK_MS = 4;
const DIE_HERE = pathToFileURL(join(import.meta.dirname, 'die-here.ts')).href;

/**
 * A whole farm of real processes that can be killed one by one. The combinator is started anew by `startCombinator`, as the supervisor
 * of a service does; guardian and machines are the farm's own affair.
 */
export class KillFarm implements AsyncDisposable {
  readonly data: string;
  readonly printers: FarmPrinter[] = [];
  readonly heldPrinters: FarmHeldPrinter[] = [];
  readonly kills: Kill[] = [];
  /** Of those that died only because they shared the process of another. */
  readonly neighbourDeaths: { readonly at: number; readonly printerId: string }[] = [];
  /** When a combinator was ready, each time. */
  readonly returns: number[] = [];
  readonly stops: { printerId: string; at: number }[] = [];
  readonly #files = new Map<string, readonly string[]>();
  readonly #journals = new Map<string, JournalReader>();
  /** Where a process reads at which instruction it is to die. */
  readonly #deaths = mkdtempSync(join(tmpdir(), 'croft-deaths-'));
  readonly #pids = new Map<string, readonly number[]>();
  readonly #ending = new AsyncDisposableStack();
  #combinator: ChildProcess | null = null;
  #address: string | null = null;
  #output = '';
  #flags: readonly string[] = [];

  private constructor(data: string) {
    this.data = data;
  }

  static async open(): Promise<KillFarm> {
    const data = temporaryData();
    const farm = new KillFarm(data.path);
    farm.#ending.defer(() => rmSync(farm.#deaths, { recursive: true, force: true }));
    farm.#ending.use(data);
    farm.#ending.defer(() => farm.stopCombinator());
    const reading = setInterval(() => farm.readJournals(), READ_JOURNALS_MS);
    farm.#ending.defer(() => clearInterval(reading));
    return farm;
  }

  /** What the combinators printed, the newest end of it. */
  get output(): string {
    return this.#output;
  }

  /** `flags`: of this one and of all that are started again after it. */
  async startCombinator(flags: readonly string[] = this.#flags): Promise<void> {
    this.#flags = flags;
    const [node, ...entry] = program;
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(node, [...entry, 'combinator', '--data', this.data, '--port', '0', ...flags], {
      // Inherited by the guardian and its machines.
      env: { ...env, NODE_OPTIONS: `--import=${DIE_HERE}`, [DEATH_FOLDER]: this.#deaths },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#combinator = child;
    const collect = (text: string): void => {
      this.#output = (this.#output + text).slice(-50_000);
    };
    child.stderr.setEncoding('utf8').on('data', collect);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), READY_LIMIT_MS);
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = READY.exec(line)?.[1];
        if (found === undefined) return;
        clearTimeout(timer);
        this.#address = found;
        this.returns.push(Date.now());
        resolve();
      });
      child.once('exit', () => {
        clearTimeout(timer);
        if (this.#combinator === child) this.#address = null;
        resolve();
      });
    });
  }

  /** Starts a dead combinator again, for as long as the signal lets it. */
  async superviseCombinator(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const child = this.#combinator;
      if (child === null || isDead(child)) await this.startCombinator();
      else await Promise.race([gone(child), aborted(signal)]);
    }
  }

  async stopCombinator(): Promise<void> {
    const child = this.#combinator;
    if (child === null || isDead(child)) return;
    child.kill('SIGTERM');
    await gone(child);
  }

  /** Rejects while no combinator lives. */
  ask<Data = Record<string, unknown>>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    if (this.#address === null) return Promise.reject(new Error('no combinator'));
    return ask<Data>(this.#address, query, variables);
  }

  /** Puts a file into the library; answers its digest. Rejects while no combinator lives. */
  async upload(name: string, text: string): Promise<string> {
    this.#files.set(digestOf(text), sourceLines(text));
    const answer = await fetch(`${this.#address ?? 'http://127.0.0.1:1'}/api/files?name=${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: text,
    });
    if (!answer.ok) throw new Error(`upload refused: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { digest: string }).digest;
  }

  /** Without `printerIds` any printer may print it. */
  async addJob(digest: string, copies = 1, printerIds: readonly string[] = []): Promise<string> {
    const { addJob } = await this.ask<{ addJob: { id: string } }>(
      'mutation ($input: AddJobInput!) { addJob(input: $input) { id } }',
      { input: { digest, copies, printerIds } },
    );
    return addJob.id;
  }

  /**
   * @param connect tells where the printer is plugged in; without it, it hangs on the simulator's own path
   * @param settings what its owner has set besides
   */
  async addPrinter(
    name: string,
    launch: SimulatorLaunch,
    connect: (path: string) => string = (path) => path,
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<FarmPrinter> {
    // A name that stays when the cable is pulled and put back, as /dev/serial/by-id has.
    const link = join(this.#deaths, `tty-${name}`);
    const simulator = this.#ending.use(
      await startSimulator({ ...(launch.plug === 'tcp' ? {} : { link }), name, ...launch }),
    );
    const connection = connect(simulator.path ?? simulator.url ?? '');
    const id = await this.#add(name, 'marlin', { ...settings, connection });
    const printer = { id, name, simulator };
    this.printers.push(printer);
    return printer;
  }

  /** @param number tells those of a driver apart */
  async addHeldPrinter(driver: string, number: number): Promise<FarmHeldPrinter> {
    const open = HELD_PRINTERS[driver];
    if (open === undefined) throw new Error(`no simulator for ${driver}`);
    const printer = this.#ending.use(await open(number));
    const name = `${driver} ${number}`;
    const held = { id: await this.#add(name, driver, printer.options), name, printer, cleared: new Set<number>() };
    this.heldPrinters.push(held);
    return held;
  }

  async #add(name: string, driver: string, options: Readonly<Record<string, unknown>>): Promise<string> {
    const { addPrinter } = await this.ask<{ addPrinter: { id: string } }>(
      'mutation ($input: AddPrinterInput!) { addPrinter(input: $input) { id } }',
      { input: { name, driver, options } },
    );
    this.#journals.set(addPrinter.id, new JournalReader(join(this.data, 'machines', addPrinter.id)));
    return addPrinter.id;
  }

  /** The living processes of a kind; a machine's is found by its printer. Only those of this farm's folder are looked at. */
  pids(process: Victim, printerId: string | null = null): readonly number[] {
    const drivesOne = (pid: number): boolean => {
      const driven = drivenBy(pid, this.data);
      return printerId === null ? driven.length > 0 : driven.includes(printerId);
    };
    const isOne = (pid: number): boolean => {
      const words = commandOf(pid);
      return (
        words.includes(this.data) &&
        (process === 'machine'
          ? drivesOne(pid)
          : words.some((word) => word === process || (process === 'guardian' && GUARDIAN.test(word)))) &&
        !words.includes('down')
      );
    };
    // Those of last time first: a phase that is to be hit may be over before all processes of a host have been read.
    const key = `${process} ${printerId}`;
    const known = this.#pids.get(key) ?? [];
    if (known.length > 0 && known.every(isOne)) return known;
    const found = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter(isOne);
    this.#pids.set(key, found);
    return found;
  }

  /** `kill -9`; answers whether there was somebody to kill. */
  kill(process: Victim, printerId: string | null = null): boolean {
    const pids = this.pids(process, printerId);
    const killed = process === 'machine' ? pids.flatMap((pid) => drivenBy(pid, this.data)) : [];
    for (const pid of pids) signal(pid, 'SIGKILL');
    if (pids.length > 0) this.kills.push({ at: Date.now(), process, printerId });
    // Its neighbours, should it share a process.
    for (const other of killed)
      if (printerId !== null && other !== printerId) this.neighbourDeaths.push({ at: Date.now(), printerId: other });
    return pids.length > 0;
  }

  /** Another process of the same build takes the printer over, as `croft upgrade-machine` does it; answers whether it did. */
  async upgrade(printerId: string): Promise<boolean> {
    const runtime = await findRuntimeFolder(this.data);
    if (runtime === null) return false;
    const [, ...entry] = program;
    const script = entry.at(-1) ?? '';
    try {
      using guardian = await connectGuardian(runtime);
      const own = { execArgv: entry.slice(0, -1), script };
      const folders = { data: this.data, runtime };
      const label = `upgraded at ${Date.now()}`;
      const shard = shardWish(own, folders, { size: 32, label });
      await guardian.upgradeMachine(printerId, machineEntry(own, printerId, folders), shard);
      return true;
    } catch (error) {
      // Refused, or somebody was killed in it: that is what it is tried for.
      if (error instanceof UserError) return false;
      throw error;
    }
  }

  /** Lets a process die when it comes to this instruction; answers whether it did, and did it there. */
  async dieAt(
    process: Victim,
    point: DeathPoint,
    printerId: string | null = null,
    limitMs = DEATH_LIMIT_MS,
  ): Promise<boolean> {
    const [pid] = this.pids(process, printerId);
    if (pid === undefined) return false;
    const order = join(this.#deaths, String(pid));
    writeFileSync(order, point);
    signal(pid, DEATH_SIGNAL);
    const deadline = performance.now() + limitMs;
    while (commandOf(pid).includes(this.data)) {
      if (performance.now() > deadline) {
        writeFileSync(order, '');
        signal(pid, DEATH_SIGNAL);
        return false;
      }
      await wait(LOOK_MS);
    }
    this.kills.push({ at: Date.now(), process, printerId });
    // One that had not yet learned to read its order died of the signal itself.
    return !existsSync(order);
  }

  /** Gives a process trouble, or (null) takes it away; resolves when it has it. */
  async trouble(process: Victim, trouble: Trouble | null, printerId: string | null = null): Promise<void> {
    const [pid] = this.pids(process, printerId);
    if (pid === undefined) throw new Error(`no ${process} is there to be given trouble`);
    const order = join(this.#deaths, String(pid));
    writeFileSync(order, trouble ?? '');
    signal(pid, DEATH_SIGNAL);
    await until('the order is read', async () => !existsSync(order));
  }

  /** What the machine's own journal says it does. */
  phaseOf(printerId: string): string {
    return lastPhase(join(this.data, 'machines', printerId, 'journal'));
  }

  /** For a failure: the last words of these machines and of the combinator, and the ends of their journals. */
  story(printerIds: readonly string[]): string {
    const tail = (file: string): string => {
      try {
        return `== ${file}\n${readFileSync(join(this.data, file), 'utf8').slice(-4_000)}`;
      } catch {
        return `== ${file} is not there`;
      }
    };
    const files = printerIds.flatMap((id) => [`machines/${id}/machine.log`, `machines/${id}/journal`]);
    return [...files.map(tail), tail('guardian.log'), `== combinator\n${this.#output.slice(-4_000)}`].join('\n');
  }

  /** What the farm told of a print's printer, in a word each. */
  chronicle(printId: string): string {
    const { events, prints } = readDatabase(join(this.data, 'farm.sqlite'));
    const printer = prints.find(({ id }) => id === printId)?.printer_id;
    return events
      .filter((each) => each.printer_id === printer)
      .slice(-200)
      .map(({ name, payload, print_id }) => `${name}${print_id === printId ? '*' : ''} ${payload.slice(0, 90)}`)
      .join('\n');
  }

  readJournals(): void {
    for (const reader of this.#journals.values()) reader.read();
  }

  async evidence(settled: boolean): Promise<Evidence> {
    this.readJournals();
    const { applied, phases, ...rows } = readDatabase(join(this.data, 'farm.sqlite'));
    const printers = await Promise.all(
      this.printers.map(async ({ id, simulator }) => ({
        printerId: id,
        records: await simulator.records(),
        journals: this.#journals.get(id)?.journals(applied) ?? [],
        phase: phases.get(id) ?? null,
      })),
    );
    const held = this.heldPrinters.map(({ id, printer, cleared }) => ({
      printerId: id,
      records: [],
      journals: this.#journals.get(id)?.journals(applied) ?? [],
      phase: phases.get(id) ?? null,
      held: printer.runs().map((run, i) => ({ ...run, ontoObject: i > 0 && !cleared.has(i) })),
    }));
    return {
      ...rows,
      printers: [...printers, ...held],
      files: this.#files,
      kills: this.kills,
      returns: this.returns,
      stops: this.stops,
      settled,
    };
  }

  /** Every violation as a sentence. */
  async verdict(settled = true): Promise<readonly string[]> {
    // Confirmed at last, applied at last: entries of the last moment are under way.
    let found: readonly string[] = [];
    const look = async (): Promise<boolean> => {
      found = judge(await this.evidence(settled)).map(
        ({ check, printerId, what }) =>
          `${check} ${[...this.printers, ...this.heldPrinters].find(({ id }) => id === printerId)?.name ?? ''}: ${what}`,
      );
      return found.every((each) => !/^CK[68]/.test(each));
    };
    await until('the journals are applied', look, settled ? 20_000 : 0).catch(() => {});
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ending.disposeAsync();
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const isDead = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function gone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (isDead(child)) resolve();
    else child.once('exit', () => resolve());
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The newest state that a journal holds; its tail is enough, and `none` where there is no journal. */
function lastPhase(path: string): string {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return 'none';
  }
  try {
    const { size } = fstatSync(fd);
    const bytes = Buffer.alloc(Math.min(size, 64 * 1024));
    readSync(fd, bytes, 0, bytes.length, size - bytes.length);
    const states = bytes.toString('utf8').match(/"phase":\{"kind":"[a-z-]+"/g);
    return states?.at(-1)?.slice(17, -1) ?? 'none';
  } finally {
    closeSync(fd);
  }
}
