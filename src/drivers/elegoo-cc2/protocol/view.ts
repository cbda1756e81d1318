import { isPrinterNumber } from '#drivers/printer-json';
import type { Doing, TaskView } from '#drivers/task-view';
import type { Temperature } from '#model/feedback';
import { type Fields, isRecord } from './message.ts';

/** What a Centauri Carbon 2 shows of itself. PURE. */
export interface Cc2View extends TaskView {
  /** Why it does nothing until a person has dealt with it there; null for one that works. */
  readonly halt: string | null;
  readonly layer: number | null;
  readonly fraction: number;
  readonly remainingSeconds: number | null;
  readonly temperatures: readonly Temperature[];
  readonly position: { readonly x: number; readonly y: number; readonly z: number } | null;
  readonly light: 'on' | 'off' | null;
  /** Of its four speeds; null where it tells none. */
  readonly speedMode: number | null;
  readonly fanPercent: number | null;
}

const STARTING = 0;
const IDLE = 1;
const PRINTING = 2;
const TAKING_FILE = 11;

/** Null for what is no status. */
export function readView(status: Fields): Cc2View | 'starting' | null {
  const machine = isRecord(status.machine_status) ? status.machine_status : null;
  if (machine === null || !isNumber(machine.status)) return null;
  if (machine.status === STARTING) return 'starting';
  const print = isRecord(status.print_status) ? status.print_status : {};
  const elapsed = numberIn(print.print_duration) ?? 0;
  const percent = numberIn(print.progress) ?? numberIn(machine.progress) ?? 0;
  const move = recordIn(status.gcode_move_inf) ?? recordIn(status.gcode_move);
  return {
    doing: doingOf(machine.status, machine.sub_status, print.state),
    file: nameIn(print.filename),
    taskId: textIn(print.uuid, 100),
    fault: faultsIn(machine.exception_status, print.message),
    elapsedSeconds: elapsed,
    halt: HALTS[machine.status] ?? null,
    busyWith: BUSY[machine.status] ?? null,
    takesFile: machine.status === TAKING_FILE,
    layer: numberIn(print.current_layer),
    fraction: Math.min(1, Math.max(0, percent / 100)),
    remainingSeconds: numberIn(print.remaining_time_sec),
    temperatures: temperaturesOf(status),
    position: positionOf(move),
    light: lightIn(status.led),
    speedMode: numberIn(move?.speed_mode),
    fanPercent: fanIn(status.fans),
  };
}

/** The same number means another thing under another status: only those of a print count here. */
const PRINT_WORDS: Readonly<Record<number, Doing>> = {
  0: 'working',
  1041: 'working',
  1045: 'working',
  1096: 'working',
  1405: 'working',
  1906: 'working',
  2075: 'working',
  2077: 'complete',
  2401: 'resuming',
  2402: 'resuming',
  2501: 'pausing',
  2502: 'paused',
  2503: 'stopping',
  2504: 'stopped',
  2505: 'paused',
  2801: 'working',
  2802: 'working',
  2901: 'working',
  2902: 'working',
};

/** Of the print before, in the words of Klipper, which is inside; another word says nothing. */
const END_WORDS: Readonly<Record<string, Doing>> = { complete: 'complete', cancelled: 'stopped', error: 'failed' };

function doingOf(status: number, subStatus: unknown, state: unknown): Doing {
  if (status === IDLE) return (typeof state === 'string' ? END_WORDS[state] : undefined) ?? 'resting';
  if (status !== PRINTING || !isNumber(subStatus)) return 'unknown';
  return PRINT_WORDS[subStatus] ?? 'unknown';
}

const HALTS: Readonly<Record<number, string>> = {
  14: 'It stands by an emergency stop',
  15: 'It asks at its screen whether to go on with a print that a power cut ended',
};

const BUSY: Readonly<Record<number, string>> = {
  3: 'it loads or unloads filament',
  4: 'it loads or unloads filament',
  5: 'it levels its bed',
  6: 'it tunes its heaters',
  7: 'it tests its resonances',
  8: 'it tests itself',
  9: 'it updates its firmware',
  10: 'it finds its origin',
  [TAKING_FILE]: 'it takes a file',
  12: 'it makes a film of the last print',
  13: 'it loads or unloads its extruder',
};

const FAULTS: Readonly<Record<number, string>> = {
  109: 'there is no filament',
  1026: 'its bed was never levelled',
};
const FAULTS_TOLD = 4;

function faultsIn(codes: unknown, message: unknown): string | null {
  const listed = (Array.isArray(codes) ? codes : []).filter(isNumber).filter((code) => code !== 0);
  const words = [...new Set(listed)].slice(0, FAULTS_TOLD).map((code) => FAULTS[code] ?? `error ${code}`);
  const said = textIn(message, 200);
  if (said !== null) words.push(said);
  return words.length === 0 ? null : words.join(', ');
}

function temperaturesOf(status: Fields): readonly Temperature[] {
  const heater = (name: string, told: unknown): readonly Temperature[] => {
    const { temperature, target } = isRecord(told) ? told : {};
    if (!isNumber(temperature)) return [];
    return [{ name, actual: temperature, target: isNumber(target) && target > 0 ? target : null }];
  };
  return [
    ...heater('nozzle', status.extruder),
    ...heater('bed', status.heater_bed),
    ...heater('chamber', status.ztemperature_sensor ?? status.chamber),
  ];
}

function positionOf(move: Fields | null): Cc2View['position'] {
  const { x, y, z } = move ?? {};
  return isNumber(x) && isNumber(y) && isNumber(z) ? { x, y, z } : null;
}

/** 0 or 1 with some firmwares, up to 255 with others. */
function lightIn(told: unknown): Cc2View['light'] {
  const { status } = isRecord(told) ? told : {};
  return isNumber(status) ? (status > 0 ? 'on' : 'off') : null;
}

const FULL_SPEED = 255;

function fanIn(fans: unknown): number | null {
  const { speed } = isRecord(fans) && isRecord(fans.fan) ? fans.fan : {};
  return isNumber(speed) ? Math.min(100, Math.max(0, Math.round((speed / FULL_SPEED) * 100))) : null;
}

/** Paths come with the folder before the name, or without. */
export const nameIn = (path: unknown): string | null =>
  textIn(typeof path === 'string' ? path.split('/').at(-1) : path, 200);

const textIn = (value: unknown, limit: number): string | null => {
  const text = typeof value === 'string' ? value.trim().slice(0, limit) : '';
  return text === '' ? null : text;
};
const recordIn = (value: unknown): Fields | null => (isRecord(value) ? value : null);
const isNumber = isPrinterNumber;
const numberIn = (value: unknown): number | null => (isNumber(value) ? value : null);
