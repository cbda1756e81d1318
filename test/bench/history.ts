import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { takePrecedence } from '../../src/lib/precedence.ts';
import { temporaryData } from '../harness/croft.ts';
import { addReadyPrinter, machinePid, startBuiltCroft } from './farm.ts';
import { percentile, type Result, round } from './measure.ts';
import { startSimulatedFarm } from './simulated-farm.ts';

/** Each is killed once: a machine that dies again and again is started ever more slowly, which is not what is measured here. */
const MACHINES = Number(process.env.BENCH_KILLS ?? 30);
const RESPAWNS = 10;
const LOOK_EVERY_MS = 2;

/** `kill -9` of a machine until the start that its journal tells of is in the farm's event log. */
export async function measureHistory(): Promise<readonly Result[]> {
  takePrecedence({ nice: -20, leadsSession: false });
  await using data = temporaryData();
  await using farm = await startSimulatedFarm(MACHINES, { speed: 1000, advancedOk: true });
  await using croft = await startBuiltCroft(data.path);
  const ids: string[] = [];
  for (const [i, url] of farm.urls.entries()) ids.push(await addReadyPrinter(croft, `Printer ${i + 1}`, url));
  using database = new DatabaseSync(join(data.path, 'farm.sqlite'), { readOnly: true });
  const last = database.prepare('select max(cursor) as cursor from event');
  const started = database.prepare(
    "select count(*) as n from event where cursor > ? and printer_id = ? and name = 'machine-started'",
  );
  const all: number[] = [];
  for (const id of ids) {
    const cursor = last.get()?.cursor ?? 0;
    const pid = machinePid(id);
    const from = performance.now();
    process.kill(pid, 'SIGKILL');
    while (started.get(cursor, id)?.n === 0) await pause(LOOK_EVERY_MS);
    all.push(performance.now() - from);
  }
  const bare = round(percentile(await respawnMs(RESPAWNS), 0.5));
  const p50 = round(percentile(all, 0.5));
  const p99 = round(percentile(all, 0.99));
  console.log(p50, p99, bare, all.map((ms) => round(ms, 0)).join(' '));
  return [
    {
      name: `machine killed → its new start in the event log, ${MACHINES} machines, p50`,
      value: p50,
      unit: 'ms',
      reference: bare,
      goal: '≤ 150 ms',
      met: p50 <= 150,
    },
    {
      name: 'machine killed → its new start in the event log, p99',
      value: p99,
      unit: 'ms',
      reference: null,
      goal: '≤ 500 ms',
      met: p99 <= 500,
    },
  ];
}

/** A Node that does nothing but connect to a socket: what any new process needs here. */
async function respawnMs(times: number): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'croft-bench-'));
  const path = join(folder, 's');
  const server = createServer((socket) => socket.destroy()).listen(path);
  await once(server, 'listening');
  const all: number[] = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    const child = spawn(process.execPath, ['-e', `require('node:net').connect(${JSON.stringify(path)})`]);
    await once(server, 'connection');
    all.push(performance.now() - from);
    child.kill();
  }
  server.close();
  rmSync(folder, { recursive: true });
  return all;
}
