import { isPrinterNumber } from '#drivers/printer-json';
import type { Overrides, PrintObjectState } from '#model/adjustment';
import type { Temperature } from '#model/feedback';
import { objectsOf, overridesOf } from './build-objects.ts';
import { isRecord, type Model } from './record.ts';

/** A change upon what is known: objects field by field, lists item by item and as long as the change says. */
export function mergeModel(known: unknown, change: unknown): unknown {
  if (isRecord(change)) {
    const merged: Record<string, unknown> = isRecord(known) ? { ...known } : {};
    for (const [name, value] of Object.entries(change))
      if (name !== '__proto__') merged[name] = mergeModel(merged[name], value);
    return merged;
  }
  if (!Array.isArray(change)) return change;
  const before: readonly unknown[] = Array.isArray(known) ? known : [];
  return change.map((each, k) => mergeModel(before[k], each));
}

/** How often each part of the model has changed, by the board's own count. */
export function seqsOf(model: Model): Readonly<Record<string, number>> {
  const { seqs } = model;
  if (!isRecord(seqs)) return {};
  return Object.fromEntries(Object.entries(seqs).filter((each): each is [string, number] => isNumber(each[1])));
}

/** The parts that are asked for; a board that is short of memory is asked for nothing else. */
export const PARTS: readonly string[] = ['boards', 'heat', 'job', 'move', 'state', 'tools'];

/** What a driver wants to know of all that. */
export interface DuetView {
  readonly status: string;
  /** The file that it works on. */
  readonly file: string | null;
  /** The one that it has worked on last, and what became of it. */
  readonly last: {
    readonly file: string;
    readonly outcome: 'finished' | 'cancelled' | 'failed';
    readonly seconds: number | null;
  } | null;
  /** Of the power supply; null where the board switches none. */
  readonly atxPower: boolean | null;
  /** s since it was switched on or reset. */
  readonly upTime: number | null;
  readonly firmware: string | null;
  readonly job: {
    readonly fraction: number;
    readonly elapsedSeconds: number;
    readonly remainingSeconds: number | null;
    readonly layer: number | null;
  };
  readonly temperatures: readonly Temperature[];
  readonly position: { readonly x: number; readonly y: number; readonly z: number } | null;
  /** The parts of the print; null where the board tells of none. */
  readonly objects: readonly PrintObjectState[] | null;
  readonly overrides: Overrides | null;
  readonly messageBox: Model | null;
  readonly display: string | null;
}

const POWER_IS_OFF = 'The power supply is off. The next print switches it on, or M80.';

export function readView(model: Model): DuetView {
  const state = recordIn(model.state);
  const job = recordIn(model.job);
  const file = textIn(recordIn(job.file).fileName);
  const lastFile = textIn(job.lastFileName);
  const outcome = job.lastFileCancelled === true ? 'cancelled' : job.lastFileAborted === true ? 'failed' : 'finished';
  return {
    status: textIn(state.status) ?? '',
    file,
    last:
      lastFile === null || job.lastFileSimulated === true
        ? null
        : { file: lastFile, outcome, seconds: numberIn(job.lastDuration) },
    atxPower: typeof state.atxPower === 'boolean' ? state.atxPower : null,
    upTime: numberIn(state.upTime),
    firmware: firmwareOf(model),
    job: jobOf(job),
    temperatures: temperaturesOf(model),
    position: positionOf(model),
    objects: objectsOf(job),
    overrides: overridesOf(recordIn(model.move), job),
    messageBox: isRecord(state.messageBox) ? state.messageBox : null,
    display: state.status === 'off' ? POWER_IS_OFF : textIn(state.displayMessage),
  };
}

const WORKING: ReadonlySet<string> = new Set([
  'processing',
  'changingTool',
  'pausing',
  'paused',
  'resuming',
  'cancelling',
]);

/** It has a print under way, moving or not. A simulation is none. */
export const isWorking = ({ status, file }: DuetView): boolean => WORKING.has(status) && file !== null;

/** Nothing is under way, and nothing stands in the way of it; without its power supply it can be told to switch that on. */
export const isResting = ({ status }: DuetView): boolean => status === 'idle' || status === 'off';

export const isPaused = ({ status }: DuetView): boolean => status === 'paused';
export const isMoving = ({ status }: DuetView): boolean => status === 'processing' || status === 'changingTool';

/** Boards and their computers tell a path before the name, or none. */
export const isNamed = (path: string, told: string | null): boolean =>
  told !== null && nameIn(told).toLowerCase() === nameIn(path).toLowerCase();

export const nameIn = (path: string): string => path.split('/').at(-1) ?? path;

function firmwareOf({ boards }: Model): string | null {
  const first: unknown = Array.isArray(boards) ? boards[0] : null;
  const { firmwareName, firmwareVersion } = recordIn(first);
  const told = [firmwareName, firmwareVersion].filter((each) => typeof each === 'string').join(' ');
  return told === '' ? null : told.slice(0, 100);
}

function jobOf(job: Model): DuetView['job'] {
  const { size } = recordIn(job.file);
  const { slicer, filament, file } = recordIn(job.timesLeft);
  const done = isNumber(size) && size > 0 ? (numberIn(job.filePosition) ?? 0) / size : 0;
  return {
    fraction: Math.min(1, Math.max(0, done)),
    elapsedSeconds: numberIn(job.duration) ?? 0,
    remainingSeconds: numberIn(slicer) ?? numberIn(filament) ?? numberIn(file),
    layer: numberIn(job.layer),
  };
}

/** Heaters have numbers; the bed, the chamber and the tools say which are theirs. */
function temperaturesOf(model: Model): readonly Temperature[] {
  const heat = recordIn(model.heat);
  const heaters: readonly unknown[] = Array.isArray(heat.heaters) ? heat.heaters : [];
  const names = new Map<number, string>();
  const name = (numbers: unknown, what: string): void => {
    const known = [...names.values()].filter((each) => each.startsWith(what)).length;
    const told = (Array.isArray(numbers) ? numbers : []).filter(
      (each): each is number => isNumber(each) && each >= 0 && !names.has(each),
    );
    told.forEach((each, k) => names.set(each, known + k === 0 ? what : `${what} ${known + k + 1}`));
  };
  name(heat.bedHeaters, 'bed');
  name(heat.chamberHeaters, 'chamber');
  for (const tool of Array.isArray(model.tools) ? model.tools : []) name(recordIn(tool).heaters, 'nozzle');
  return heaters.flatMap((heater, k) => {
    const { current, active, standby, state } = recordIn(heater);
    const known = names.get(k);
    if (known === undefined || !isNumber(current)) return [];
    const target = state === 'active' ? numberIn(active) : state === 'standby' ? numberIn(standby) : null;
    return [{ name: known, actual: current, target }];
  });
}

function positionOf(model: Model): DuetView['position'] {
  const { axes } = recordIn(model.move);
  const at = (letter: string): number | null => {
    const axis: unknown = Array.isArray(axes) ? axes.find((each) => recordIn(each).letter === letter) : null;
    return numberIn(recordIn(axis).userPosition);
  };
  const [x, y, z] = [at('X'), at('Y'), at('Z')];
  return x === null || y === null || z === null ? null : { x, y, z };
}

const isNumber = isPrinterNumber;
const numberIn = (value: unknown): number | null => (isNumber(value) ? value : null);
const textIn = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, 300) : null;
const recordIn = (value: unknown): Model => (isRecord(value) ? value : {});
