import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import type { MqttSession } from './mqtt-session.ts';
import type { Command } from './protocol/commands.ts';
import type { BambuTiming } from './timing.ts';
import { Refused } from './trouble.ts';

export interface Order {
  readonly command: Command;
  /** Until the printer's state has shown it, or made it pointless. */
  readonly isOpen: () => boolean;
  /** A second one harms nothing: it is sent again, for the first may have been lost. */
  readonly isRepeated: boolean;
}

/** Null when the order is not open any more; else why it was not carried out: refused, or never shown (DR3, DR4). */
export async function carryOut(
  { command, isOpen, isRepeated }: Order,
  parts: {
    readonly clock: Clock;
    readonly timing: BambuTiming;
    readonly signal: AbortSignal;
    /** That of a printer in sight. */
    readonly session: () => MqttSession | null;
  },
): Promise<string | null> {
  const { clock, timing, signal } = parts;
  const deadline = clock.monotonic() + timing.proofMs;
  let heard = false;
  let refusal: string | null = null;
  for (let first = true; isOpen() && refusal === null && clock.monotonic() < deadline; first = false) {
    const session = parts.session();
    // What was heard is not sent again: a second pause that is obeyed late would pause what was resumed meanwhile.
    if (session !== null && !heard && (first || isRepeated)) {
      const answer = session.ask(command).then(
        () => {
          heard = true;
        },
        (error: unknown) => {
          if (error instanceof Refused) refusal = error.message;
        },
      );
      await Promise.race([answer, rest(clock, timing.repeatMs, signal)]);
      if (refusal !== null) break;
    }
    if (isOpen()) await rest(clock, timing.repeatMs, signal);
  }
  return isOpen() ? (refusal ?? 'The printer did not do it, and does not say why.') : null;
}
