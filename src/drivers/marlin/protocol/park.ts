import { type Motion, word } from './motion.ts';
import type { Position } from './spool-state.ts';

/** PURE: the way of the head from the object to where it waits during a pause, and back, with heat and filament. */

/** How a paused print waits. */
export interface Parking {
  /** Whether the head leaves the object at all. */
  readonly parks: boolean;
  readonly liftMm: number;
  readonly x: number;
  /** Null: the head stays where it is along Y. */
  readonly y: number | null;
  /** Filament that is drawn back before, and given again after, mm. */
  readonly retractMm: number;
  /** °C for the nozzle while it waits; 0: as hot as it was. */
  readonly nozzleTemperature: number;
}

/** Degrees Celsius that a heater is to hold; null when the printer has told none, or it is off. */
export interface Targets {
  readonly nozzle: number | null;
  readonly bed: number | null;
}

/** Where a paused print stands, and in which state the next line of the file wants the printer. */
export interface PausePlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly e: number | null;
  readonly relative: boolean;
  readonly relativeExtruder: boolean;
  readonly feed: number;
  /** Left out in records of older versions, as what follows. */
  readonly targets?: Targets;
  readonly fan?: number | null;
  /** Filament that was drawn back, mm. */
  readonly retractedMm?: number;
  /** A person or a script has moved the filament since, or counted it anew: only they know where it is. */
  readonly fedByHand?: boolean;
}

/** Null when the printer could not tell its position: then nothing is moved before going on. */
export function placeOf(
  position: Position | null,
  motion: Pick<Motion, 'relative' | 'relativeExtruder' | 'feed'>,
  targets: Targets,
  fan: number | null,
): PausePlace | null {
  if (position === null) return null;
  const { relative, relativeExtruder, feed } = motion;
  return { ...position, relative, relativeExtruder, feed, targets, fan };
}

/** mm per minute. */
const FEED = { retract: 1800, lift: 600, travel: 6000 } as const;

/** What the place is once `park` was carried out. */
export function parked(place: PausePlace, parking: Parking): PausePlace {
  const retracts = parking.parks && parking.retractMm > 0 && place.e !== null && isHot(place);
  return retracts ? { ...place, retractedMm: parking.retractMm } : place;
}

/** A cold nozzle would grind the filament, or the firmware refuses and forgets to give it again. */
const isHot = ({ targets }: PausePlace): boolean => (targets?.nozzle ?? 0) > 0;

/** Away from the object, and cooler where that is wished. */
export function park(place: PausePlace, parking: Parking): readonly string[] {
  if (!parking.parks) return cooled(place, parking);
  const { retractedMm = 0 } = parked(place, parking);
  const y = parking.y === null ? '' : ` Y${parking.y}`;
  return [
    ...(retractedMm > 0 ? ['M83', `G1 E-${retractedMm} F${FEED.retract}`] : []),
    'G91',
    ...(parking.liftMm > 0 ? [`G1 Z${parking.liftMm} F${FEED.lift}`] : []),
    'G90',
    `G1 X${parking.x}${y} F${FEED.travel}`,
    ...cooled(place, parking),
  ];
}

function cooled({ targets }: PausePlace, { nozzleTemperature }: Parking): readonly string[] {
  const lower = nozzleTemperature > 0 && (targets?.nozzle ?? 0) > nozzleTemperature;
  return lower ? [`M104 S${nozzleTemperature}`] : [];
}

/** Lifted by this much before it travels: a person may have moved the head below the top of the object. */
const CLEARANCE_MM = 5;

/**
 * Commands that lead the head back from wherever it is, with heat, filament, fan and every mode. Above the object first, then down to
 * it. Each may come twice when a process dies in between. The last is `G0 F…`, by which the next process knows that all was done.
 */
export function returnTo(
  place: PausePlace,
  now: { readonly targets: Targets; readonly fan: number | null },
): readonly string[] {
  const { x, y, z, e, retractedMm = 0 } = place;
  const fan = place.fan ?? null;
  return [
    'G91',
    `G0 Z${CLEARANCE_MM} F${FEED.lift}`,
    ...heat(place.targets, now.targets),
    'G90',
    `G0 X${x} Y${y} F${FEED.travel}`,
    `G0 Z${z} F${FEED.lift}`,
    ...(e === null ? [] : filament(e, retractedMm, place.fedByHand === true)),
    ...(fan !== null && fan !== now.fan ? [fan === 0 ? 'M107' : `M106 S${fan}`] : []),
    ...(place.relative ? ['G91'] : []),
    place.relativeExtruder ? 'M83' : 'M82',
    `G0 F${place.feed}`,
  ];
}

/** Heat alone: for a pause that did not move the head. */
export function heatAgain(place: PausePlace, now: Targets): readonly string[] {
  return heat(place.targets, now);
}

/** Both heat at once, then each is waited for. */
function heat(wanted: Targets | undefined, now: Targets): readonly string[] {
  const nozzle = colder(wanted?.nozzle ?? null, now.nozzle);
  const bed = colder(wanted?.bed ?? null, now.bed);
  return [
    ...(bed === null ? [] : [`M140 S${bed}`]),
    ...(nozzle === null ? [] : [`M104 S${nozzle}`]),
    ...(bed === null ? [] : [`M190 S${bed}`]),
    ...(nozzle === null ? [] : [`M109 S${nozzle}`]),
  ];
}

const colder = (wanted: number | null, now: number | null): number | null =>
  wanted !== null && wanted > 0 && wanted !== now ? wanted : null;

/** To an absolute place of the filament, so that it is given again once however often this is sent. */
function filament(e: number, retractedMm: number, fedByHand: boolean): readonly string[] {
  if (retractedMm === 0) return [`G92 E${e}`];
  const from = Math.round((e - retractedMm) * 100_000) / 100_000;
  return [...(fedByHand ? [`G92 E${from}`] : []), 'M82', `G1 E${e} F${FEED.retract}`];
}

/** A person's own command in a pause changes what the print goes on with: another heat or fan is kept, a heater switched off is not. */
export function changedByHand(place: PausePlace, command: string): PausePlace {
  const heats = /^M(104|109|140|190)(?![0-9])/.exec(command);
  if (heats !== null) {
    const target = word(command, 'S') ?? word(command, 'R') ?? 0;
    if (target <= 0) return place;
    const { nozzle, bed } = place.targets ?? { nozzle: null, bed: null };
    const isBed = heats[1] === '140' || heats[1] === '190';
    return { ...place, targets: isBed ? { nozzle, bed: target } : { nozzle: target, bed } };
  }
  if (/^M106(?![0-9])/.test(command) && (word(command, 'P') ?? 0) === 0)
    return { ...place, fan: word(command, 'S') ?? 255 };
  return movesFilament(command) ? { ...place, fedByHand: true } : place;
}

/** Whether a command moves filament or counts it anew: only it knows then where the filament is. */
export const movesFilament = (command: string): boolean => FILAMENT.test(command);

const FILAMENT = /^G(?:0*[0-3](?![0-9.]).*E|92(?![0-9.])(?:.*E|$))/;
