import type { Wait } from './board.ts';

/** What is so now, for people and tests. */
export interface FirmwareStatus {
  readonly state: 'booting' | 'running' | 'stopped' | 'killed';
  readonly lastN: number;
  readonly ring: number;
  readonly waiting: Wait['kind'] | null;
  readonly nozzle: number;
  readonly nozzleTarget: number;
  readonly bedTemperature: number;
  readonly bedTarget: number;
  readonly fanPercent: number;
  readonly progressPercent: number;
  readonly position: { readonly x: number; readonly y: number; readonly z: number; readonly e: number };
  readonly moving: boolean;
  readonly lastMotionMs: number;
  readonly blocks: number;
  readonly underruns: number;
  readonly standstillMs: number;
}
