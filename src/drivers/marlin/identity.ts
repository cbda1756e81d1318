import type { MarlinOptions } from './manifest.ts';
import { MAX_NUMBER } from './protocol/frame.ts';
import type { Reply } from './protocol/reply.ts';
import { PLAIN_SETTINGS, type SpoolSettings } from './protocol/spool-state.ts';

/** What a firmware says of itself (M115); kept with the print, so that a process that takes over need not ask. */
export interface Identity {
  readonly firmware: string | null;
  readonly capabilities: readonly string[];
}

export const UNKNOWN_FIRMWARE: Identity = { firmware: null, capabilities: [] };

/** M115 lists about thirty; a printer that tells more is not believed. */
const MAX_CAPABILITIES = 100;

export function learn(known: Identity, reply: Reply): Identity {
  if (reply.kind === 'firmware') return { ...known, firmware: reply.name };
  if (reply.kind !== 'capability') return known;
  const others = known.capabilities.filter((each) => each !== reply.name);
  if (others.length >= MAX_CAPABILITIES) return known;
  return { ...known, capabilities: reply.on ? [...others, reply.name] : others };
}

export const can = (identity: Identity, capability: string): boolean => identity.capabilities.includes(capability);

/** Numbers above this mean something else to firmwares that compare 16 bits (Repetier). */
const NUMBER_LIMIT_16_BITS = 32_000;
/** Ring slots of a stock Marlin 2.x are four; two lines on their way are safe before it has told (serial.md §6.4). */
const WINDOW_OF_MARLIN_2 = 2;
const WINDOW_LIMIT = 8;

/** How a firmware is to be fed; with care where it is not known. */
export function settingsFor(identity: Identity, options: MarlinOptions): SpoolSettings {
  const firmware = identity.firmware ?? '';
  const isMarlin2 = /^Marlin (?:bugfix-)?2/.test(firmware);
  const isPrusa = /Prusa-Firmware/.test(firmware);
  return {
    ...PLAIN_SETTINGS,
    baud: options.baud,
    receiveBytes: options.receiveBufferBytes,
    windowLimit: options.window > 0 ? options.window : WINDOW_LIMIT,
    windowUnlearned: isMarlin2 && !isPrusa ? WINDOW_OF_MARLIN_2 : 1,
    numberLimit: isMarlin2 || isPrusa ? MAX_NUMBER - 10_000 : NUMBER_LIMIT_16_BITS,
    rewinds: isPrusa,
    busy: can(identity, 'BUSY_PROTOCOL'),
  };
}
