import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type RunningCroft, temporaryData, until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { addReadyPrinter, printerStates, startBuiltCroft, upload } from './farm.ts';
import { type Result, round } from './measure.ts';
import { startSimulatedFarm } from './simulated-farm.ts';

const PRINTERS = Number(process.env.BENCH_PRINTERS ?? 100);
const RESTARTS = 5;
/** Printers set up at once. */
const AT_ONCE = 10;
/** Simulated seconds in one print, real ones: a hundredth. Long enough that no print ends before the kill. */
const PRINT_SECONDS = 3000;
const SPEED = 100;
/** The last line of the file. */
const LAST_LINE = 'M84';

/**
 * A killed combinator until the whole farm has converged: every machine linked under a new epoch, its snapshot of that epoch
 * written and reconciled, its entries in the database (CK8). Once with idle machines, and once with a print on every machine that
 * ended while there was no combinator.
 */
export async function measureRestart(): Promise<readonly Result[]> {
  await using data = temporaryData();
  await using farm = await startSimulatedFarm(PRINTERS, { speed: SPEED, advancedOk: true });
  let croft = await startBuiltCroft(data.path);
  const connections = farm.urls.map((url, i) => [`Printer ${i + 1}`, url] as const);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = connections.shift(); next !== undefined; next = connections.shift())
        await addReadyPrinter(croft, ...next);
    }),
  );
  using database = openDatabase(data.path);

  const idle: number[] = [];
  for (let i = 0; i < RESTARTS; i++) {
    const before = database.epochs();
    await croft.end('SIGKILL');
    const from = performance.now();
    croft = await startBuiltCroft(data.path);
    const listening = performance.now() - from;
    await converged(database, before, 0);
    idle.push(performance.now() - from);
    await allConnected(croft);
    console.log(
      `restart ${i + 1}: ready after ${round(listening, 0)} ms, converged after ${round(idle.at(-1) ?? 0, 0)} ms`,
    );
  }

  const digest = await upload(croft.address, 'long.gcode', longGcode());
  await croft.ask('mutation($input: AddJobInput!) { addJob(input: $input) { id } }', {
    input: { digest, copies: PRINTERS },
  });
  await until('a print on every machine', async () => {
    const states = await printerStates(croft);
    return states.length === PRINTERS && states.every((printer) => printer.phase === 'PRINTING');
  });
  const before = database.epochs();
  await croft.end('SIGKILL');
  await until('the end of every print', async () => (await farm.executed(LAST_LINE)) === PRINTERS, 120_000);
  const from = performance.now();
  croft = await startBuiltCroft(data.path);
  await converged(database, before, PRINTERS);
  const ended = round(performance.now() - from, 0);
  await allConnected(croft);
  await croft.end('SIGTERM');

  const worst = round(Math.max(...idle), 0);
  const goal = `≤ ${PRINTERS >= 100 ? 3000 : 1000} ms (to be: 1000)`;
  return [
    {
      name: `combinator killed → ${PRINTERS} idle machines converged, longest of ${RESTARTS}, start of Node included`,
      value: worst,
      unit: 'ms',
      reference: null,
      goal,
      met: worst <= 3000,
    },
    {
      name: `combinator killed → ${PRINTERS} machines converged whose prints ended meanwhile`,
      value: ended,
      unit: 'ms',
      reference: null,
      goal,
      met: ended <= 3000,
    },
  ];
}

function longGcode(): string {
  const [head = '', ...rest] = squareGcode('long', 1, 4).split(';LAYER_CHANGE');
  return [head, `G4 S${PRINT_SECONDS}\n`, ';LAYER_CHANGE', ...rest].join('');
}

const allConnected = (croft: RunningCroft): Promise<boolean> =>
  until('every printer connected', async () => {
    const states = await printerStates(croft);
    return states.length === PRINTERS && states.every((printer) => printer.link === 'CONNECTED');
  });

interface FarmDatabase extends Disposable {
  epochs(): ReadonlyMap<string, number>;
  /** Printers whose snapshot of a newer epoch than this was applied by a run. */
  reconciled(since: ReadonlyMap<string, number>): number;
  endedPrints(): number;
}

function openDatabase(data: string): FarmDatabase {
  const database = new DatabaseSync(join(data, 'farm.sqlite'), { readOnly: true });
  const printers = database.prepare('select id, epoch, snapshot_epoch from printer');
  const ended = database.prepare(
    "select count(*) as n from print where outcome = 'finished' and status = 'awaiting-retrieval'",
  );
  return {
    epochs: () => new Map(printers.all().map((row) => [String(row.id), Number(row.epoch)])),
    reconciled: (since) =>
      printers
        .all()
        .filter((row) => row.snapshot_epoch === row.epoch && Number(row.epoch) > (since.get(String(row.id)) ?? 0))
        .length,
    endedPrints: () => Number(ended.get()?.n),
    [Symbol.dispose]: () => database.close(),
  };
}

const converged = (database: FarmDatabase, since: ReadonlyMap<string, number>, prints: number): Promise<boolean> =>
  until(
    'the farm to converge',
    async () => database.reconciled(since) === PRINTERS && database.endedPrints() >= prints,
  );
