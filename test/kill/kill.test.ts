import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { root, until } from '../harness/croft.ts';
import { KillFarm, type Victim } from './farm.ts';
import { type Fraction, look, Person, seeded } from './person.ts';

/** Kills per scale (quality.md §3); 100 where it runs among all other tests: about a minute of two cores. */
const KILLS: Readonly<Record<string, number>> = { nightly: 10_000, release: 100_000, planted: 60 };
const kills = Number(process.env.CROFT_TEST_KILLS ?? KILLS[process.env.CROFT_TEST_SCALE ?? ''] ?? 100);
const seed = Number(process.env.CROFT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const PRINTERS = ['Ada', 'Bea', 'Cleo', 'Dora', 'Elsa', 'Fay'];
/** Phases that wait; the others are more worth a blow. */
const IDLE = ['none', 'connecting', 'unverified', 'ready', 'awaiting-retrieval', 'faulted', 'stopped'];
/** Between kills: long enough that something is under way again, short enough that much is hit while it recovers. */
const PAUSE_MS = { shortest: 20, spread: 500 };
/** Two processes that die together do so within this time. */
const TOGETHER_MS = 50;
/** A machine in a crash loop waits for up to a minute before it is tried again. */
const SETTLE_LIMIT_MS = 150_000;

/** phase × process → kills. */
class Table {
  readonly #cells = new Map<string, Map<Victim, number>>();

  count(phase: string, victim: Victim): void {
    const row = this.#cells.get(phase) ?? new Map<Victim, number>();
    this.#cells.set(phase, row);
    row.set(victim, (row.get(victim) ?? 0) + 1);
  }

  lines(): readonly string[] {
    const rows = [...this.#cells].sort().map(([phase, row]) => {
      const cell = (victim: Victim): string => String(row.get(victim) ?? 0).padStart(10);
      return `${phase.padEnd(20)}${cell('machine')}${cell('guardian')}${cell('combinator')}`;
    });
    return [`${'phase'.padEnd(20)}   machine  guardian combinator`, ...rows];
  }
}

test(`[I2] [I7] [PR2] ${kills} times kill -9 of machine, guardian and combinator: no print is lost, doubled or put onto another`, {
  timeout: kills * 6_000 + 300_000,
}, async (t) => {
  const fraction = seeded(seed);
  const began = performance.now();
  await using farm = await KillFarm.open();
  await farm.startCombinator();
  for (const [i, name] of PRINTERS.entries())
    await farm.addPrinter(name, { speed: 40, seed: seed + i, advancedOk: i % 2 === 0, resetOnOpen: i % 3 === 0 });
  const person = new Person(farm, seeded(seed + 1));
  const ending = new AbortController();
  const killing = new AbortController();
  const clicking = (async () => {
    while (!ending.signal.aborted) {
      await person.round();
      await wait(100);
    }
  })();
  const supervising = farm.superviseCombinator(ending.signal);
  const table = new Table();
  try {
    await until('a first print', async () => farm.printers.some(({ id }) => farm.phaseOf(id) === 'printing'));
    await killMany(farm, kills, fraction, table);
    killing.abort();
    const killed = performance.now();
    person.tidying = true;
    await until('the farm has come to rest', () => isAtRest(farm), SETTLE_LIMIT_MS).catch(async (error: Error) => {
      const seen = await look(farm).catch(() => null);
      const story = farm.story((seen?.printers ?? []).filter(({ phase }) => phase !== 'READY').map(({ id }) => id));
      throw new Error(`${error.message}\n${JSON.stringify(seen)}\n${story}`);
    });
    const seconds = (ms: number): string => (ms / 1000).toFixed(0);
    const found = await farm.verdict();
    const { prints } = await farm.evidence(true);
    const outcomes = Object.entries(Object.groupBy(prints, (each) => each.outcome ?? each.status));
    t.diagnostic(
      `${farm.kills.length} kills in ${seconds(killed - began)} s, at rest ${seconds(performance.now() - killed)} s later`,
    );
    t.diagnostic(
      `${person.clicks} clicks (${person.failed} lost), prints: ${outcomes.map(([how, rows]) => `${rows?.length} ${how}`).join(', ')}`,
    );
    for (const line of table.lines()) t.diagnostic(line);
    assert.deepEqual(found, [], `${found.length} violations; ${again()}`);
    assert.ok(
      prints.some((each) => each.outcome === 'finished'),
      `nothing was printed to its end; ${again()}`,
    );
  } catch (error) {
    t.diagnostic(again());
    throw error;
  } finally {
    ending.abort();
    await clicking;
    farm.kill('combinator');
    await supervising;
  }
});

/** How a failure is run again. */
function again(): string {
  const commit = execFileSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  return `again with CROFT_TEST_SEED=${seed} CROFT_TEST_KILLS=${kills} at commit ${commit}`;
}

async function killMany(farm: KillFarm, count: number, fraction: Fraction, table: Table): Promise<void> {
  const blow = (victim: Victim): void => {
    const busy = farm.printers.filter(({ id }) => !IDLE.includes(farm.phaseOf(id)));
    const from = busy.length > 0 && fraction() < 0.6 ? busy : farm.printers;
    const printer = from[Math.floor(fraction() * from.length)];
    const phases = victim === 'machine' ? [printer?.id ?? ''] : farm.printers.map(({ id }) => id);
    const before = phases.map((id) => farm.phaseOf(id));
    if (!farm.kill(victim, victim === 'machine' ? (printer?.id ?? '') : null)) return;
    for (const phase of new Set(before)) table.count(phase, victim);
  };
  const choose = (): Victim => {
    const chance = fraction();
    if (chance < 0.7) return 'machine';
    return chance < 0.85 ? 'combinator' : 'guardian';
  };
  while (farm.kills.length < count) {
    const first = choose();
    blow(first);
    const kind = fraction();
    if (kind < 0.2) {
      await wait(fraction() * TOGETHER_MS);
      blow(choose());
    } else if (kind < 0.35) {
      // Again, in the middle of its recovery.
      await wait(50 + fraction() * 400);
      blow(first);
    }
    await wait(PAUSE_MS.shortest + fraction() * PAUSE_MS.spread);
  }
}

/** Nothing goes on by itself any more, and nobody is waited for. */
async function isAtRest(farm: KillFarm): Promise<boolean> {
  const seen = await look(farm).catch(() => null);
  if (seen === null || seen.jobs.length > 0) return false;
  return seen.printers.every(({ phase, link, reachable }) => phase === 'READY' && link === 'CONNECTED' && reachable);
}
