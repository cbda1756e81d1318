import { setTimeout as wait } from 'node:timers/promises';
import type { Cells } from './cells.ts';
import type { KillFarm, Victim } from './farm.ts';
import type { Deed, Fraction, Person } from './person.ts';

/** Between blows: long enough that something is under way again, short enough that much is hit while it recovers. */
const PAUSE_MS = { shortest: 20, spread: 200 };
/** Two processes that die together do so within this time. */
const TOGETHER_MS = 50;
/** A process that was killed is killed again within this time after it is there again. */
const RECOVERY_MS = 400;
/** A phase that nobody is in by then is waited for another time, and somebody is killed wherever he is. */
const MOMENT_LIMIT_MS = 3_000;
/** An instruction that is not come to by then is left for another time: not every printer is working. */
const POINT_LIMIT_MS = 4_000;
const LOOK_MS = 4;
const CHANCE = { point: 0.35, with: 0.15, recovery: 0.15 };

/** What the person is to do more often, so that a phase is reached. */
const WISHES: readonly (readonly [Deed, readonly string[]])[] = [
  ['pause', ['pausing', 'paused', 'resuming']],
  ['cancel', ['cancelling']],
  ['stop', ['stopped']],
  ['bigFile', ['preparing']],
];

export interface Blows {
  readonly farm: KillFarm;
  readonly person: Person;
  readonly fraction: Fraction;
  readonly cells: Cells;
}

/**
 * One blow after the other until the farm has died `count` times, each at a moment that a cell is short of: the moment is waited for, then
 * somebody is killed. What is not short of anything is killed wherever it is.
 */
export async function killMany(blows: Blows, count: number, isDone: () => boolean = () => false): Promise<void> {
  const { farm, fraction } = blows;
  while (farm.kills.length < count && !isDone()) {
    await blow(blows);
    await wait(PAUSE_MS.shortest + fraction() * PAUSE_MS.spread);
  }
}

async function blow(blows: Blows): Promise<void> {
  const { cells, fraction, person } = blows;
  const phases = new Set(cells.short('phase').map(({ how }) => how.phase));
  person.wishes = new Set(WISHES.flatMap(([deed, to]) => (to.some((phase) => phases.has(phase)) ? [deed] : [])));
  const chance = fraction();
  if (chance < CHANCE.point) {
    const cell = pick(cells.short('point'), fraction);
    if (cell !== null) return dieAt(blows, cell.victim, cell.how.point);
  } else if (chance < CHANCE.point + CHANCE.with) {
    const cell = pick(cells.short('with'), fraction);
    if (cell !== null) return together(blows, cell.victim, cell.how.other);
  } else if (chance < CHANCE.point + CHANCE.with + CHANCE.recovery) {
    const cell = pick(cells.short('recovery'), fraction);
    if (cell !== null) return inRecovery(blows, cell.victim);
  }
  if (phases.size > 0 && (await inPhase(blows))) return;
  kill(blows, anyone(fraction), null);
}

/** Waits until a printer is in a phase that is short of a kill, and kills. */
async function inPhase(blows: Blows): Promise<boolean> {
  const { farm, cells, fraction } = blows;
  const deadline = performance.now() + MOMENT_LIMIT_MS;
  const short = cells.short('phase');
  while (performance.now() < deadline) {
    for (const { victim, how } of short) {
      const there = farm.printers.filter(({ id }) => farm.phaseOf(id) === how.phase);
      const printer = pick(there, fraction);
      if (printer !== null && kill(blows, victim, printer.id)) return true;
    }
    await wait(LOOK_MS);
  }
  return false;
}

async function together(blows: Blows, first: Victim, second: Victim): Promise<void> {
  const { cells, fraction } = blows;
  const [a, b] = twoOf(blows);
  if (!kill(blows, first, a)) return;
  await wait(fraction() * TOGETHER_MS);
  if (kill(blows, second, b)) cells.count(first, { kind: 'with', other: second });
}

async function inRecovery(blows: Blows, victim: Victim): Promise<void> {
  const { farm, cells, fraction } = blows;
  const [printerId] = twoOf(blows);
  const of = victim === 'machine' ? printerId : null;
  if (!kill(blows, victim, printerId)) return;
  const deadline = performance.now() + MOMENT_LIMIT_MS;
  while (farm.pids(victim, of).length === 0) {
    // In a crash loop, or nobody is left who starts it: some other time.
    if (performance.now() > deadline) return;
    await wait(LOOK_MS);
  }
  await wait(fraction() * RECOVERY_MS);
  if (kill(blows, victim, printerId)) cells.count(victim, { kind: 'recovery' });
}

async function dieAt(
  { farm, cells, fraction }: Blows,
  victim: Victim,
  point: Parameters<KillFarm['dieAt']>[1],
): Promise<void> {
  const printer = pick(farm.printers, fraction);
  const printerId = victim === 'machine' ? (printer?.id ?? null) : null;
  if (await farm.dieAt(victim, point, printerId, POINT_LIMIT_MS)) cells.count(victim, { kind: 'point', point });
}

/** A blow from outside, and in which phases it was: of its own printer, or of all that a guardian or a combinator serves. */
function kill({ farm, cells, fraction }: Blows, victim: Victim, wished: string | null): boolean {
  const printerId = wished ?? pick(farm.printers, fraction)?.id ?? '';
  const hit = victim === 'machine' ? [printerId] : farm.printers.map(({ id }) => id);
  const before = hit.map((id) => farm.phaseOf(id));
  if (!farm.kill(victim, victim === 'machine' ? printerId : null)) return false;
  const after = hit.map((id) => farm.phaseOf(id));
  // What changed in between died in one of the two, and nobody knows in which.
  for (const phase of new Set(before.filter((each, i) => each === after[i])))
    cells.count(victim, { kind: 'phase', phase });
  return true;
}

/** Two printers; one of them, where there is none in a phase that ends by itself, may be at rest. */
function twoOf({ farm, fraction }: Blows): readonly [string, string] {
  const busy = farm.printers.filter(({ id }) => farm.phaseOf(id) === 'printing');
  const first = pick(busy.length > 0 && fraction() < 0.7 ? busy : farm.printers, fraction);
  const second = pick(
    farm.printers.filter((each) => each !== first),
    fraction,
  );
  return [first?.id ?? '', second?.id ?? ''];
}

/** Whom it meets without anything to aim at. */
export function anyone(fraction: Fraction): Victim {
  const chance = fraction();
  if (chance < 0.7) return 'machine';
  return chance < 0.85 ? 'combinator' : 'guardian';
}

export function pick<T>(from: readonly T[], fraction: Fraction): T | null {
  return from[Math.floor(fraction() * from.length)] ?? null;
}
