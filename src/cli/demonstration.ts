import { type ChildProcess, spawn } from 'node:child_process';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Features } from '#combinator/features';
import type { Log } from '#lib/log-types';
import type { PrinterId } from '#model/ids';
import type { Program } from './command.ts';

/**
 * The farm that a newcomer sees: three simulated printers and one small file of our own making, queued. It is made once; what
 * a person removes stays removed.
 */
export interface Demonstration extends AsyncDisposable {
  readonly isRunning: () => boolean;
  /** Adds what is missing the first time. */
  furnish(features: Features): Promise<void>;
  /** Takes the printers out of the farm and ends their simulators, for good. */
  readonly remove: () => Promise<readonly PrinterId[]>;
  /** The printers whose simulators end with this process. */
  printerIds(): Promise<readonly PrinterId[]>;
}

interface SimulatedPrinter {
  readonly slug: string;
  readonly name: string;
  /** One has none, so that a newcomer meets the confirmation. */
  readonly bedSensor: boolean;
  readonly speed: number;
  readonly tags: readonly string[];
}

const PRINTERS: readonly SimulatedPrinter[] = [
  { slug: 'bramble', name: 'Bramble', bedSensor: true, speed: 20, tags: ['pla'] },
  { slug: 'clover', name: 'Clover', bedSensor: true, speed: 30, tags: ['pla'] },
  { slug: 'thistle', name: 'Thistle', bedSensor: false, speed: 20, tags: ['pla', 'enclosed'] },
];
const FILE = fileURLToPath(new URL('../../assets/croft-token.gcode', import.meta.url));
const COPIES = 6;
/** How long an object lies before the simulated person with the sensor's printers takes it. */
const TAKEN_AFTER_SECONDS = 8;
/** A simulator that is not ready by then never will be. */
const READY_LIMIT_MS = 20_000;

export async function startDemonstration(parts: {
  readonly data: string;
  readonly runtime: string;
  readonly program: Program;
  readonly log: Log;
}): Promise<Demonstration> {
  const folder = join(parts.data, 'demonstration');
  const removedMark = join(folder, 'removed');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const children = new Map<string, ChildProcess>();
  let features: Features | null = null;
  let removed = existsSync(removedMark);
  const linkOf = (slug: string): string => join(parts.runtime, `${slug}.tty`);

  async function start(printer: SimulatedPrinter): Promise<void> {
    const { execArgv, script } = parts.program;
    const args = [...execArgv, script, 'simulate', '--pty', '--link', linkOf(printer.slug), '--name', printer.name];
    args.push('--speed', String(printer.speed), '--advanced-ok', '--reset-on-open', '--until-stdin-ends');
    args.push('--state', join(folder, `${printer.slug}.json`));
    if (printer.bedSensor) args.push('--bed-sensor', '--auto-remove', String(TAKEN_AFTER_SECONDS));
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    child.stdin.on('error', () => {});
    children.set(printer.slug, child);
    await ready(child);
    child.on('exit', (code, signal) => {
      if (children.get(printer.slug) === child)
        parts.log.warn({ printer: printer.name, code, signal }, 'a simulated printer ended');
    });
  }

  async function stop(): Promise<void> {
    const ending = [...children.values()];
    children.clear();
    await Promise.all(ending.map(endChild));
  }

  async function ours(): Promise<readonly PrinterId[]> {
    const links = new Set(PRINTERS.map((printer) => linkOf(printer.slug)));
    const rows = (await features?.printers.list()) ?? [];
    return rows
      .filter((row) => row.driver === 'simulated' && links.has(connectionOf(row.options)))
      .map((row) => row.id as PrinterId);
  }

  async function addPrinters(to: Features): Promise<void> {
    const known = new Set((await to.printers.list()).map((row) => row.name));
    for (const { slug, name, bedSensor, tags } of PRINTERS) {
      if (known.has(name)) continue;
      await to.printers.add({
        name,
        driver: 'simulated',
        options: { connection: linkOf(slug) },
        model: 'Croft Simulated',
        tags,
        clearing: bedSensor ? 'simulated-sensor' : 'operator',
      });
    }
  }

  async function addJob({ library, queue }: Features): Promise<void> {
    const { size } = statSync(FILE);
    const { digest } = await library.upload('croft-token.gcode', createReadStream(FILE), size);
    await queue.add({
      digest,
      name: 'Croft token',
      copies: COPIES,
      priority: 0,
      tags: [],
      printerIds: [],
      held: false,
    });
  }

  if (!removed) await Promise.all(PRINTERS.map(start));

  return {
    isRunning: () => !removed,
    printerIds: ours,
    async furnish(to) {
      features = to;
      const furnishedMark = join(folder, 'furnished');
      if (removed || existsSync(furnishedMark)) return;
      await addPrinters(to);
      await addJob(to);
      await writeFile(furnishedMark, '');
    },
    async remove() {
      const ids = await ours();
      for (const id of ids) await features?.printers.remove(id, true, 'operator');
      removed = true;
      await writeFile(removedMark, '');
      await stop();
      for (const { slug } of PRINTERS) await rm(join(folder, `${slug}.json`), { force: true });
      return ids;
    },
    [Symbol.asyncDispose]: stop,
  };
}

function connectionOf(options: string): string {
  const { connection } = JSON.parse(options) as { connection?: unknown };
  return typeof connection === 'string' ? connection : '';
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('a simulator has no output');
    const timer = setTimeout(() => reject(new Error('a simulated printer did not become ready')), READY_LIMIT_MS);
    const lines = createInterface({ input: child.stdout });
    lines.once('line', () => {
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`a simulated printer ended at once (${signal ?? code})`));
    });
  });
}

function endChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 1_000).unref();
  });
}
