import { isPrinterNumber } from '#drivers/printer-json';
import type { Overrides, PrintObjectState } from '#model/adjustment';
import type { Temperature } from '#model/feedback';
import { objectsOf, offeredOf } from './excluded-objects.ts';
import { isRecord } from './message.ts';

/** Klipper's objects by name, each with its fields; a subscription sends all of them once, then what changed. */
export type Objects = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export type KlippyState = 'ready' | 'startup' | 'shutdown' | 'error' | 'disconnected';
export type PrintState = 'standby' | 'printing' | 'paused' | 'complete' | 'cancelled' | 'error';

/** What a printer shows of itself, read from its objects. Durations in seconds, lengths in mm. */
export interface PrinterView {
  readonly klippy: KlippyState;
  readonly klippyMessage: string;
  readonly state: PrintState;
  /** As the print was asked for, relative to `gcodes`; empty when nothing was. */
  readonly filename: string;
  readonly message: string;
  /** Since the start, pauses and heating included. */
  readonly totalSeconds: number;
  readonly printSeconds: number;
  /** The PAUSE macro has ended. */
  readonly isPaused: boolean;
  readonly fraction: number | null;
  readonly layer: number | null;
  readonly position: { readonly x: number; readonly y: number; readonly z: number } | null;
  readonly temperatures: readonly Temperature[];
  /** Switched on, and without filament. */
  readonly emptySensors: readonly string[];
  /** `printing`: moves or heats, for whatever reason; `idle`: it has switched heaters and motors off by itself. Null: not told. */
  readonly activity: 'printing' | 'ready' | 'idle' | null;
  /** The parts of the print by name; null where the printer can leave none out. */
  readonly objects: readonly PrintObjectState[] | null;
  /** How the print differs from its file; null when the printer does not tell. */
  readonly overrides: Overrides | null;
  /** What M117 shows. */
  readonly display: string | null;
}

const KLIPPY: readonly KlippyState[] = ['ready', 'startup', 'shutdown', 'error', 'disconnected'];
const STATES: readonly PrintState[] = ['standby', 'printing', 'paused', 'complete', 'cancelled', 'error'];
const HEATER = /^(extruder\d*|heater_bed|heater_generic .+)$/;
/** What measures and heats nothing: a chamber, a board, a fan that follows one. */
const SENSOR = /^(?:temperature_sensor|temperature_fan) (.+)$/;
const FILAMENT_SENSOR = /^filament_(?:switch|motion)_sensor (.+)$/;
/** More would fill no card that a person can read. */
const TEMPERATURES = 24;
const ACTIVITIES = ['printing', 'ready', 'idle'] as const;
/** A printer with more objects than this is none; it must not fill our memory. */
const OBJECTS_LIMIT = 500;

/** Which of the objects that a printer has are worth a subscription. */
export const WANTED =
  /^(webhooks|print_stats|virtual_sdcard|display_status|toolhead|pause_resume|exclude_object|gcode_move|fan|idle_timeout|extruder\d*|heater_bed|(heater_generic|temperature_sensor|temperature_fan|filament_switch_sensor|filament_motion_sensor) .+)$/;

/** The objects after a message that tells of changes; what is no object of fields, or no value of a field's kind, is left out. */
export function mergeStatus(before: Objects, change: unknown): Objects {
  if (!isRecord(change)) return before;
  const merged: Record<string, Readonly<Record<string, unknown>>> = { ...before };
  // By name and not by pairs, here and below: each printer that prints tells of a dozen changes four times a second.
  for (const name of Object.keys(change)) {
    const fields = change[name];
    if (!isRecord(fields) || name === '__proto__') continue;
    const known = merged[name];
    if (known === undefined && Object.keys(merged).length >= OBJECTS_LIMIT) continue;
    merged[name] = mergeFields(known ?? {}, fields);
  }
  return merged;
}

function mergeFields(
  before: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const merged: Record<string, unknown> = { ...before };
  for (const field of Object.keys(change))
    if (field !== '__proto__' && isOfKind(before[field], change[field])) merged[field] = change[field];
  return merged;
}

/** Fields of a change that may mean another state; while it prints, times and temperatures come four times a second. */
const STATE_FIELDS: ReadonlyMap<string, readonly string[] | 'all'> = new Map<string, readonly string[] | 'all'>([
  ['webhooks', 'all'],
  ['pause_resume', 'all'],
  ['exclude_object', ['objects', 'excluded_objects']],
  ['print_stats', ['state', 'filename', 'message']],
  ['idle_timeout', ['state']],
]);

/** Whether a change tells more than how warm, how far and where. */
export function saysWhatItDoes(change: unknown): boolean {
  if (!isRecord(change)) return false;
  return Object.keys(change).some((name) => {
    const wanted = STATE_FIELDS.get(name);
    if (wanted === undefined) return FILAMENT_SENSOR.test(name);
    const fields = change[name];
    return isRecord(fields) && (wanted === 'all' || wanted.some((field) => field in fields));
  });
}

