import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import type { Feedback } from '#model/feedback';
import type { PrinterId } from '#model/ids';
import { isUntried, type PrinterSight } from '#model/machine-snapshot';
import type { Storage } from '#storage/storage';
import type { DurableName, EventPayloads } from '../events/catalogue.ts';
import type { Events } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';

/** Which printers the farm hears (EV7): tells when measurements begin and end, and how far a printer is on its way in. */
export interface Monitoring extends Disposable {
  /** Measurements came in. */
  heard(printer: PrinterId, feedback: Feedback): void;
  /** What a machine says of its printer. A failure is told once, and again when its reason changes (CO2). */
  seen(printer: PrinterId, sight: PrinterSight): void;
}

/** Printers whose hearing begins or ends within this are one transaction: a whole farm reconnects at once. */
const TOGETHER_MS = 250;

type Step = EventPayloads['printer-connection-progress']['step'];
type StopReason = EventPayloads['printer-monitoring-stopped']['reason'];
interface Change {
  readonly printerId: PrinterId;
  /** Why it ended; null: it began. */
  readonly ended: StopReason | null;
}

export function createMonitoring(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Log;
}): Monitoring {
  const { storage, events, clock, log } = parts;
  const heard = new Set<PrinterId>();
  /** Printers that do not answer; what their machines measure says nothing of them. */
  const silent = new Set<PrinterId>();
  /** Why printers could not be reached, as it was told last. */
  const failures = new Map<PrinterId, string>();
  let changes: Change[] = [];
  let timer: Disposable | null = null;

  function change(each: Change): void {
    changes.push(each);
    timer ??= clock.schedule(TOGETHER_MS, () => {
      timer = null;
      const all = changes;
      changes = [];
      storage
        .transaction(async (tx) => {
          for (const { printerId, ended } of all) {
            if (ended === null) await events.emit(tx, 'printer-monitoring-started', { printerId }, {});
            else await events.emit(tx, 'printer-monitoring-stopped', { printerId }, { reason: ended });
          }
        })
        .catch((error: unknown) => log.error({ err: error }, 'who is heard could not be told'));
    });
  }

  function end(printerId: PrinterId, reason: StopReason): void {
    if (heard.delete(printerId)) change({ printerId, ended: reason });
  }

  const step = (printerId: PrinterId, to: Step, message: string | null = null): void =>
    events.emitTransient('printer-connection-progress', { printerId }, { step: to, message });

  const listening = events.onCommitted((name: DurableName, { printerId }, payload) => {
    if (printerId == null) return;
    switch (name) {
      case 'printer-phase-changed':
        if ('to' in payload && payload.to === 'connecting') step(printerId, 'connecting');
        return;
      case 'printer-connected':
        silent.delete(printerId);
        return step(printerId, 'connected');
      case 'printer-error':
        return step(printerId, 'error', errorIn(payload));
      case 'printer-disconnected':
        silent.add(printerId);
        return end(printerId, name);
      case 'printer-removed':
        silent.delete(printerId);
        failures.delete(printerId);
        return end(printerId, name);
      case 'printer-unlinked':
        return end(printerId, name);
      default:
        return;
    }
  });

  return {
    heard(printerId, { temperatures, progress, position }) {
      const measured = temperatures.length > 0 || progress !== null || position !== null;
      if (!measured || heard.has(printerId) || silent.has(printerId)) return;
      heard.add(printerId);
      step(printerId, 'monitoring');
      change({ printerId, ended: null });
    },
    seen(printerId, sight) {
      if (sight.kind === 'reachable' || isUntried(sight.reason)) return void failures.delete(printerId);
      if (failures.get(printerId) === sight.reason) return;
      failures.set(printerId, sight.reason);
      step(printerId, 'failed', sight.reason);
    },
    [Symbol.dispose]() {
      timer?.[Symbol.dispose]();
      listening[Symbol.dispose]();
    },
  };
}

const errorIn = (payload: EventPayloads[DurableName]): string | null =>
  'error' in payload && typeof payload.error === 'object' ? (payload.error?.message ?? null) : null;
