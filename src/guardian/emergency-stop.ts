import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import type { Process } from './keeper-process.ts';
import type { PrinterSafety } from './printer-safety.ts';
import { HEARTBEAT_MS, type StopAnswer } from './protocol.ts';
import type { UntoldStop } from './untold-stop.ts';

/** A machine whose last heartbeat is older than this is not counted on to have heard of a stop. */
const LATE_HEARTBEAT_MS = HEARTBEAT_MS * 1.5;
/** What a machine is told of a stop waits no longer than this for the port. */
const STOP_TOLD_WITHIN_MS = 50;

/** Writes the stop bytes at once, whatever the machine does, and tells the machine, or keeps it for its successor (MA5). */
export async function stopMachine(
  number: number | null,
  machine: {
    readonly process: Process;
    readonly untold: UntoldStop;
    readonly safety: PrinterSafety;
    readonly clock: Clock;
    readonly log: Log;
  },
): Promise<StopAnswer> {
  const { process, clock } = machine;
  const isCurrent =
    process.kind === 'running' &&
    process.channel !== null &&
    clock.monotonic() - process.lastHeard <= LATE_HEARTBEAT_MS;
  const isAlive = process.kind === 'running' || process.kind === 'adopting';
  // One that ends may drop what it is told; one that is still finding out where its printer stands ends by the stop itself.
  const isEnding = process.kind === 'running' && process.ending !== null;
  const takesIt = isCurrent && !isEnding && process.registration?.proven === true;
  if (!takesIt) machine.untold.keep(number, process.kind === 'running' ? process.channel : null);
  const writing = machine.safety.stop();
  const tell = (written: boolean): void => {
    if (process.kind === 'running') process.channel?.({ push: 'stopped', number, written });
  };
  const timer = clock.schedule(STOP_TOLD_WITHIN_MS, () => tell(false));
  const reason = await writing;
  timer[Symbol.dispose]();
  tell(reason === null);
  const answer: StopAnswer = {
    written: reason === null,
    reason,
    machine: isEnding ? 'ending' : isCurrent ? 'told' : isAlive ? 'hung' : 'dead',
  };
  machine.log.warn({ number, ...answer }, 'emergency stop');
  return answer;
}
