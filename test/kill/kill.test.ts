import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { root, until } from '../harness/croft.ts';
import { Cells, VICTIMS } from './cells.ts';
import { KillFarm } from './farm.ts';
import { isAtRest, look, Person, seeded } from './person.ts';
import { killMany } from './steering.ts';

/** Kills per scale (quality.md §3); 100 where it runs among all other tests: about a minute of two cores. */
const KILLS: Readonly<Record<string, number>> = { kill: 300, nightly: 10_000, release: 100_000, planted: 60 };
const kills = Number(process.env.CROFT_TEST_KILLS ?? KILLS[process.env.CROFT_TEST_SCALE ?? ''] ?? 100);
const seed = Number(process.env.CROFT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const PRINTERS = ['Ada', 'Bea', 'Cleo', 'Dora', 'Elsa', 'Fay'];
/** The scale from which on each cell of the table is owed (quality.md §3): every cell at least 5. */
const WHOLE_TABLE = { kills: 300, each: 5 };
/** At that scale what is short is made up for, within reason. */
const MAKE_UP = 1.5;
/** Meanwhile machines are upgraded, one at a time: each step of a hand-over is killed in as well. */
const UPGRADE_EVERY_MS = 4_000;
/** A machine in a crash loop waits for up to a minute before it is tried again. */
const SETTLE_LIMIT_MS = 150_000;

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
  const clicking = (async () => {
    while (!ending.signal.aborted) {
      await person.round();
      await wait(100);
    }
  })();
  let upgrades = 0;
  const upgrading = (async () => {
    const which = seeded(seed + 2);
    while (!ending.signal.aborted) {
      const printer = farm.printers[Math.floor(which() * farm.printers.length)];
      if (printer !== undefined && (await farm.upgrade(printer.id))) upgrades++;
      await wait(UPGRADE_EVERY_MS);
    }
  })();
  const supervising = farm.superviseCombinator(ending.signal);
  const cells = new Cells(Math.max(1, Math.floor(WHOLE_TABLE.each * Math.min(1, kills / WHOLE_TABLE.kills))));
  const blows = { farm, person, fraction, cells };
  try {
    await until('a first print', async () => farm.printers.some(({ id }) => farm.phaseOf(id) === 'printing'));
    await killMany(blows, kills);
    if (kills >= WHOLE_TABLE.kills) await killMany(blows, kills * MAKE_UP, () => cells.owed.length === 0);
    const killed = performance.now();
    person.tidying = true;
    await until('the farm has come to rest', () => isAtRest(farm), SETTLE_LIMIT_MS).catch(async (error: Error) => {
      const seen = await look(farm).catch(() => null);
      const story = farm.story((seen?.printers ?? []).filter(({ phase }) => phase !== 'READY').map(({ id }) => id));
      throw new Error(`${error.message}\n${JSON.stringify(seen)}\n${story}`);
    });
    const seconds = (ms: number): string => (ms / 1000).toFixed(0);
    t.diagnostic(`${upgrades} machines upgraded in the midst of it`);
    const found = await farm.verdict();
    const { prints } = await farm.evidence(true);
    const outcomes = Object.entries(Object.groupBy(prints, (each) => each.outcome ?? each.status));
    t.diagnostic(
      `${farm.kills.length} kills in ${seconds(killed - began)} s, at rest ${seconds(performance.now() - killed)} s later`,
    );
    t.diagnostic(
      `${person.clicks} clicks (${person.failed} lost), prints: ${outcomes.map(([how, rows]) => `${rows?.length} ${how}`).join(', ')}`,
    );
    for (const line of cells.lines()) t.diagnostic(line);
    assert.deepEqual(found, [], `${found.length} violations; ${again()}`);
    for (const victim of VICTIMS)
      assert.ok(
        farm.kills.some((each) => each.process === victim),
        `no ${victim} was killed; ${again()}`,
      );
    if (kills >= WHOLE_TABLE.kills) assert.deepEqual(cells.owed, [], `kills are missing; ${again()}`);
    assert.ok(
      prints.some((each) => each.outcome === 'finished'),
      `nothing was printed to its end; ${again()}`,
    );
  } catch (error) {
    t.diagnostic(again());
    throw error;
  } finally {
    ending.abort();
    await Promise.all([clicking, upgrading]);
    farm.kill('combinator');
    await supervising;
  }
});

/** How a failure is run again. */
function again(): string {
  return `again with CROFT_TEST_SEED=${seed} CROFT_TEST_KILLS=${kills} at ${commit()}`;
}

/** A copy without its history, as the planted bugs are tested in, must not fail for the lack of it. */
function commit(): string {
  const { status, stdout } = spawnSync('git', ['-C', root, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
  return status === 0 ? `commit ${stdout.trim()}` : 'no commit';
}
