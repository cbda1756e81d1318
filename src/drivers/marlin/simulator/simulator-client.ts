import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { programOf } from '#lib/built-program';
import type { ControlAnswer, ControlCommand } from './control.ts';
import type { FaultSettings } from './fault-settings.ts';
import type { ReadyLine } from './main.ts';
import type { SimulatorOptions } from './options.ts';
import type { SimulatorRecord } from './recorder.ts';

/** How to start a simulator process. Everything left out is the simulator's default. */
export interface SimulatorLaunch extends Partial<SimulatorOptions> {
  /** Default `pty`. */
  readonly plug?: 'pty' | 'tcp';
  readonly tcpPort?: number;
  readonly faults?: Partial<FaultSettings>;
  /** Exact timing, for benchmarks. */
  readonly precise?: boolean;
  /** Default: a temporary file, removed at the end. `null` = no record, for benchmarks. */
  readonly record?: string | null;
  readonly state?: string;
  readonly link?: string;
  /** Further arguments of the command line. */
  readonly arguments?: readonly string[];
}

/** A simulator running in a process of its own. */
export interface SimulatedPrinter {
  /** The tty to open (the link, where there is one), or null on TCP. */
  readonly path: string | null;
  /** `socket://127.0.0.1:port`, or null on a tty. */
  readonly url: string | null;
  readonly pid: number;
  /** Throws when the simulator refuses the command. */
  control(command: ControlCommand): Promise<ControlAnswer & { ok: true }>;
  /** Everything recorded so far. */
  records(): Promise<readonly SimulatorRecord[]>;
  /** Ends the process and waits for it; a second call does nothing. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const ENTRY = join(import.meta.dirname, 'entry.ts');
const READY_WITHIN_MS = 20_000;

/** Starts a simulator and waits until its port can be opened. It ends with this process at the latest. */
export async function startSimulator(launch: SimulatorLaunch = {}): Promise<SimulatedPrinter> {
  const folder = mkdtempSync(join(tmpdir(), 'croft-sim-'));
  const controlPath = join(folder, 'control');
  const record = launch.record === undefined ? join(folder, 'record.jsonl') : launch.record;
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const child = spawn(
    process.execPath,
    [...programOf(ENTRY), ...argumentsOf(launch, controlPath, record), '--until-stdin-ends'],
    { stdio: ['pipe', 'pipe', 'pipe'], env: environment },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-10_000);
  });
  // The pipe breaks when the process ends, which is how it is meant to be used.
  child.stdin.on('error', () => {});
  const exited = once(child, 'exit');
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });

  let ready: ReadyLine;
  let conversation: Conversation;
  try {
    ready = await Promise.race([
      firstLine(createInterface({ input: child.stdout })),
      exited.then(() => Promise.reject(new Error(`the simulator did not start: ${complaint}`))),
    ]);
    conversation = await converse(controlPath);
  } catch (error) {
    child.kill('SIGKILL');
    cleanUp();
    throw error;
  }

  let stopped: Promise<void> | null = null;
  function stop(): Promise<void> {
    stopped ??= (async () => {
      conversation.close();
      child.stdin.end();
      child.kill('SIGTERM');
      await exited;
      cleanUp();
    })();
    return stopped;
  }

  return {
    path: 'path' in ready ? (ready.link ?? ready.path) : null,
    url: 'port' in ready ? `socket://${ready.host}:${ready.port}` : null,
    pid: child.pid ?? 0,
    control: (command) => conversation.ask(command),
    async records() {
      if (record === null) throw new Error('this simulator was started without a record');
      await conversation.ask({ command: 'flush' });
      return readRecords(record);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Reads a record file; a torn last line (the simulator was killed) is left out. */
export function readRecords(file: string): readonly SimulatorRecord[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop();
  return lines.map((line) => JSON.parse(line) as SimulatorRecord);
}

interface Conversation {
  ask(command: ControlCommand): Promise<ControlAnswer & { ok: true }>;
  close(): void;
}

async function converse(path: string): Promise<Conversation> {
  const socket: Socket = connect(path);
  await once(socket, 'connect');
  // A simulator that ends while a question is open shows as the end of the lines.
  socket.on('error', () => {});
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  let turn: Promise<unknown> = Promise.resolve();

  async function exchange(command: ControlCommand): Promise<ControlAnswer & { ok: true }> {
    socket.write(`${JSON.stringify(command)}\n`);
    const next = await answers.next();
    if (next.done) throw new Error(`the simulator ended before it answered "${command.command}"`);
    const answer = JSON.parse(next.value) as ControlAnswer;
    if (!answer.ok) throw new Error(`the simulator refused "${command.command}": ${answer.error}`);
    return answer;
  }

  return {
    ask(command) {
      const mine = turn.then(() => exchange(command));
      turn = mine.catch(() => {});
      return mine;
    },
    close: () => socket.destroy(),
  };
}

async function firstLine(lines: Interface): Promise<ReadyLine> {
  const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(READY_WITHIN_MS) })) as [string];
  return JSON.parse(line) as ReadyLine;
}

function argumentsOf(launch: SimulatorLaunch, control: string, record: string | null): string[] {
  const {
    plug,
    tcpPort,
    faults,
    precise,
    record: _,
    state,
    link,
    arguments: more,
    speed,
    autoRemoveSeconds,
    ...options
  } = launch;
  const given = ['--control', control];
  if (plug === 'tcp') given.push('--tcp', String(tcpPort ?? 0));
  if (record !== null) given.push('--record', record);
  if (faults !== undefined) given.push('--faults', JSON.stringify(faults));
  if (precise) given.push('--precise');
  if (state !== undefined) given.push('--state', state);
  if (link !== undefined) given.push('--link', link);
  if (speed !== undefined) given.push('--speed', String(speed));
  if (autoRemoveSeconds !== undefined && autoRemoveSeconds !== null)
    given.push('--auto-remove', String(autoRemoveSeconds));
  for (const [key, value] of Object.entries(options)) given.push('--set', `${key}=${String(value)}`);
  return [...given, ...(more ?? [])];
}
