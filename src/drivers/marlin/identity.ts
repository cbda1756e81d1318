import type { MarlinOptions } from './manifest.ts';
import type { Dialect } from './protocol/dialects/dialect.ts';
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
  if ((reply.kind === 'ok' || reply.kind === 'start') && reply.firmware !== undefined) {
    return { ...known, firmware: reply.firmware };
  }
  if (reply.kind !== 'capability') return known;
  const others = known.capabilities.filter((each) => each !== reply.name);
  if (others.length >= MAX_CAPABILITIES) return known;
  return { ...known, capabilities: reply.on ? [...others, reply.name] : others };
}

export const can = (identity: Identity, capability: string): boolean => identity.capabilities.includes(capability);

/** How a firmware is to be fed; with care where it is not known. */
export function settingsFor(dialect: Dialect, identity: Identity, options: MarlinOptions): SpoolSettings {
  const { limit, unlearned } = dialect.window;
  return {
    ...PLAIN_SETTINGS,
    dialect,
    checksum: dialect.takesCrc?.test(identity.firmware ?? '') === true ? 'crc16' : 'xor',
    baud: options.baud,
    receiveBytes: options.receiveBufferBytes,
    windowLimit: options.window > 0 ? Math.min(options.window, limit) : limit,
    windowUnlearned: unlearned,
    numberLimit: dialect.numberLimit,
    rewinds: dialect.rewinds,
    compaction: options.compact ? dialect.compaction : 'none',
    busy: dialect.saysBusy || can(identity, 'BUSY_PROTOCOL'),
  };
}
