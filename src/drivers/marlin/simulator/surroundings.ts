import type { Fact } from './board.ts';
import type { PhysicalBed } from './physical-bed.ts';

/** What kind of line goes out, so that faults can single out an `ok` or a `Resend`. */
export type OutputKind = 'ok' | 'resend' | 'resend-ok' | 'other';

/** A line taken from the host, or from the card (`n` null, no `ok`). */
export interface ExecutedLine {
  readonly n: number | null;
  readonly text: string;
  readonly source: 'serial' | 'panel';
}

/** The world around the board. Every call carries the printer's time, ms. */
export interface Surroundings {
  readonly bed: PhysicalBed;
  output(kind: OutputKind, line: string, atMs: number): void;
  /** A line takes effect (a move: it enters the planner). */
  executed(line: ExecutedLine, atMs: number): void;
  fact(fact: Fact, atMs: number): void;
  /** May turn a good numbered line into a refused one, or reset the board at it. */
  intercept(n: number): 'accept' | 'refuse' | 'reset';
}
