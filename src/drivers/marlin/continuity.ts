import type { HeldPort } from '#drivers/driver';
import type { Clock } from '#lib/clock';
import { type Ear, GreetingEar, LocatingEar, type OnLine } from './hearing.ts';
import { ANSWERS_NEEDED } from './protocol/resume.ts';
import { SESSION_BASE } from './protocol/spool-state.ts';

/** A board that is reset by the opening of its port begins to greet within this time. */
const GREETING_PATIENCE_MS = 2_500;
/** Nothing resets at the opening of a TCP port that was held. */
const GREETING_PATIENCE_TCP_MS = 400;
/** A printer whose continuity is to be proven answers by then, or it is off. */
const PROOF_SILENCE_MS = 4_000;
/** A number that no session reaches and that firmwares with 16 bits can compare. */
const PROOF_NUMBER = 44_000;

export interface ContinuityParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly port: HeldPort | null;
  /** A record on disk, or this process, knows this session of the port. */
  readonly isKnown: boolean;
  /** Nothing was tried before: a greeting may be on its way. */
  readonly isFirst: boolean;
  /** Whether the firmware, as far as it is known, compares line numbers. */
  readonly counts: () => boolean;
  readonly tell: OnLine;
  readonly write: (text: string) => void;
  readonly listenWith: <E extends Ear>(ear: E) => E;
}

/**
 * BE3: the port was held unbroken, no greeting came, and the printer still counts from where this session had brought it, which a
 * board that was reset cannot.
 */
export async function proveContinuity(
  parts: ContinuityParts,
): Promise<{ readonly unbroken: boolean; readonly greeted: boolean }> {
  const { clock, signal, port, tell, write, listenWith } = parts;
  if (!parts.isKnown || port?.touched === true) {
    if (parts.isFirst) {
      const patience = port?.kind === 'tcp' ? GREETING_PATIENCE_TCP_MS : GREETING_PATIENCE_MS;
      await listenWith(new GreetingEar(clock, patience, tell, signal)).heard;
    }
    return { unbroken: false, greeted: false };
  }
  if (!parts.counts()) return { unbroken: false, greeted: false };
  const ask = { reservedTo: PROOF_NUMBER, silenceMs: PROOF_SILENCE_MS };
  const found = await listenWith(new LocatingEar(clock, ask, write, tell, signal)).located;
  if (found.greeted) await listenWith(new GreetingEar(clock, GREETING_PATIENCE_TCP_MS, tell, signal)).heard;
  const proven = found.answers.length === ANSWERS_NEEDED && found.answers.every((each) => each >= SESSION_BASE);
  return { unbroken: proven && !found.greeted, greeted: found.greeted };
}
