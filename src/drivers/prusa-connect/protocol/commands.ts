import type { Adjustment } from '#model/adjustment';
import type { ToolMapping } from './slots.ts';

/**
 * Commands to a printer, one at a time and small: its parser reads `command` before `kwargs`, and old builds take 256 bytes in all
 * (prusa3d/Prusa-Firmware-Buddy, src/connect/command.cpp and connect.cpp). PURE.
 */
export type Order =
  | { readonly kind: 'json'; readonly name: string; readonly text: string }
  | { readonly kind: 'gcode'; readonly name: 'G-code'; readonly text: string };

export const COMMAND_LIMIT_BYTES = 250;

export type Arguments = Readonly<Record<string, string | number | ToolMapping>>;

export const order = (name: string, kwargs: Arguments = {}): Order => ({
  kind: 'json',
  name,
  text: JSON.stringify(Object.keys(kwargs).length === 0 ? { command: name } : { command: name, kwargs }),
});

export const gcode = (line: string): Order => ({ kind: 'gcode', name: 'G-code', text: line });

/** As a WebSocket carries it: its kind, its number in eight hexadecimal digits, itself. */
export const framed = (id: number, { kind, text }: Order): string =>
  `${kind === 'json' ? 'J' : 'G'}${id.toString(16).padStart(8, '0')}${text}`;

/** What the printer prints by itself can be changed by a line that it takes in between; null where there is none. */
export function orderOf(change: Adjustment): Order | null {
  switch (change.kind) {
    case 'feed':
      return gcode(`M220 S${Math.round(change.percent)}`);
    case 'flow':
      return gcode(`M221 S${Math.round(change.percent)}`);
    case 'fan':
      return gcode(`M106 S${Math.round((change.percent / 100) * 255)}`);
    case 'baby-step':
      return gcode(`M290 Z${Number(change.mm.toFixed(3))}`);
    case 'target': {
      const code = { nozzle: 'M104', bed: 'M140', chamber: 'M141' }[change.heater];
      return gcode(`${code} S${Math.round(change.celsius)}`);
    }
    case 'skip-object':
      return /^\d{1,3}$/.test(change.object) ? order('CANCEL_OBJECT', { id: Number(change.object) }) : null;
    case 'pause-at':
      return null;
  }
}
