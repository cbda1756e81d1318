import { createHash } from 'node:crypto';
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

/** One measured figure beside what it is held against, in the same run. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The physical limit or peer, in the same unit; null when the goal stands alone. */
  readonly reference: number | null;
  readonly goal: string;
  readonly met: boolean;
}

export const round = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Prints a table for people and the line for programs. */
export function report(bench: string, results: readonly Result[]): void {
  for (const { name, value, unit, reference, goal, met } of results) {
    const beside = reference === null ? '' : `  (reference ${reference} ${unit})`;
    console.log(
      `${met ? 'met   ' : 'MISSED'}  ${name.padEnd(52)} ${String(value).padStart(9)} ${unit.padEnd(4)} ${goal}${beside}`,
    );
  }
  console.log(JSON.stringify({ bench, results }));
}

/** Measures the parts that the arguments name, or all, and reports them as one bench. Says the host's load before each: it is in the figures. */
export async function runParts(
  bench: string,
  parts: Readonly<Record<string, () => Promise<readonly Result[]>>>,
): Promise<void> {
  const asked = process.argv.slice(2);
  const results: Result[] = [];
  for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
    const measure = parts[name];
    if (measure === undefined) throw new Error(`no part ${name}; there are ${Object.keys(parts).join(', ')}`);
    console.log(`${name}: load ${round(loadavg()[0] ?? 0, 1)} before`);
    const measured = await measure();
    for (const each of measured) console.log(`  ${each.name}: ${each.value} ${each.unit}`);
    results.push(...measured);
  }
  report(bench, results);
}

/** What one durable record costs here: 4 KiB written and synced, ms. */
export function syncedWriteMs(times: number): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'croft-bench-'));
  const fd = openSync(join(folder, 'file'), 'w');
  const block = new Uint8Array(4096);
  const all: number[] = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    writeSync(fd, block);
    fdatasyncSync(fd);
    all.push(performance.now() - from);
  }
  closeSync(fd);
  rmSync(folder, { recursive: true });
  return all;
}

/** A byte there and back over a unix socket in this process, ms. */
export async function socketTripMs(times: number): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'croft-bench-'));
  const server = createServer((socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
  const socket = connect(join(folder, 's'));
  const all: number[] = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    await new Promise((resolve) => {
      socket.once('data', resolve);
      socket.write('x');
    });
    all.push(performance.now() - from);
  }
  socket.destroy();
  server.close();
  rmSync(folder, { recursive: true });
  return all;
}

/** Writes, hashes and syncs a file of this size as directly as Node can, ms. */
export function rawUploadMs(sizeBytes: number, folder: string): number {
  const chunk = new Uint8Array(1024 * 1024).fill(65);
  const path = join(folder, 'raw');
  const from = performance.now();
  const fd = openSync(path, 'w');
  const hash = createHash('sha256');
  for (let written = 0; written < sizeBytes; written += chunk.length) {
    writeSync(fd, chunk);
    hash.update(chunk);
  }
  fsyncSync(fd);
  closeSync(fd);
  const ms = performance.now() - from;
  rmSync(path);
  return ms;
}

/** Memory that a process shares with nobody, MB. */
export function privateMegabytes(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
  return kilobytes / 1024;
}

/** CPU that a process with its threads has used, ms. */
export function cpuMs(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce(
    (sum, task) => sum + Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    0,
  );
}
