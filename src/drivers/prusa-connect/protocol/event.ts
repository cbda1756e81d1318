import { type Fields, isRecord, number, text } from './json-fields.ts';
import { type ConnectSlots, NO_SLOTS, slotsIntroduced } from './slots.ts';

/**
 * What a printer says beside its telemetry: answers to commands, and what has happened to it (prusa3d/Prusa-Firmware-Buddy,
 * src/connect/planner.cpp and render.cpp). It says each until somebody has taken it, so that some come twice. PURE.
 */
export interface PrinterEvent {
  /** Such as FINISHED, REJECTED, JOB_INFO; new ones may come. */
  readonly event: string;
  /** The command that this answers. */
  readonly commandId: number | null;
  readonly jobId: number | null;
  readonly dialogId: number | null;
  readonly reason: string | null;
  readonly machineReason: string | null;
  readonly data: Fields;
  readonly told: Fields;
}

/** Null for what is no event. */
export function readEvent(told: unknown): PrinterEvent | null {
  if (!isRecord(told)) return null;
  const event = text(told.event);
  if (event === null) return null;
  return {
    event,
    commandId: number(told.command_id),
    jobId: number(told.job_id),
    dialogId: number(told.dialog_id),
    reason: text(told.reason)?.slice(0, 300) ?? null,
    machineReason: text(told.machine_reason)?.slice(0, 80) ?? null,
    data: isRecord(told.data) ? told.data : {},
    told,
  };
}

/** The job that a JOB_INFO names, with its long file name as it was brought: its path is the short one of FAT. */
export function namedJobIn({
  event,
  jobId,
  data,
}: PrinterEvent): { readonly id: number; readonly name: string } | null {
  if (event !== 'JOB_INFO' || jobId === null) return null;
  const path = text(data.path);
  const name = text(data.display_name) ?? path?.split('/').at(-1) ?? null;
  return name === null ? null : { id: jobId, name: name.slice(0, 300) };
}

/** How a job of the past ended: a printer knows that of its last two. */
export function pastOutcomeIn({ event, data }: PrinterEvent): 'finished' | 'stopped' | null {
  if (event !== 'JOB_INFO') return null;
  if (data.state === 'FIN_OK') return 'finished';
  return data.state === 'FIN_STOPPED' ? 'stopped' : null;
}

export interface Introduction {
  readonly firmware: string | null;
  readonly serialNumber: string | null;
  /** A USB drive is in it. */
  readonly hasStorage: boolean;
  readonly slots: ConnectSlots;
}

export function readIntroduction({ data }: PrinterEvent): Introduction {
  const version = text(data.firmware);
  return {
    firmware: version === null ? null : `Buddy ${version.slice(0, 60)}`,
    serialNumber: text(data.sn)?.slice(0, 60) ?? null,
    hasStorage: Array.isArray(data.storages) && data.storages.length > 0,
    slots: slotsIntroduced(NO_SLOTS, data),
  };
}

const BUTTONS_LIMIT = 8;

/** What the printer asks, of a STATE_CHANGED; null when it asks nothing. */
export function readQuestion({ dialogId, data }: PrinterEvent): {
  readonly id: number;
  readonly text: string;
  readonly buttons: readonly string[];
} | null {
  if (dialogId === null) return null;
  const buttons = Array.isArray(data.buttons) ? data.buttons.flatMap((each) => text(each)?.slice(0, 40) ?? []) : [];
  const words = [text(data.title), text(data.text)].filter((each) => each !== null).map((each) => each.trim());
  const code = text(data.code);
  const said = words.join(': ').slice(0, 600) || 'The printer asks something.';
  return {
    id: dialogId,
    text: code === null ? said : `${said} (#${code.slice(0, 12)})`,
    buttons: buttons.slice(0, BUTTONS_LIMIT),
  };
}

/** The file of a FILE_INFO, in bytes. */
export const sizeIn = ({ event, data }: PrinterEvent): number | null =>
  event === 'FILE_INFO' ? number(data.size) : null;

/** Objects of the print that can be left out one by one. */
export function objectsIn({ event, data }: PrinterEvent):
  | readonly {
      readonly id: string;
      readonly name: string;
      readonly skipped: boolean;
    }[]
  | null {
  if (event !== 'CANCELABLE_CHANGED' || !Array.isArray(data.objects)) return null;
  return data.objects.slice(0, 64).flatMap((each) => {
    const id = isRecord(each) ? number(each.id) : null;
    if (!isRecord(each) || id === null) return [];
    return [
      { id: String(id), name: text(each.name)?.slice(0, 80) ?? `Object ${id + 1}`, skipped: each.canceled === true },
    ];
  });
}
