import { unreachable } from '#lib/unreachable';
import { type FaultSettings, type FaultTrigger, parseFaultSettings, parseFaultTrigger } from './fault-settings.ts';
import type { Printer, PrinterStatus } from './printer.ts';

/** What a test or a person may ask of a running simulator; one JSON object per line on the control socket. */
export type ControlCommand =
  | { readonly command: 'status' }
  /** Changes the lasting faults named; the others stay. */
  | { readonly command: 'faults'; readonly set: Partial<FaultSettings> }
  /** Makes one fault happen now. */
  | { readonly command: 'trigger'; readonly fault: FaultTrigger }
  /** The cable is pulled; after `forMs`, when given, it is put back. */
  | { readonly command: 'unplug'; readonly forMs?: number }
  | { readonly command: 'replug' }
  /** Power off and on; the cable stays in. */
  | { readonly command: 'power-cycle' }
  /** A person takes the object off the bed. */
  | { readonly command: 'remove-object' }
  /** A person presses the knob, which ends `M0` and `M600`. */
  | { readonly command: 'press' }
  /** A person starts a print at the panel. */
  | { readonly command: 'panel-print'; readonly lines: readonly string[] }
  /** The record file holds everything noted so far. */
  | { readonly command: 'flush' }
  | { readonly command: 'quit' };

export type ControlAnswer =
  | { readonly ok: true; readonly status?: PrinterStatus; readonly removed?: boolean; readonly started?: boolean }
  | { readonly ok: false; readonly error: string };

/** What the process around the printer can do for a command. */
export interface Surroundings {
  unplug(forMs: number | null): void;
  replug(): void;
  quit(): void;
}

/** Carries out one command that was parsed. */
export function obey(command: ControlCommand, printer: Printer, surroundings: Surroundings): ControlAnswer {
  switch (command.command) {
    case 'status':
      return { ok: true, status: printer.status() };
    case 'faults':
      printer.changeFaults(command.set);
      return { ok: true };
    case 'trigger':
      printer.trigger(command.fault);
      return { ok: true };
    case 'unplug':
      surroundings.unplug(command.forMs ?? null);
      return { ok: true };
    case 'replug':
      surroundings.replug();
      return { ok: true };
    case 'power-cycle':
      printer.powerCycle();
      return { ok: true };
    case 'remove-object':
      return { ok: true, removed: printer.removeObject('person') };
    case 'press':
      printer.press();
      return { ok: true };
    case 'panel-print':
      return { ok: true, started: printer.panelPrint(command.lines) };
    case 'flush':
      printer.status();
      printer.recorder.flush();
      return { ok: true };
    case 'quit':
      surroundings.quit();
      return { ok: true };
    default:
      return unreachable(command);
  }
}

const PLAIN = ['status', 'replug', 'power-cycle', 'remove-object', 'press', 'flush', 'quit'] as const;

/** Parses one line of the control socket; throws with the reason and what is known. */
export function parseControlCommand(line: string): ControlCommand {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null)
    throw new Error('a command is a JSON object such as {"command":"status"}');
  const given = value as Record<string, unknown>;
  const plain = PLAIN.find((name) => name === given.command);
  if (plain !== undefined) return { command: plain };
  switch (given.command) {
    case 'faults':
      return { command: 'faults', set: parseFaultSettings(given.set) };
    case 'trigger':
      return { command: 'trigger', fault: parseFaultTrigger(given.fault) };
    case 'unplug':
      if (given.forMs === undefined) return { command: 'unplug' };
      if (typeof given.forMs === 'number' && given.forMs >= 0) return { command: 'unplug', forMs: given.forMs };
      throw new Error('"forMs" must be a number of milliseconds, or be left out');
    case 'panel-print':
      if (Array.isArray(given.lines) && given.lines.every((each) => typeof each === 'string')) {
        return { command: 'panel-print', lines: given.lines };
      }
      throw new Error('"lines" must be a list of G-code lines');
    default:
      throw new Error(
        `command ${JSON.stringify(given.command)} does not exist; known are ${PLAIN.join(', ')}, faults, trigger, unplug, panel-print`,
      );
  }
}
