import type { PhaseKind } from '#model/phase';
import { type PrinterKind, SimFarm, type SimOptions } from './farm.ts';
import { type Aim, CELLS, FAULTS, STRUCK_PHASES, type StruckPhase, WAYS } from './faults.ts';
import type { MachineHost } from './machine-host.ts';

/** What came of one seed. */
export interface Life {
  readonly seed: number;
  /** Empty when the farm kept every promise. */
  readonly wrong: readonly string[];
  readonly trace: readonly string[];
  /** `fault × phase` → how often it met. */
  readonly met: ReadonlyMap<string, number>;
  readonly tallies: ReadonlyMap<string, number>;
  readonly virtualMs: number;
}

/** Cells that one seed aims at; the next seed goes on behind them. */
export const AIMS = 4;
/** Shares no factor with the number of cells: neighbouring seeds meet other faults and other phases. */
const CELL_STRIDE = 157;
const AIM_LIMIT_MS = 30_000;
const ROUND = { leastMs: 400, spreadMs: 1_600 };
/** Phases that a machine passes through quickly are struck quickly. */
const STRIKE_MS: Partial<Readonly<Record<PhaseKind, number>>> = {
  ready: 1_500,
  unverified: 1_500,
  'awaiting-retrieval': 1_500,
};
const DEVICE_PRINT_MS = 9_000;
/** Per round, a link breaks, and what was under way or had lately arrived turns up in a later one. */
const LATE = { chance: 0.12 };
/** Faults that lead somewhere only if nothing else comes between: a start has its deadline (JO10). */
const SLOW_FAULTS: Partial<Readonly<Record<Aim['fault'], number>>> = { 'printer does not move': 25_000 };
const WARM_UP_MS = 6_000;
/** So that a number and the next have nothing in common. */
const STRIDE = 2_654_435_761;

export const cellName = ({ fault, phase }: Aim): string => `${fault} × ${phase}`;

const aimAt = (turn: number): Aim => CELLS[(turn * CELL_STRIDE) % CELLS.length] as Aim;

/** Every third farm has printers that hold their files, half of those no other. */
const kindsOf = (seed: number): readonly PrinterKind[] =>
  seed % 3 !== 2 ? ['host', 'host'] : seed % 2 === 0 ? ['device', 'device'] : ['host', 'device'];

/** One farm on its seed: it works, is struck, calms down, and is judged; `look` sees what it leaves behind. */
export async function live(
  seed: number,
  options: SimOptions = {},
  look: (farm: SimFarm) => Promise<void> = async () => {},
): Promise<Life> {
  await using farm = await SimFarm.open(Math.imul(seed + 1, STRIDE) >>> 0, { kinds: kindsOf(seed), ...options });
  const met = new Map<string, number>();
  const wrong: string[] = [];
  try {
    farm.do('addJob', farm.pick(farm.hosts));
    work(farm);
    await farm.run(WARM_UP_MS);
    const aims = Array.from({ length: AIMS }, (_, i) => aimAt(seed * AIMS + i));
    for (const aim of aims) await strike(farm, aim, met);
    farm.calm();
    wrong.push(...(await farm.reconciles()));
    wrong.push(...(await farm.comesToRest()));
    if (wrong.length === 0) wrong.push(...(await farm.staysAsItIs()));
    wrong.push(...(await farm.verdict()));
    await farm.tallyPrints();
    await look(farm);
  } catch (error) {
    wrong.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return { seed, wrong, trace: farm.trace, met, tallies: farm.tallies, virtualMs: farm.time.monotonic() };
}

/** People go their rounds, and now and then a cable, until the farm is calm. */
function work(farm: SimFarm): void {
  const ms = ROUND.leastMs + ROUND.spreadMs * farm.chance.fraction();
  farm.time.schedule(ms, () => {
    if (farm.people.tidying) return;
    farm.people.round().catch((error: unknown) => farm.fail(error));
    if (farm.chance.fraction() < LATE.chance) farm.cutLink(farm.pick(farm.hosts));
    work(farm);
  });
}

/** Waits for the phase at one of the printers, helps it to come, and strikes in it; gives up after a while. */
async function strike(farm: SimFarm, aim: Aim, met: Map<string, number>): Promise<void> {
  let struck = false;
  const aimed = (host: MachineHost): void => {
    // A file on its way, a preview and a print are one phase.
    const isLong = aim.phase === 'printing' && host.body.held !== undefined;
    const ms = farm.chance.fraction() * (isLong ? DEVICE_PRINT_MS : (STRIKE_MS[aim.phase] ?? 250));
    farm.time.schedule(ms, () => {
      if (struck || host.phase !== aim.phase) return;
      struck = true;
      const cell = cellName(aim);
      met.set(cell, (met.get(cell) ?? 0) + 1);
      farm.tell(`strike ${cell} ${farm.nameOf(host)}`);
      FAULTS[aim.fault](farm, host);
    });
  };
  const lead = (host: MachineHost): void => {
    const from = aim.phase === 'connecting' || aim.phase === 'unverified' ? 'ready' : 'printing';
    if (host.phase !== from) return;
    farm.time.schedule(300 + 1_500 * farm.chance.fraction(), () => {
      if (!struck && host.phase === from) WAYS[aim.phase]?.(farm, host);
    });
  };
  const look = (host: MachineHost): void => {
    if (struck) return;
    if (host.phase === aim.phase) aimed(host);
    else if (isStruck(host.phase)) lead(host);
  };
  farm.onPhase = look;
  for (const host of farm.hosts) look(host);
  for (let waited = 0; !struck && waited < AIM_LIMIT_MS; waited += 1_000) {
    if (waited % 5_000 === 0)
      for (const deed of ['addJob', 'confirm', 'recover'] as const) farm.do(deed, farm.pick(farm.hosts));
    await farm.run(1_000);
  }
  farm.onPhase = null;
  await farm.run((SLOW_FAULTS[aim.fault] ?? 1_000) + 4_000 * farm.chance.fraction());
}

const isStruck = (phase: PhaseKind): phase is StruckPhase => (STRUCK_PHASES as readonly string[]).includes(phase);
