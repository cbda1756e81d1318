import { isPrinterNumber } from '#drivers/printer-json';
import { PRUSA_STATES, type PrusaState } from '#drivers/prusa-state';
import type { Temperature } from '#model/feedback';

/** `GET /api/v1/status`, as both dialects have it. */
export interface LinkStatus {
  readonly state: PrusaState;
  readonly job: LinkJob | null;
  /** The storage that files are brought to, such as `usb`; null without one. */
  readonly storage: string | null;
  readonly temperatures: readonly Temperature[];
  readonly position: { readonly x: number; readonly y: number; readonly z: number } | null;
  readonly z: number | null;
}

export interface LinkJob {
  readonly id: number;
  /** 0–100. */
  readonly percent: number;
  readonly printingSeconds: number;
  readonly remainingSeconds: number | null;
  /** Until it asks for another filament; null where it will not, or does not say. */
  readonly changeInSeconds: number | null;
}

export interface LinkVersion {
  readonly dialect: 'buddy' | 'pi';
  readonly firmware: string;
}

/** Null for what is no PrusaLink. Only the program on a Raspberry Pi names the version of its protocol’s SDK. */
export function readVersion(body: unknown): LinkVersion | null {
  if (!isRecord(body) || typeof body.text !== 'string' || !body.text.startsWith('PrusaLink')) return null;
  const isPi = body.sdk !== undefined || body.original !== undefined;
  const server = text(body.firmware) ?? text(body.server);
  const named = `PrusaLink${server === null ? '' : ` ${server}`}`;
  return { dialect: isPi ? 'pi' : 'buddy', firmware: isPi ? `${named} (Raspberry Pi)` : named };
}

/** Null for whatever is no status (DR12). */
export function readStatus(body: unknown): LinkStatus | null {
  const printer = isRecord(body) ? body.printer : null;
  if (!isRecord(body) || !isRecord(printer)) return null;
  const state = PRUSA_STATES.find((each) => each === printer.state);
  const job = readJob(body.job);
  if (state === undefined || job === undefined) return null;
  const [x, y, z] = [number(printer.axis_x), number(printer.axis_y), number(printer.axis_z)];
  return {
    state,
    job,
    storage: storageOf(body.storage),
    temperatures: [
      ...heater('nozzle', printer.temp_nozzle, printer.target_nozzle),
      ...heater('bed', printer.temp_bed, printer.target_bed),
    ],
    position: x === null || y === null || z === null ? null : { x, y, z },
    z,
  };
}

/** The name of the file that a job prints, as it was brought: Buddy calls the short one `name`. Null for whatever is no job. */
export function readJobFile(body: unknown): { readonly id: number; readonly name: string } | null {
  const file = isRecord(body) ? body.file : null;
  if (!isRecord(body) || !isRecord(file)) return null;
  const id = number(body.id);
  const name = text(file.display_name) ?? text(file.name);
  return id === null || name === null ? null : { id, name: name.slice(0, 300) };
}

/** Undefined for what is no job and not the absence of one. */
function readJob(job: unknown): LinkJob | null | undefined {
  if (job === undefined || job === null) return null;
  if (!isRecord(job)) return undefined;
  const id = number(job.id);
  if (id === null) return undefined;
  return {
    id,
    percent: Math.min(100, Math.max(0, number(job.progress) ?? 0)),
    printingSeconds: number(job.time_printing) ?? 0,
    remainingSeconds: number(job.time_remaining),
    changeInSeconds: number(job.filament_change_in),
  };
}

/** A Raspberry Pi lists its storages, of which the printer’s card cannot be written. */
function storageOf(storage: unknown): string | null {
  const all = Array.isArray(storage) ? storage : [storage];
  const writable = all.find((each) => isRecord(each) && each.read_only !== true && text(each.path) !== null);
  const path = isRecord(writable) ? text(writable.path) : null;
  return path === null ? null : path.replaceAll(/^\/+|\/+$/g, '') || null;
}

function heater(name: string, actual: unknown, target: unknown): readonly Temperature[] {
  const measured = number(actual);
  if (measured === null) return [];
  const wished = number(target);
  return [{ name, actual: measured, target: wished === 0 ? null : wished }];
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const number = (value: unknown): number | null => (isPrinterNumber(value) ? value : null);
