import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../harness/croft.ts';
import type { Evidence } from '../judge/evidence.ts';
import { type FarmHeldPrinter, KillFarm } from './farm.ts';
import { HELD_PRINTERS } from './held-printers.ts';
import { Operator } from './operator.ts';
import { type Fraction, isAtRest, look, seeded } from './person.ts';
import { anyone, pick } from './steering.ts';

/** How many of each driver, how many share a process (PR5a), and how often somebody is killed. */
const SCALES: Readonly<Record<string, Scale>> = {
  kill: { each: 3, together: 3, kills: 150 },
  nightly: { each: 3, together: 3, kills: 600 },
  release: { each: 3, together: 3, kills: 3_000 },
};
interface Scale {
  readonly each: number;
  readonly together: number;
  readonly kills: number;
}
const { each, together, kills } = SCALES[process.env.CROFT_TEST_SCALE ?? ''] ?? { each: 1, together: 2, kills: 20 };
const seed = Number(process.env.CROFT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const PAUSE_MS = { shortest: 40, spread: 400 };
/** One death more within this time is a crash loop to the guardian, and little would be printed until it is over. */
const DEATHS = { most: 4, withinMs: 30_000 };
const AT_REST = ['ready', 'unverified', 'awaiting-retrieval'];
/** Of the deaths: those in the moment in which a start leaves, of which only a look at the printer tells what became. */
const MAY_WONDER = 0.1;
/** A Bambu whose start nobody saw is believed to begin for four minutes. */
const SETTLE_LIMIT_MS = 330_000;

test(`[PR5a] [I2] [I7] [DR2] [DR7] [MA10] ${each} of each network driver, ${together} in a process, ${kills} times kill -9: every copy is printed exactly once and onto a clear bed`, {
  timeout: kills * 4_000 + 600_000,
}, async (t) => {
  const fraction = seeded(seed);
  await using farm = await KillFarm.open();
  await farm.startCombinator(['--printers-per-process', String(together)]);
  for (const driver of Object.keys(HELD_PRINTERS))
    for (let number = 1; number <= each; number++) await farm.addHeldPrinter(driver, number);
  const operator = new Operator(farm, seeded(seed + 1));
  const ending = new AbortController();
  const working = (async () => {
    while (!ending.signal.aborted) {
      await operator.round();
      await wait(50);
    }
  })();
  const supervising = farm.superviseCombinator(ending.signal);
  try {
    await until('everybody prints', async () => farm.heldPrinters.every(({ printer }) => printer.runs().length > 0));
    const began = performance.now();
    await killAround(farm, fraction);
    operator.tidying = true;
    await until('the farm has come to rest', () => isAtRest(farm), SETTLE_LIMIT_MS).catch(async (error: Error) => {
      const seen = await look(farm).catch(() => null);
      const wrong = [...operator.wrong].join('\n');
      const busy = (seen?.printers ?? [])
        .filter(({ id, phase }) => phase !== 'READY' || wrong.includes(id))
        .map(({ id }) => id);
      throw new Error(`${error.message}\n${wrong}\n${JSON.stringify(seen)}\n${farm.story(busy)}`);
    });
    const found = await farm.verdict();
    assert.deepEqual(found, [], 'violations');
    assert.deepEqual([...operator.wrong], [], 'all went well');
    assert.ok(
      operator.unseen.size <= kills * MAY_WONDER,
      `${operator.unseen.size} prints were looked for at the printer`,
    );
    const evidence = await farm.evidence(true);
    assert.deepEqual(notOnce(evidence), []);
    for (const { printer, name } of farm.heldPrinters) assert.ok(printer.runs().length >= 2, `${name} has printed`);
    const died = Object.entries(Object.groupBy(farm.kills, ({ process }) => process));
    t.diagnostic(`killed: ${died.map(([process, deaths]) => `${process} ${deaths?.length}`).join(', ')}`);
    const copies = evidence.jobs.reduce((sum, job) => sum + job.copies, 0);
    t.diagnostic(`looked for at the printer: ${operator.unseen.size}`);
    t.diagnostic(`${copies} copies in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  } catch (error) {
    t.diagnostic(`again with CROFT_TEST_SEED=${seed} CROFT_TEST_SCALE=${process.env.CROFT_TEST_SCALE ?? ''}`);
    throw error;
  } finally {
    ending.abort();
    await working;
    farm.kill('combinator');
    await supervising;
  }
});

/** Kills machines, mostly of those that do something, guardian and combinator until it has happened often enough. */
async function killAround(farm: KillFarm, fraction: Fraction): Promise<void> {
  while (farm.kills.length < kills) {
    const victim = anyone(fraction);
    do await wait(PAUSE_MS.shortest + fraction() * PAUSE_MS.spread);
    while (!(victim === 'machine' ? killMachine(farm, fraction) : farm.kill(victim)));
  }
}

/** Answers whether there was one to kill: they may all be just being started. */
function killMachine(farm: KillFarm, fraction: Fraction): boolean {
  const mayDie = farm.heldPrinters.filter((printer) => deathsOf(farm, printer) < DEATHS.most);
  const busy = mayDie.filter(({ id }) => !AT_REST.includes(farm.phaseOf(id)));
  const printer = pick(busy.length > 0 && fraction() < 0.8 ? busy : mayDie, fraction);
  return printer !== null && farm.kill('machine', printer.id);
}

/** Whoever shares a process dies with it. */
function deathsOf(farm: KillFarm, { id }: FarmHeldPrinter): number {
  const since = Date.now() - DEATHS.withinMs;
  return [...farm.kills, ...farm.neighbourDeaths].filter(({ printerId, at }) => printerId === id && at > since).length;
}

/** Told by the printers themselves: each job's copies were printed, to their ends, and nothing else was. */
function notOnce({ jobs, prints, printers }: Evidence): readonly string[] {
  const runs = printers.flatMap(({ held = [] }) => held);
  const broken = runs.filter(({ outcome }) => outcome !== 'finished').map(({ printId }) => `${printId} did not finish`);
  const wrong = jobs.flatMap(({ id, copies }) => {
    const ours = new Set(prints.filter(({ job_id }) => job_id === id).map((print) => print.id));
    const made = runs.filter(({ printId }) => printId !== null && ours.has(printId)).length;
    return made === copies ? [] : [`job ${id}: ${made} prints of ${copies} copies`];
  });
  return [...broken, ...wrong];
}