/** A text does not become a list: that is nonsense, and no news. */
function isOfKind(before: unknown, value: unknown): boolean {
  if (before === undefined || before === null || value === null) return true;
  return typeof before === typeof value && Array.isArray(before) === Array.isArray(value);
}

/** A print is under way, whoever began it. */
export const isActive = ({ state }: PrinterView): boolean => state === 'printing' || state === 'paused';

export function readPrinter(objects: Objects): PrinterView {
  const { webhooks = {}, print_stats: stats = {}, virtual_sdcard: card = {}, display_status: display = {} } = objects;
  const info = isRecord(stats.info) ? stats.info : {};
  return {
    klippy: oneOf(KLIPPY, webhooks.state) ?? 'startup',
    klippyMessage: text(webhooks.state_message),
    state: oneOf(STATES, stats.state) ?? 'standby',
    filename: text(stats.filename),
    message: text(stats.message),
    totalSeconds: number(stats.total_duration) ?? 0,
    printSeconds: number(stats.print_duration) ?? 0,
    isPaused: objects.pause_resume?.is_paused === true,
    fraction: fractionOf(number(display.progress), number(card.progress)),
    layer: number(info.current_layer),
    position: positionOf(objects.toolhead?.position),
    temperatures: temperaturesOf(objects),
    emptySensors: emptySensorsOf(objects),
    activity: oneOf(ACTIVITIES, text(objects.idle_timeout?.state).toLowerCase()),
    objects: objectsOf(objects.exclude_object),
    overrides: overridesOf(objects),
    display: text(display.message) === '' ? null : text(display.message),
  };
}

function overridesOf({ gcode_move: move, fan, exclude_object: told }: Objects): Overrides | null {
  const [feed, flow] = [number(move?.speed_factor), number(move?.extrude_factor)];
  if (feed === null || flow === null) return null;
  const fanShare = number(fan?.speed);
  const origin = Array.isArray(move?.homing_origin) ? number(move.homing_origin[2]) : null;
  const objects = offeredOf(told);
  return {
    feedPercent: Math.round(feed * 100),
    flowPercent: Math.round(flow * 100),
    fanPercent: fanShare === null ? null : Math.round(fanShare * 100),
    babyStepMm: origin ?? 0,
    pauseAt: null,
    ...(objects === undefined ? {} : { objects }),
  };
}

/** M73 of the file is nearer to the time than the bytes read. */
function fractionOf(display: number | null, bytes: number | null): number | null {
  const told = display !== null && display > 0 ? display : bytes;
  return told === null ? null : Math.min(1, Math.max(0, told));
}

function positionOf(value: unknown): PrinterView['position'] {
  if (!Array.isArray(value)) return null;
  const [x, y, z] = value.map(number);
  return x == null || y == null || z == null ? null : { x, y, z };
}

function temperaturesOf(objects: Objects): readonly Temperature[] {
  const measured = Object.entries(objects).flatMap(([name, fields]) => {
    const actual = number(fields.temperature);
    const isHeater = HEATER.test(name);
    if ((!isHeater && !SENSOR.test(name)) || actual === null) return [];
    const target = number(fields.target);
    return [{ name: shortName(name), actual, target: target === 0 ? null : target, isHeater }];
  });
  // Heaters first; a sensor that is called like one tells nothing more.
  const heaters = measured.filter(({ isHeater }) => isHeater);
  const others = measured.filter(({ name, isHeater }) => !isHeater && !heaters.some((each) => each.name === name));
  return [...heaters, ...others].slice(0, TEMPERATURES).map(({ name, actual, target }) => ({ name, actual, target }));
}

function emptySensorsOf(objects: Objects): readonly string[] {
  return Object.entries(objects).flatMap(([name, { filament_detected: isThere, enabled }]) => {
    const sensor = FILAMENT_SENSOR.exec(name)?.[1];
    return sensor === undefined || isThere !== false || enabled === false ? [] : [sensor.slice(0, 60)];
  });
}

/** As the other drivers name them; further heaters by their own name. */
function shortName(name: string): string {
  if (name === 'heater_bed') return 'bed';
  const tool = /^extruder(\d*)$/.exec(name);
  if (tool === null) return name.replace(/^(heater_generic|temperature_sensor|temperature_fan) /, '');
  return tool[1] === '' ? 'nozzle' : `nozzle ${Number(tool[1]) + 1}`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 1_000) : '');
const number = (value: unknown): number | null => (isPrinterNumber(value) ? value : null);

function oneOf<T extends string>(words: readonly T[], value: unknown): T | null {
  return words.find((word) => word === value) ?? null;
}
