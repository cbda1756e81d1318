import type { ConnectionTiming } from './connection.ts';

/** How long the driver waits for what, ms; tests wait less. */
export interface MoonrakerTiming extends ConnectionTiming {
  /** A start that was answered shows by then, or the history is asked (JO10, MA11a). */
  readonly startProofMs: number;
  readonly stopRepeatMs: number;
  /** An object that was left out shows as such by then (DR3). */
  readonly skipProofMs: number;
  /** Klipper is back by then after a restart that a person wished (DR3); 2.3 s were measured. */
  readonly restartProofMs: number;
}

export const TIMING: MoonrakerTiming = {
  answerMs: 10_000,
  pingMs: 10_000,
  silenceMs: 30_000,
  retry: { firstMs: 500, capMs: 30_000 },
  startupAskMs: 2_000,
  startProofMs: 10_000,
  stopRepeatMs: 2_000,
  skipProofMs: 30_000,
  restartProofMs: 60_000,
};
