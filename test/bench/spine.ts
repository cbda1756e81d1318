/**
 * `npm run bench:spine`: the whole way of a print on one host, with a real combinator, guardian, machine processes and simulated
 * printers. Latencies are wall clock on whatever machine this is; each stands beside what the same machine needs at least.
 */
import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { stopPrinter } from '../../src/guardian/client.ts';
import { runtimeFolder } from '../../src/lib/folders.ts';
import { type SimulatedPrinter, startSimulator } from '../../src/drivers/marlin/simulator/simulator-client.ts';
import { type RunningCroft, startCroft, temporaryData, until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import {
  percentile,
  privateMegabytes,
  rawUploadMs,
  type Result,
  report,
  round,
  socketTripMs,
  syncedWriteMs,
} from './measure.ts';

const PRINTS = Number(process.env.BENCH_PRINTS ?? 30);
const STOPS = 20;
const KILLS = 10;
const PRINTERS = Number(process.env.BENCH_PRINTERS ?? 10);
const UPLOAD_BYTES = 256 * 1024 * 1024;
const results: Result[] = [];

interface PrinterState {
  readonly id: string;
  readonly phase: string;
  readonly link: string;
  readonly stopNumber: number | null;
  readonly stopPending: boolean;
  readonly bed: { readonly bedId: string | null };
}

const PRINTER = 'id phase link stopNumber stopPending bed { bedId }';

async function state(croft: RunningCroft, id: string): Promise<PrinterState> {
  return (await croft.ask<{ printer: PrinterState }>(`query($id: ID!) { printer(id: $id) { ${PRINTER} } }`, { id }))
    .printer;
}

const inPhase = (croft: RunningCroft, id: string, ...phases: readonly string[]): Promise<PrinterState> =>
  until(`${id} in ${phases.join(' or ')}`, async () => {
    const now = await state(croft, id);
    return phases.includes(now.phase) ? now : null;
  });

async function clear(croft: RunningCroft, id: string): Promise<void> {
  const { bed } = await inPhase(croft, id, 'UNVERIFIED', 'AWAITING_RETRIEVAL', 'FAULTED');
  await croft.ask('mutation($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }', {
    id,
    bed: bed.bedId,
  });
  await inPhase(croft, id, 'READY');
}

async function addPrinter(croft: RunningCroft, name: string, simulator: SimulatedPrinter): Promise<string> {
  const input = { name, driver: 'marlin', options: { connection: simulator.url ?? simulator.path } };
  const { addPrinter: added } = await croft.ask<{ addPrinter: { id: string } }>(
    'mutation($input: AddPrinterInput!) { addPrinter(input: $input) { id } }',
    { input },
  );
  await clear(croft, added.id);
  return added.id;
}

async function upload(address: string, name: string, body: BodyInit): Promise<string> {
  const response = await fetch(`${address}/api/files?name=${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
    duplex: 'half',
  } as RequestInit);
  const answer = (await response.json()) as { digest?: string };
  if (answer.digest === undefined) throw new Error(JSON.stringify(answer));
  return answer.digest;
}

async function startToFirstByte(croft: RunningCroft, id: string, simulator: SimulatedPrinter): Promise<void> {
  const digest = await upload(croft.address, 'small.gcode', squareGcode('small', 2));
  const all: number[] = [];
  for (let i = 0; i < PRINTS; i++) {
    const before = (await simulator.records()).length;
    const from = Date.now() + (performance.now() % 1);
    await croft.ask('mutation($input: AddJobInput!) { addJob(input: $input) { id } }', { input: { digest } });
    await inPhase(croft, id, 'AWAITING_RETRIEVAL');
    const first = (await simulator.records())
      .slice(before)
      .find((record) => record.kind === 'line' && record.text.startsWith('M73 P0'));
    if (first === undefined) throw new Error('the first line of the print was not recorded');
    all.push(first.at - from);
    await simulator.control({ command: 'remove-object' });
    await clear(croft, id);
  }
  const floor = round(percentile(syncedWriteMs(200), 0.5) * 3 + percentile(await socketTripMs(200), 0.5) * 2);
  const p50 = round(percentile(all, 0.5));
  results.push({
    name: 'API start → first line of the file, p50',
    value: p50,
    unit: 'ms',
    reference: floor,
    goal: '≤ 10×',
    met: p50 <= floor * 10,
  });
  const p99 = round(percentile(all, 0.99));
  results.push({
    name: 'API start → first line of the file, p99',
    value: p99,
    unit: 'ms',
    reference: null,
    goal: '≤ 20 ms',
    met: p99 <= 20,
  });
}

async function stopToWire(
  croft: RunningCroft,
  id: string,
  simulator: SimulatedPrinter,
  how: 'api' | 'guardian',
): Promise<void> {
  const all: number[] = [];
  for (let i = 0; i < STOPS; i++) {
    const before = (await simulator.records()).length;
    const from = Date.now() + (performance.now() % 1);
    if (how === 'api') await croft.ask('mutation($id: ID!) { emergencyStop(printerId: $id) { id } }', { id });
    else await stopPrinter(runtimeFolder(croft.data), id);
    const heard = await until('the stop at the printer', async () =>
      (await simulator.records())
        .slice(before)
        .find((record) => record.kind === 'emergency' || record.kind === 'killed'),
    );
    all.push(heard.at - from);
    const { stopNumber } = await until('stopped', async () => {
      const now = await state(croft, id);
      return now.phase === 'STOPPED' && !now.stopPending ? now : null;
    });
    await simulator.control({ command: 'trigger', fault: { fault: 'reset' } });
    await croft.ask('mutation($id: ID!, $n: Int!) { recoverPrinter(printerId: $id, stopNumber: $n) { id } }', {
      id,
      n: stopNumber,
    });
    await clear(croft, id);
  }
  const p99 = round(percentile(all, 0.99));
  results.push({
    name: `emergency stop (${how}) → printer, p50`,
    value: round(percentile(all, 0.5)),
    unit: 'ms',
    reference: null,
    goal: '–',
    met: true,
  });
  results.push({
    name: `emergency stop (${how}) → printer, p99`,
    value: p99,
    unit: 'ms',
    reference: null,
    goal: '≤ 10 ms',
    met: p99 <= 10,
  });
}

const machinePid = (id: string): number =>
  Number(
    execFileSync('pgrep', ['-f', `machine --printer ${id}`], { encoding: 'utf8' })
      .trim()
      .split('\n')[0],
  );

async function crashToHistory(croft: RunningCroft, id: string): Promise<void> {
  const all: number[] = [];
  for (let i = 0; i < KILLS; i++) {
    const { events } = await croft.ask<{ events: { endCursor: string } }>('{ events(first: 1) { endCursor } }');
    const from = performance.now();
    process.kill(machinePid(id), 'SIGKILL');
    await until('machine-started', async () => {
      const page = await croft.ask<{ events: { items: { name: string }[] } }>(
        'query($after: String) { events(after: $after, first: 200) { items { name } } }',
        { after: events.endCursor },
      );
      return page.events.items.some((event) => event.name === 'machine-started');
    });
    all.push(performance.now() - from);
    await inPhase(croft, id, 'READY', 'UNVERIFIED');
    if ((await state(croft, id)).phase === 'UNVERIFIED') await clear(croft, id);
  }
  const p50 = round(percentile(all, 0.5));
  results.push({
    name: 'machine killed → its new start in the event log, p50',
    value: p50,
    unit: 'ms',
    reference: null,
    goal: '≤ 150 ms',
    met: p50 <= 150,
  });
  const p99 = round(percentile(all, 0.99));
  results.push({
    name: 'machine killed → its new start in the event log, p99',
    value: p99,
    unit: 'ms',
    reference: null,
    goal: '≤ 500 ms',
    met: p99 <= 500,
  });
}

async function uploads(croft: RunningCroft): Promise<void> {
  const line = new TextEncoder().encode(`${'G1 X10.123 Y20.456 E0.01234 F3000\n'.repeat(1024)}`);
  async function* body() {
    for (let sent = 0; sent < UPLOAD_BYTES; sent += line.length) yield line;
  }
  const before = privateMegabytes(croft.pid);
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, privateMegabytes(croft.pid));
  }, 50);
  const from = performance.now();
  await upload(croft.address, 'large.gcode', Readable.toWeb(Readable.from(body())) as BodyInit);
  const ms = performance.now() - from;
  clearInterval(watch);
  const raw = rawUploadMs(UPLOAD_BYTES, croft.data);
  const share = round(raw / ms);
  results.push({
    name: 'upload of 256 MiB: share of raw write + sha256 + fsync',
    value: share,
    unit: '×',
    reference: 1,
    goal: '≥ 0.6×',
    met: share >= 0.6,
  });
  const grown = round(peak - before, 1);
  results.push({
    name: 'upload of 256 MiB: memory above idle',
    value: grown,
    unit: 'MB',
    reference: null,
    goal: '≤ 64 MB',
    met: grown <= 64,
  });
}

async function restart(data: string, croft: RunningCroft): Promise<RunningCroft> {
  await croft.end('SIGKILL');
  const from = performance.now();
  const next = await startCroft(['combinator'], data);
  await until('every link up again', async () => {
    const { printers } = await next.ask<{ printers: PrinterState[] }>(`{ printers { ${PRINTER} } }`);
    return printers.length >= PRINTERS && printers.every((printer) => printer.link === 'CONNECTED');
  });
  const ms = round(performance.now() - from, 0);
  results.push({
    name: `combinator killed → ${PRINTERS} printers linked again, start of Node included`,
    value: ms,
    unit: 'ms',
    reference: null,
    goal: '≤ 5000 ms',
    met: ms <= 5000,
  });
  return next;
}

await using data = temporaryData();
await using first = await startSimulator({ plug: 'tcp', speed: 100_000, advancedOk: true, baud: 0 });
let croft = await startCroft(['combinator'], data.path);
const id = await addPrinter(croft, 'Printer 1', first);
const idle = round(privateMegabytes(machinePid(id)), 1);
results.push({
  name: 'machine process, idle, private memory (from source)',
  value: idle,
  unit: 'MB',
  reference: null,
  goal: '≤ 12.5 MB from dist',
  met: idle <= 12.5,
});
await startToFirstByte(croft, id, first);
const busy = round(privateMegabytes(machinePid(id)), 1);
results.push({
  name: 'machine process after prints, private memory (from source)',
  value: busy,
  unit: 'MB',
  reference: null,
  goal: '≤ 22 MB',
  met: busy <= 22,
});
await stopToWire(croft, id, first, 'api');
await stopToWire(croft, id, first, 'guardian');
await crashToHistory(croft, id);
await uploads(croft);
await using others = new AsyncDisposableStack();
for (let i = 2; i <= PRINTERS; i++)
  await addPrinter(croft, `Printer ${i}`, others.use(await startSimulator({ plug: 'tcp', speed: 1000 })));
croft = await restart(data.path, croft);
await croft.end('SIGTERM');
report('spine', results);
