/** What the console does with lines: which are shown, what a person typed before, and what a command means. */

/** Said over and over, and of interest only to whom looks for it: acknowledgements, temperatures, signs of life. */
export const isChatter = (text: string): boolean =>
  /^(?:ok\b(?!.*[a-z]{4})|wait$|echo:busy: processing|(?:N\d+ )?M105(?:\*\d+)?$|\s*T\d?:\s*-?[\d.]+ ?\/)/i.test(
    text.trim(),
  );

export interface Filter {
  readonly chatter: boolean;
  /** Shown when it stands anywhere in the line, whatever the case; empty: all. */
  readonly search: string;
}

export const isShown = (text: string, { chatter, search }: Filter): boolean =>
  (chatter || !isChatter(text)) && text.toLowerCase().includes(search.trim().toLowerCase());

/** More would be a file. */
const REMEMBERED = 100;

/** Lines as they were sent, newest last, none twice. */
export const remember = (typed: readonly string[], line: string): readonly string[] =>
  [...typed.filter((each) => each !== line), line].slice(-REMEMBERED);

/** One step back (up) or forward (down) in what was typed; null is the empty line behind the newest. */
export function recall(typed: readonly string[], at: number | null, step: -1 | 1): number | null {
  if (typed.length === 0) return null;
  const next = (at ?? typed.length) + step;
  return next >= typed.length ? null : Math.max(0, next);
}

/** Commands that the console offers, and what they do. */
export const COMMANDS: readonly (readonly [command: string, meaning: string])[] = [
  ['G0', 'move without extruding: X Y Z F'],
  ['G1', 'move: X Y Z E F'],
  ['G4', 'wait: S seconds, P milliseconds'],
  ['G28', 'home: all axes, or X Y Z'],
  ['G29', 'probe the bed'],
  ['G30', 'probe one place: X Y'],
  ['G90', 'coordinates are absolute'],
  ['G91', 'coordinates are relative'],
  ['G92', 'name the present place: X Y Z E'],
  ['M18', 'motors off'],
  ['M20', 'list the card'],
  ['M21', 'look for the card again'],
  ['M27', 'is the card printing?'],
  ['M31', 'how long the print has lasted'],
  ['M82', 'extrusion is absolute'],
  ['M83', 'extrusion is relative'],
  ['M84', 'motors off'],
  ['M104', 'nozzle to S °C, without waiting'],
  ['M105', 'temperatures'],
  ['M106', 'fan to S 0–255'],
  ['M107', 'fan off'],
  ['M109', 'nozzle to S °C, and wait'],
  ['M114', 'position'],
  ['M115', 'firmware and what it can'],
  ['M117', 'show a text on the display'],
  ['M119', 'endstops'],
  ['M140', 'plate to S °C, without waiting'],
  ['M141', 'chamber to S °C'],
  ['M190', 'plate to S °C, and wait'],
  ['M220', 'speed to S %'],
  ['M221', 'flow to S %'],
  ['M290', 'baby-step: Z mm'],
  ['M301', 'heating of the nozzle: P I D'],
  ['M304', 'heating of the plate: P I D'],
  ['M400', 'wait until nothing moves'],
  ['M420', 'bed mesh: V shows it, S1 uses it'],
  ['M503', 'settings of the firmware'],
  ['M851', 'offset of the probe: X Y Z'],
  ['M900', 'linear advance: K'],
];
