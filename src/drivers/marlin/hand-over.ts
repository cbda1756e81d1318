import type { HandOver } from '#drivers/driver';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import type { Conversation } from './conversation.ts';
import type { Stage } from './run-parts.ts';

export interface HandOverParts {
  readonly clock: Clock;
  /** The end of the print. */
  readonly signal: AbortSignal;
  /** The firmware counts lines, so that the next process can ask it for the last one. */
  readonly counts: boolean;
  readonly stage: Stage;
  /** The print is still in that stage. */
  readonly stands: () => boolean;
  /** The next process is still there; without it nobody would hold the port when this one ends. */
  readonly stillWished: () => boolean;
  readonly talk: Pick<Conversation, 'event' | 'state' | 'isAtBorder'>;
  /** Brings to disk that the printer had accepted this number, with nothing on its way; null takes it back. */
  readonly persist: (handed: number | null) => Promise<void>;
}

/** A move may take seconds before the next line finds room; meanwhile the planner is full. What takes longer heats or waits. */
const BORDER_LIMIT_MS = 5_000;
const LOOK_MS = 2;
/**
 * So much motion in the planner outlasts a hand-over, which is some 80 ms on a quiet host and three times that on a busy one. Where moves
 * are longer than a few millimetres it comes by many times in a second; where it does not, the best of what there is comes next.
 */
const RESERVE_MS = 400;
const RESERVE_WAIT_MS = 2_000;
/** Where it does not, so long is watched how much there is at best, and the next moment that comes near to it is taken. */
const WATCH_MS = 1_000;
const NEARLY = 0.9;
const NOBODY = 'nobody is there any more to take over';

/**
 * Brings a print to where another process can take it over: every line that was sent is acknowledged, nothing half read, and the
 * record on disk says so. The planner of the printer still holds moves then. Refused, the print goes on as if nothing had been.
 */
export async function handOver(parts: HandOverParts): Promise<HandOver> {
  const { clock, signal, stage, talk, persist } = parts;
  if (!parts.counts)
    return refused('its firmware counts no lines, so that no other process could prove where it stands');
  if (stage === 'user') return refused('the printer waits for a person');
  if (stage !== 'printing' && stage !== 'paused')
    return refused('the print is about to begin, to pause, to go on or to end');
  if (stage === 'printing') await waitForReserve(parts);
  const deadline = clock.monotonic() + BORDER_LIMIT_MS;
  talk.event({ kind: 'hold' });
  let onDisk: number | null = null;
  while (parts.stands() && parts.stillWished() && clock.monotonic() < deadline) {
    const accepted = talk.state.next - 1;
    if (!talk.isAtBorder) await rest(clock, LOOK_MS, signal);
    // In the same turn as the look: nothing can have come in between.
    else if (onDisk === accepted) return { kind: 'ready' };
    else {
      await persist(accepted).catch(() => {});
      onDisk = accepted;
    }
  }
  // Before any line goes: what was to be handed over would count as an answer of the printer, should this process die.
  await persist(null).catch(() => {});
  // A stage that has begun meanwhile holds the print for a reason of its own.
  if (parts.stands() && stage === 'printing') talk.event({ kind: 'feed' });
  if (!parts.stillWished()) return refused(NOBODY);
  return refused(
    parts.stands()
      ? 'the printer is busy with a command that takes long, such as heating, homing or waiting'
      : 'the print has paused, gone on or ended meanwhile',
  );
}

/** A moment at which what the printer has planned, and what is on its way, lasts for longer than nobody will feed it. */
async function waitForReserve({ clock, signal, talk, stands, stillWished }: HandOverParts): Promise<void> {
  const since = clock.monotonic();
  let best = 0;
  while (stands() && stillWished() && clock.monotonic() - since < RESERVE_WAIT_MS) {
    const { planner, inFlight } = talk.state;
    const onItsWay = inFlight.reduce((sum, each) => sum + each.ms, 0);
    const reserve = Math.max(0, planner.endsAt - clock.monotonic()) + onItsWay;
    if (reserve >= RESERVE_MS) return;
    if (clock.monotonic() - since < WATCH_MS) best = Math.max(best, reserve);
    else if (best > 0 && reserve >= best * NEARLY) return;
    await rest(clock, LOOK_MS, signal);
  }
}

const refused = (reason: string): HandOver => ({ kind: 'refused', reason });
