import { isPrinterNumber } from '#drivers/printer-json';
import type { Temperature } from '#model/feedback';
import { type ActiveTray, activeTrayOf, type ExternalSpool, externalSpools, type Tray, traysOf } from './ams.ts';
import { nozzlesOf } from './nozzles.ts';
import { type Fields, isRecord } from './report.ts';

export type GcodeState = 'IDLE' | 'PREPARE' | 'SLICING' | 'RUNNING' | 'PAUSE' | 'FINISH' | 'FAILED' | 'UNKNOWN';

const STATES: readonly GcodeState[] = ['IDLE', 'PREPARE', 'SLICING', 'RUNNING', 'PAUSE', 'FINISH', 'FAILED'];

/** What a printer shows of itself, read from its merged report. */
export interface PrinterView {
  readonly state: GcodeState;
  /** Which print the state speaks of; empty or `0` when the printer does not tell. Never the state alone says whose it is. */
  readonly subtaskId: string;
  readonly taskId: string;
  readonly name: string;
  readonly file: string;
  readonly percent: number | null;
  readonly remainingSeconds: number | null;
  readonly layer: number | null;
  readonly stage: number | null;
  /** How far the printer has read the file, before it prints. */
  readonly preparePercent: number | null;
  readonly printError: number;
  /** 16 hexadecimal digits each, newest last as the printer lists them. */
  readonly hms: readonly string[];
  readonly temperatures: readonly Temperature[];
  readonly speedLevel: number | null;
  readonly fanPercent: number | null;
  readonly light: 'on' | 'off' | null;
  /** The firmware takes commands only when they are signed: Developer Mode is off. Null when it does not tell. */
  readonly mustSign: boolean | null;
  /** Null when no AMS is known. */
  readonly trays: readonly Tray[] | null;
  readonly externals: readonly ExternalSpool[];
  readonly activeTray: ActiveTray | null;
  readonly nozzles: number;
  /** The objects that it leaves out, by their ids. */
  readonly skipped: readonly string[];
}

const SIGNATURES_BIT = 0x2000_0000n;

export function readPrinter(fields: Fields): PrinterView {
  const remaining = number(fields.mc_remaining_time);
  const state = STATES.find((each) => each === fields.gcode_state) ?? 'UNKNOWN';
  return {
    state,
    subtaskId: text(fields.subtask_id),
    taskId: text(fields.task_id),
    name: text(fields.subtask_name) || text(fields.gcode_file),
    file: text(fields.gcode_file),
    percent: number(fields.mc_percent),
    remainingSeconds: remaining === null ? null : remaining * 60,
    layer: number(fields.layer_num),
    stage: number(fields.stg_cur),
    preparePercent: number(fields.gcode_file_prepare_percent),
    printError: (number(fields.print_error) ?? 0) >>> 0,
    hms: hmsOf(fields.hms),
    temperatures: temperaturesOf(fields),
    speedLevel: number(fields.spd_lvl),
    fanPercent: fanOf(fields.cooling_fan_speed),
    light: lightOf(fields.lights_report),
    mustSign: mustSignOf(fields.fun),
    trays: traysOf(fields.ams),
    externals: externalSpools(fields.vt_tray, fields.vir_slot),
    activeTray: activeTrayOf(fields.ams, fields.device),
    nozzles: nozzlesOf(fields.device),
    skipped: skippedOf(fields.s_obj),
  };
}

/** A print is under way, whoever began it. */
export const isActive = ({ state }: PrinterView): boolean =>
  state === 'PREPARE' || state === 'SLICING' || state === 'RUNNING' || state === 'PAUSE';

/** The printer stands, and says so; an unknown word proves nothing. */
export const isAtRest = ({ state }: PrinterView): boolean =>
  state === 'IDLE' || state === 'FINISH' || state === 'FAILED';

/** It prints, and neither heats, levels nor changes its filament. */
export const isLayingDown = ({ state, stage, layer }: PrinterView): boolean =>
  state === 'RUNNING' && (stage === 0 || stage === null) && (layer ?? 0) > 0;

function hmsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 50).flatMap((each) => {
    if (!isRecord(each) || typeof each.attr !== 'number' || typeof each.code !== 'number') return [];
    return [hex(each.attr) + hex(each.code)];
  });
}

const SKIPPED_LIMIT = 64;

const skippedOf = (value: unknown): readonly string[] =>
  Array.isArray(value)
    ? value.slice(0, SKIPPED_LIMIT).flatMap((each) => (isPrinterNumber(each) ? [String(each)] : []))
    : [];

const hex = (value: number): string => (value >>> 0).toString(16).toUpperCase().padStart(8, '0');

function temperaturesOf(fields: Fields): readonly Temperature[] {
  const heater = (name: string, actualField: string, targetField: string | null): readonly Temperature[] => {
    const actual = number(fields[actualField]);
    const target = targetField === null ? null : number(fields[targetField]);
    return actual === null ? [] : [{ name, actual, target: target === 0 ? null : target }];
  };
  return [
    ...heater('nozzle', 'nozzle_temper', 'nozzle_target_temper'),
    ...heater('bed', 'bed_temper', 'bed_target_temper'),
    ...heater('chamber', 'chamber_temper', null),
  ];
}

/** Fans have fifteen steps. */
function fanOf(value: unknown): number | null {
  const step = number(value);
  return step === null ? null : Math.round((step * 100) / 15);
}

function lightOf(value: unknown): 'on' | 'off' | null {
  if (!Array.isArray(value)) return null;
  const light: unknown = value.find((each) => isRecord(each) && each.node === 'chamber_light');
  if (!isRecord(light)) return null;
  return light.mode === 'on' || light.mode === 'off' ? light.mode : null;
}

function mustSignOf(value: unknown): boolean | null {
  if (typeof value !== 'string' || !/^[0-9a-f]{1,16}$/i.test(value)) return null;
  return (BigInt(`0x${value}`) & SIGNATURES_BIT) !== 0n;
}

function text(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.slice(0, 300) : '';
}

/** Some firmwares write numbers as texts. */
function number(value: unknown): number | null {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return isPrinterNumber(found) ? found : null;
}
