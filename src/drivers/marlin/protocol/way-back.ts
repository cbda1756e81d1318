import type { WayBack } from '#drivers/rest-of-file';
import type { KeptMode } from './file-mode.ts';

/** PURE: what is sent to a printer that has lost its power, so that the next line of a file finds it as it would have been. */

/** How a printer finds back. */
export interface Recovering {
  /** `stays`: the head keeps its height without power. `top`: Z is homed away from the bed. */
  readonly height: 'stays' | 'top' | 'no';
  readonly liftMm: number;
  /** Filament that is pushed out before it goes on, mm: what has oozed meanwhile. */
  readonly primeMm: number;
}

/** mm per minute. */
const FEED = { lift: 600, travel: 6000, prime: 180, retract: 1800 } as const;

/** A state without place, height or heat has no way back; `rest-reader` offers none. */
export function wayBack(mode: KeptMode, recovering: Recovering, zMm: number | null): WayBack {
  const { liftMm, primeMm } = recovering;
  const { place, bed, chamber } = mode;
  const x = exact(place.x ?? 0);
  const y = exact(place.y ?? 0);
  const z = exact(place.z ?? 0);
  const tool = mode.tool ?? 0;
  const nozzle = mode.nozzles.find(([of]) => of === tool)?.[1] ?? 0;
  const commands = [
    ...heat(mode, tool),
    ...(zMm === null ? [] : [`G92 Z${exact(zMm)}`]),
    // Off the object, to which the nozzle was stuck as long as it was cold.
    'G91',
    `G1 Z${liftMm} F${FEED.lift}`,
    'G90',
    // R0: Marlin lifts no further; others ignore it.
    'G28 R0 X Y',
    ...(recovering.height === 'top' ? ['G28 Z'] : []),
    ...(tool > 0 ? [`T${tool}`] : []),
    ...prime(mode, primeMm),
    `G1 X${x} Y${y} F${FEED.travel}`,
    `G1 Z${z} F${FEED.lift}`,
    ...mode.settings,
    ...mode.fans.map(([fan, speed]) => fanLine(fan, speed)),
    ...modes(mode, { x, y, z }),
  ];
  return { commands, bed, nozzle, chamber, liftMm, primeMm, x, y, z };
}

/** The bed first, as long as the nozzle is cold: it holds the object. Others than the tool in use are only set. */
function heat({ bed, chamber, nozzles }: KeptMode, tool: number): readonly string[] {
  const of = (each: number): string => (each === 0 && nozzles.length === 1 ? '' : ` T${each}`);
  const hot = nozzles.filter(([, celsius]) => celsius > 0);
  return [
    ...(bed > 0 ? [`M140 S${bed}`] : []),
    ...(chamber > 0 ? [`M141 S${chamber}`] : []),
    ...(bed > 0 ? [`M190 S${bed}`] : []),
    ...(chamber > 0 ? [`M191 S${chamber}`] : []),
    ...hot.filter(([each]) => each !== tool).map(([each, celsius]) => `M104${of(each)} S${celsius}`),
    ...hot.filter(([each]) => each === tool).map(([each, celsius]) => `M109${of(each)} S${celsius}`),
  ];
}

/** Beside the object, where X and Y are homed; then drawn back as far as the file had it. */
function prime({ drawn }: KeptMode, primeMm: number): readonly string[] {
  const back = exact(drawn);
  if (primeMm === 0 && back === 0) return [];
  return [
    'M83',
    ...(primeMm > 0 ? [`G1 E${primeMm} F${FEED.prime}`] : []),
    ...(back > 0 ? [`G1 E-${back} F${FEED.retract}`] : []),
  ];
}

function fanLine(fan: number, speed: number): string {
  const which = fan === 0 ? '' : ` P${fan}`;
  return speed === 0 ? `M107${which}` : `M106${which} S${speed}`;
}

/** What the file counts from, and how it counts. The last is `G0 F…`, as after a pause. */
function modes(mode: KeptMode, at: { readonly x: number; readonly y: number; readonly z: number }): readonly string[] {
  const { offset, unit, e, relative, relativeExtruder, feed } = mode;
  const moved = (['x', 'y', 'z'] as const).filter((axis) => offset[axis] !== 0);
  const places = moved.map((axis) => ` ${axis.toUpperCase()}${exact(at[axis] - offset[axis])}`).join('');
  return [
    `G92${places} E${exact(e)}`,
    ...(unit === 1 ? [] : ['G20']),
    ...(relative ? ['G91'] : []),
    relativeExtruder ? 'M83' : 'M82',
    `G0 F${exact((feed ?? 1500) / unit)}`,
  ];
}

/** As firmwares read numbers: no exponent, and no more digits than a motor has steps. */
const exact = (value: number): number => Math.round(value * 100_000) / 100_000;
