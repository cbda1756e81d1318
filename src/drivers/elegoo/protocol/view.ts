import { isPrinterNumber } from '#drivers/printer-json';
import type { Doing, TaskView } from '#drivers/task-view';
import type { Temperature } from '#model/feedback';
import { type Fields, isRecord } from './message.ts';

/** Its numbers mean different things on the two kinds of machine. */
export interface ElegooView extends TaskView {
  readonly kind: 'fdm' | 'resin';
  readonly layer: number | null;
  readonly fraction: number;
  readonly remainingSeconds: number | null;
  readonly temperatures: readonly Temperature[];
  readonly position: { readonly x: number; readonly y: number; readonly z: number } | null;
  /** Null where the printer tells of none. */
  readonly light: { readonly state: 'on' | 'off'; readonly rgb: readonly number[] } | null;
  /** Of the plate; goes back to it with a start. */
  readonly platform: number;
}

/** Null for what is no status. */
export function readView(status: Fields): ElegooView | null {
  const { CurrentStatus, PrintInfo } = status;
  const machine = (Array.isArray(CurrentStatus) ? CurrentStatus : [CurrentStatus]).filter(isNumber);
  const info = isRecord(PrintInfo) ? PrintInfo : null;
  if (machine.length === 0 || info === null) return null;
  const kind = isNumber(status.TempOfNozzle) ? 'fdm' : 'resin';
  // Ticks are milliseconds of a resin printer, and seconds of the other.
  const second = kind === 'fdm' ? 1 : 1_000;
  const done = (numberIn(info.CurrentTicks) ?? 0) / second;
  const all = (numberIn(info.TotalTicks) ?? 0) / second;
  const { CurrentLayer, TotalLayer, Progress } = info;
  const byLayers = isNumber(CurrentLayer) && isNumber(TotalLayer) && TotalLayer > 0 ? CurrentLayer / TotalLayer : 0;
  const fraction = isNumber(Progress) ? Progress / 100 : all > 0 ? done / all : byLayers;
  return {
    kind,
    doing: doingOf(
      kind,
      info.Status,
      machine.every((each) => each === 0),
    ),
    ...busyOf(machine),
    file: nameIn(info.Filename),
    taskId: typeof info.TaskId === 'string' && info.TaskId !== '' ? info.TaskId.slice(0, 100) : null,
    fault: faultIn(info.ErrorNumber),
    layer: numberIn(CurrentLayer),
    fraction: Math.min(1, Math.max(0, fraction)),
    elapsedSeconds: done,
    remainingSeconds: all > 0 ? Math.max(0, all - done) : null,
    temperatures: temperaturesOf(status),
    position: positionOf(status.CurrenCoord ?? status.CurrentCoord),
    light: lightIn(status.LightStatus),
    platform: numberIn(status.PlatFormType) ?? 1,
  };
}

/** What has no other word works; on a resin printer the numbers from 12 on have no meaning. */
const WORDS: Readonly<Record<number, Doing>> = {
  0: 'resting',
  5: 'pausing',
  6: 'paused',
  7: 'stopping',
  8: 'stopped',
  9: 'complete',
};
const FDM_WORDS: Readonly<Record<number, Doing>> = {
  ...WORDS,
  12: 'resuming',
  14: 'failed',
  25: 'paused',
  26: 'paused',
};
const HIGHEST = { resin: 11, fdm: 26 };

/** A number of a print under way stays for ever when the machine was switched off in it: one that rests does not work. */
function doingOf(kind: 'fdm' | 'resin', code: unknown, machineRests: boolean): Doing {
  if (!isNumber(code) || !Number.isInteger(code) || code < 0 || code > HIGHEST[kind]) return 'unknown';
  const doing = (kind === 'fdm' ? FDM_WORDS : WORDS)[code] ?? 'working';
  return doing === 'working' && machineRests ? 'resting' : doing;
}

const AT_PRINT = 1;
const TAKING_FILE = 2;

const BUSY: Readonly<Record<number, string>> = {
  [TAKING_FILE]: 'it takes a file',
  3: 'it shows a test exposure',
  4: 'it tests itself',
  5: 'it levels its bed',
  6: 'it tests its resonances',
  9: 'it finds its origin',
  10: 'it loads or unloads filament',
  11: 'it tunes its heaters',
  12: 'it recovers from a power cut',
};

/** What the machine does besides a print, by its own numbers; some of that it does in a print as well. */
function busyOf(machine: readonly number[]): Pick<ElegooView, 'busyWith' | 'takesFile'> {
  const words = machine.includes(AT_PRINT) ? [] : machine.flatMap((each) => BUSY[each] ?? []);
  return { busyWith: words[0] ?? null, takesFile: words.length > 0 && machine.includes(TAKING_FILE) };
}

/** Paths come with the folder before the name, or without. */
export const nameIn = (path: unknown): string | null =>
  typeof path === 'string' && path !== '' ? (path.split('/').at(-1) ?? '').slice(0, 200) : null;

const FAULTS: Readonly<Record<number, string>> = {
  1: 'the file was spoilt on its way',
  2: 'the file cannot be read',
  3: 'the file is for another resolution',
  4: 'it does not know the kind of file',
  5: 'the file is for another model of printer',
};

const faultIn = (number: unknown): string | null =>
  isNumber(number) && number !== 0 ? (FAULTS[number] ?? `error ${number}`) : null;

function temperaturesOf(status: Fields): readonly Temperature[] {
  const heater = (name: string, actual: unknown, target: unknown): readonly Temperature[] =>
    isNumber(actual) ? [{ name, actual, target: isNumber(target) && target > 0 ? target : null }] : [];
  return [
    ...heater('nozzle', status.TempOfNozzle, status.TempTargetNozzle),
    ...heater('bed', status.TempOfHotbed, status.TempTargetHotbed),
    ...heater('chamber', status.TempOfBox, status.TempTargetBox),
    ...heater('UV LED', status.TempOfUVLED, null),
  ];
}

function positionOf(told: unknown): ElegooView['position'] {
  const [x, y, z] = typeof told === 'string' ? told.split(',').map(Number) : [];
  return isNumber(x) && isNumber(y) && isNumber(z) ? { x, y, z } : null;
}

/** Firmwares tell it as a number, and some as yes or no. */
function lightIn(told: unknown): ElegooView['light'] {
  const { SecondLight: second, RgbLight: rgb } = isRecord(told) ? told : {};
  if (second !== 0 && second !== 1 && typeof second !== 'boolean') return null;
  const colours = Array.isArray(rgb) && rgb.length === 3 && rgb.every(isNumber) ? rgb : [0, 0, 0];
  return { state: Number(second) === 1 ? 'on' : 'off', rgb: colours };
}

const isNumber = isPrinterNumber;
const numberIn = (value: unknown): number | null => (isNumber(value) ? value : null);
