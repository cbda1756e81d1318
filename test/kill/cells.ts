import { DEATH_POINTS, type DeathPoint } from './death-points.ts';
import type { Victim } from './farm.ts';

/** One kind of death that a run must have met: who died, and how or in what. */
export interface Cell {
  readonly victim: Victim;
  readonly how:
    | { readonly kind: 'phase'; readonly phase: string }
    | { readonly kind: 'point'; readonly point: DeathPoint }
    /** Another process of this kind dies within 50 ms. */
    | { readonly kind: 'with'; readonly other: Victim }
    /** Killed a second time, before it has come to itself. */
    | { readonly kind: 'recovery' };
}

export const VICTIMS: readonly Victim[] = ['machine', 'guardian', 'combinator'];
const PHASES = [
  'connecting',
  'adopting',
  'unverified',
  'ready',
  'preparing',
  'printing',
  'pausing',
  'paused',
  'resuming',
  'cancelling',
  'awaiting-retrieval',
  'faulted',
  'stopped',
];
/** Phases that no kill can meet, and why. */
const UNREACHABLE = { clearing: 'no driver offers an ejection yet, so no machine is ever in it' };
const PAIRS: readonly (readonly [Victim, Victim])[] = [
  ['machine', 'machine'],
  ['machine', 'guardian'],
  ['machine', 'combinator'],
  ['guardian', 'combinator'],
];

const ALL: readonly Cell[] = [
  ...PHASES.flatMap((phase) => VICTIMS.map((victim): Cell => ({ victim, how: { kind: 'phase', phase } }))),
  ...PAIRS.map(([victim, other]): Cell => ({ victim, how: { kind: 'with', other } })),
  ...VICTIMS.map((victim): Cell => ({ victim, how: { kind: 'recovery' } })),
  ...VICTIMS.flatMap((victim) =>
    DEATH_POINTS[victim].map((point): Cell => ({ victim, how: { kind: 'point', point } })),
  ),
];

/** phase × process and the other ways to die → kills: what a run has met, and what it still owes. */
export class Cells {
  readonly #counts = new Map<string, number>();
  readonly #target: number;

  /** @param target kills that each cell is to have */
  constructor(target: number) {
    this.#target = target;
  }

  count(victim: Victim, how: Cell['how']): void {
    const key = keyOf(victim, how);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Those that have fewer kills than they should; the emptiest first. */
  short<K extends Cell['how']['kind']>(kind: K): readonly (Cell & { readonly how: { readonly kind: K } })[] {
    return ALL.filter((cell): cell is Cell & { readonly how: { readonly kind: K } } => cell.how.kind === kind)
      .filter((cell) => this.#of(cell) < this.#target)
      .sort((a, b) => this.#of(a) - this.#of(b));
  }

  /** Everything that is short, by name. */
  get owed(): readonly string[] {
    return ALL.filter((cell) => this.#of(cell) < this.#target).map(
      (cell) => `${keyOf(cell.victim, cell.how)}: ${this.#of(cell)}`,
    );
  }

  lines(): readonly string[] {
    const rows = new Map<string, Map<Victim, number>>();
    for (const cell of ALL) {
      const row = rows.get(rowOf(cell.how)) ?? new Map<Victim, number>();
      rows.set(rowOf(cell.how), row.set(cell.victim, this.#of(cell)));
    }
    const line = (name: string, cell: (victim: Victim) => string): string =>
      name.padEnd(24) + VICTIMS.map((victim) => cell(victim).padStart(11)).join('');
    return [
      line('', (victim) => victim),
      ...[...rows].map(([name, row]) => line(name, (victim) => String(row.get(victim) ?? '·'))),
      ...Object.entries(UNREACHABLE).map(([phase, why]) => `${phase}: ${why}`),
    ];
  }

  #of({ victim, how }: Cell): number {
    return this.#counts.get(keyOf(victim, how)) ?? 0;
  }
}

function rowOf(how: Cell['how']): string {
  switch (how.kind) {
    case 'phase':
      return how.phase;
    case 'point':
      return how.point;
    case 'with':
      return `with a ${how.other}`;
    case 'recovery':
      return 'in its recovery';
  }
}

const keyOf = (victim: Victim, how: Cell['how']): string => `${victim}, ${rowOf(how)}`;
