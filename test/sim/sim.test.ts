import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { root } from '../harness/croft.ts';
import { CELLS, FAULT_NAMES, STRUCK_PHASES } from './faults.ts';
import { AIMS, cellName, type Life, live } from './live.ts';
import { liveAll } from './lives.ts';
import { SCENARIOS } from './scenarios.ts';

/** Seeds per scale (quality.md §3); a few where it runs among all other tests. */
const SEEDS: Readonly<Record<string, number>> = { sim: 2_000, nightly: 200_000, release: 2_000_000 };
const seeds = Number(process.env.CROFT_TEST_SEEDS ?? SEEDS[process.env.CROFT_TEST_SCALE ?? ''] ?? 40);
/** The first seed. The same farms each time, unless told. */
const first = Number(process.env.CROFT_TEST_SEED ?? 0);
/** More failures than these say nothing new. */
const FAILURES_LIMIT = Number(process.env.CROFT_TEST_FAILURES ?? 5);

/** Beyond this every cell has been aimed at several times, and each that never occurred is a failure. */
const TURNS_FOR_CELLS = 8;
/** Beyond this every fault and every phase has been. */
const TURNS_FOR_ROWS = 0.3;

/** What should have occurred in so many seeds and did not: a run that misses its faults proves nothing. */
function missing(met: ReadonlyMap<string, number>, tallies: ReadonlyMap<string, number>): readonly string[] {
  const turns = (seeds * AIMS) / CELLS.length;
  const occurred = (name: string): boolean => (met.get(name) ?? tallies.get(name) ?? 0) > 0;
  if (turns >= TURNS_FOR_CELLS) {
    const scenarios = Object.entries(SCENARIOS).filter(([, names]) => !names.some(occurred));
    return [...CELLS.map(cellName).filter((name) => !occurred(name)), ...scenarios.map(([name]) => name)];
  }
  if (turns < TURNS_FOR_ROWS) return [];
  const rows = FAULT_NAMES.filter((fault) => !STRUCK_PHASES.some((phase) => occurred(cellName({ fault, phase }))));
  const columns = STRUCK_PHASES.filter((phase) => !FAULT_NAMES.some((fault) => occurred(cellName({ fault, phase }))));
  return [...rows, ...columns];
}

/** How one seed is run again, alone. */
function again({ seed }: Life): string {
  return `again with CROFT_TEST_SEED=${seed} CROFT_TEST_SEEDS=1 at ${commit()}`;
}

/** A copy of the sources is of no commit. */
function commit(): string {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? `commit ${stdout.trim()}` : 'no commit';
}

function add(sums: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
}

describe('a farm on a seed', () => {
  test(`[I1] [I2] [I3] [I4] [I5] [I7] [I9] [I10] [I11] [CK1] [CK3] [CK4] [CK5] [CK6] [CK7] [CK8] ${seeds} farms are struck, and none breaks a promise`, {
    timeout: 120_000 + seeds * 10_000,
  }, async (t) => {
    const began = performance.now();
    const bad: Life[] = [];
    const met = new Map<string, number>();
    const tallies = new Map<string, number>();
    let virtualMs = 0;
    let lived = 0;
    await liveAll(
      Array.from({ length: seeds }, (_, i) => first + i),
      (life) => {
        lived++;
        virtualMs += life.virtualMs;
        add(met, life.met);
        add(tallies, life.tallies);
        if (life.wrong.length > 0) bad.push(life);
      },
      () => bad.length >= FAILURES_LIMIT,
    );
    const seconds = (performance.now() - began) / 1000;
    t.diagnostic(
      `${lived} seeds in ${seconds.toFixed(0)} s (${(lived / seconds).toFixed(1)}/s), ${(virtualMs / 1000 / seconds).toFixed(0)} × real time`,
    );
    for (const fault of FAULT_NAMES) t.diagnostic(`${fault.padEnd(42)} ${rowOf(fault, met)}`);
    for (const [what, count] of [...tallies].sort()) t.diagnostic(`${String(count).padStart(6)} ${what}`);
    for (const life of bad)
      t.diagnostic(
        `seed ${life.seed}, ${again(life)}:\n  ${life.wrong.join('\n  ')}\n${life.trace.slice(-60).join('\n')}`,
      );
    assert.deepEqual(
      bad.map(({ seed }) => seed),
      [],
      bad.map(again).join('; '),
    );
    assert.deepEqual(missing(met, tallies), [], 'these never occurred');
  });

  test('the same seed is the same farm, event by event', async () => {
    const one = await live(first);
    const other = await live(first);
    assert.ok(one.trace.length > 50);
    assert.deepEqual(other.trace, one.trace);
    assert.notDeepEqual((await live(first + 1)).trace, one.trace);
  });
});

const rowOf = (fault: string, met: ReadonlyMap<string, number>): string =>
  STRUCK_PHASES.map((phase) => `${phase.slice(0, 6)} ${met.get(`${fault} × ${phase}`) ?? 0}`).join('  ');
