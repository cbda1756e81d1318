import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { Refused, WrongCredentials } from './network-trouble.ts';

export interface StopTries {
  readonly clock: Clock;
  /** A try leaves this long after the one before, ms, whatever became of that. */
  readonly everyMs: number;
  /** Aborts when the printer stands, or nobody wishes the stop any more. */
  readonly signal: AbortSignal;
  /** Sends the stop; what leaves before it awaits anything leaves before `repeatStop` returns. */
  readonly once: (signal: AbortSignal) => Promise<unknown>;
  /** Told once for each reason. */
  readonly refused: (reason: string) => void;
}

/**
 * MA5, MA6a: sends a stop again and again until the printer shows that it stands. A try that hangs is waited for by nobody: the next one
 * leaves beside it. The oldest may take its time, for a host that is only slow; every other is given up when the next leaves, so that no more than two
 * are ever open at a printer that has few connections.
 */
export async function repeatStop({ clock, everyMs, signal, once, refused }: StopTries): Promise<void> {
  const open = new Set<Promise<void>>();
  const told = new Set<string>();
  let patient: Promise<void> | null = null;
  let refusals = 0;
  const attempt = async (own: AbortSignal): Promise<void> => {
    try {
      await once(own);
    } catch (error) {
      if (own.aborted || !(error instanceof Refused || error instanceof WrongCredentials)) return;
      refusals += 1;
      // One refusal may only say that it stood already.
      if (error instanceof Refused && refusals < 2) return;
      if (!told.has(error.message)) refused(error.message);
      told.add(error.message);
    }
  };
  while (!signal.aborted) {
    const givenUp = new AbortController();
    const isPatient = patient === null;
    const trying: Promise<void> = attempt(AbortSignal.any([signal, givenUp.signal])).finally(() => {
      open.delete(trying);
      if (patient === trying) patient = null;
    });
    open.add(trying);
    if (isPatient) patient = trying;
    await rest(clock, everyMs, signal);
    if (!isPatient) givenUp.abort();
  }
  await Promise.all(open);
}
