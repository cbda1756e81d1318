import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { isNetworkTrouble } from './network-trouble.ts';

export type LightState = 'on' | 'off';

/** The case light's own G-code, for printers that know another command for it; null for anything else. PURE. */
export function lightOf(lines: readonly string[]): LightState | null {
  const [line, ...more] = lines;
  const match = /^\s*M355\s+S([01])\s*$/i.exec(line ?? '');
  if (match === null || more.length > 0) return null;
  return match[1] === '1' ? 'on' : 'off';
}

export interface LightParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** As the printer shows it: null where it tells of none, `blind` out of its sight. */
  readonly shown: () => LightState | null | 'blind';
  readonly order: () => Promise<void>;
  /** A light that was switched shows by then. */
  readonly proofMs: number;
  /** Looked at so often meanwhile. */
  readonly lookMs: number;
}

/** Null when the printer shows it (DR3), else why not. One that has it already is not asked: some firmwares would switch it back. */
export async function switchLight(wanted: LightState, parts: LightParts): Promise<string | null> {
  const { clock, signal, shown, order, proofMs, lookMs } = parts;
  const before = shown();
  if (before === 'blind') return 'The printer is not connected.';
  if (before === null) return 'This printer tells of no light that could be switched.';
  if (before === wanted) return null;
  const deadline = clock.monotonic() + proofMs;
  try {
    await order();
    for (;;) {
      const now = shown();
      if (now === wanted) return null;
      if (now === 'blind') return 'The printer went out of sight before it showed its light.';
      if (clock.monotonic() >= deadline)
        return `The printer took the order, and does not show that its light is ${wanted}.`;
      await rest(clock, lookMs, signal);
      if (signal.aborted) return 'ended';
    }
  } catch (error) {
    if (!isNetworkTrouble(error)) throw error;
    return error.message;
  }
}
