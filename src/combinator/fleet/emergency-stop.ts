import { UserError } from '#lib/user-error';
import type { PrinterId } from '#model/ids';
import type { Wishes } from '../queue/wishes.ts';
import type { Fleet } from './fleet.ts';

/** Stops a printer; resolves with the number of the stop when it is a wish in the database as well (MA5, MA6a). */
export type EmergencyStop = (printer: PrinterId, by: string) => Promise<number>;

/**
 * The way of an emergency stop: to the machine and to its guardian at once, in the same turn of the loop as the press, then into
 * the database, from where it is repeated until the machine shows it. A database that is locked, full or gone delays nothing, and
 * its error is told after the stop went out.
 */
export function createEmergencyStop(parts: {
  readonly fleet: Pick<Fleet, 'stopNow' | 'sendStop'>;
  readonly wishes: Pick<Wishes, 'emergencyStop'>;
  /** Past the machine, should it hang. Null: the number is not known yet. Returns at once. */
  readonly guardian: (printer: PrinterId, stopNumber: number | null) => void;
}): EmergencyStop {
  const { fleet, wishes, guardian } = parts;
  return async (printer, by) => {
    const sent = fleet.stopNow(printer);
    if (sent !== null) guardian(printer, sent);
    try {
      const stopNumber = await wishes.emergencyStop(printer, by, sent);
      if (stopNumber === sent) return stopNumber;
      fleet.sendStop(printer, stopNumber);
      guardian(printer, stopNumber);
      return stopNumber;
    } catch (error) {
      const isKnown = !(error instanceof UserError && error.code === 'unknown-printer');
      if (sent === null && isKnown) guardian(printer, null);
      throw error;
    }
  };
}
