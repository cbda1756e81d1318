import { temporaryData } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { takePrecedence } from '../../src/lib/precedence.ts';
import { addReadyPrinter, clear, inPhase, preciseNow, startBuiltCroft, upload } from './farm.ts';
import { percentile, type Result, round, socketTripMs, syncedWriteMs } from './measure.ts';
import { startSimulatedFarm, WATCHED } from './simulated-farm.ts';

const PRINTS = Number(process.env.BENCH_PRINTS ?? 100);
/** Of one print, at the least: the job; the assignment; the machine's `preparing`, `printing` and its line numbers. */
const SYNCED_WRITES = 3;
const SOCKET_TRIPS = 2;

/**
 * `addJob` until the first line of the file is at the printer. Between them lie the numbering anew (M110) and its `ok`, which the
 * driver waits for: that part is told apart. The simulated printer answers at once.
 */
export async function measureStart(): Promise<readonly Result[]> {
  takePrecedence({ nice: -20, leadsSession: false });
  await using data = temporaryData();
  await using farm = await startSimulatedFarm(1, { speed: 100_000, advancedOk: true });
  await using croft = await startBuiltCroft(data.path);
  const id = await addReadyPrinter(croft, 'Printer 1', farm.urls[0] ?? '');
  const digest = await upload(croft.address, 'small.gcode', squareGcode('small', 2));
  const all: number[] = [];
  const answered: number[] = [];
  for (let i = 0; i < PRINTS; i++) {
    const first = farm.next(0, WATCHED);
    const numbering = farm.next(0, 'M110');
    const from = preciseNow();
    await croft.ask('mutation($input: AddJobInput!) { addJob(input: $input) { id } }', { input: { digest } });
    const { at } = await first;
    all.push(at - from);
    answered.push(at - (await numbering).at);
    await inPhase(croft, id, 'AWAITING_RETRIEVAL');
    await farm.clearBeds();
    await clear(croft, id);
  }
  const floor = round(
    percentile(syncedWriteMs(200), 0.5) * SYNCED_WRITES + percentile(await socketTripMs(200), 0.5) * SOCKET_TRIPS,
  );
  const p50 = round(percentile(all, 0.5));
  const p99 = round(percentile(all, 0.99));
  const figure = { unit: 'ms', reference: null };
  console.log(p50, p99, floor, round(percentile(answered, 0.5)));
  return [
    {
      ...figure,
      name: `API start → first line of the file, ${PRINTS} prints, p50`,
      value: p50,
      reference: floor,
      goal: '≤ 10×',
      met: p50 <= floor * 10,
    },
    { ...figure, name: 'API start → first line of the file, p99', value: p99, goal: '≤ 20 ms', met: p99 <= 20 },
    {
      ...figure,
      name: 'of it M110 at the printer → first line of the file, p50',
      value: round(percentile(answered, 0.5)),
      goal: '–',
      met: true,
    },
  ];
}
