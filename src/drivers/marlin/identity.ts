import type { MarlinOptions } from './manifest.ts';
import type { Dialect } from './protocol/dialects/dialect.ts';
import type { Reply } from './protocol/reply.ts';
import { PLAIN_SETTINGS, type SpoolSettings } from './protocol/spool-state.ts';

/** What a firmware says of itself (M115); kept with the print, so that a process that takes over need not ask. */
export interface Identity {
  readonly firmware: string | null;
  readonly capabilities: readonly string[];
  /** What it says that it was built without. */
  readonly lacks?: readonly string[];
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
  const [has, lacks] = [known.capabilities, known.lacks ?? []].map((list) =>
    list.filter((each) => each !== reply.name),
  );
  if (has === undefined || lacks === undefined || has.length + lacks.length >= MAX_CAPABILITIES) return known;
  return {
    ...known,
    capabilities: reply.on ? [...has, reply.name] : has,
    lacks: reply.on ? lacks : [...lacks, reply.name],
  };
}

/** Only for what it has said: a firmware that says nothing may have it. */
export const lacks = (identity: Identity, capability: string): boolean => identity.lacks?.includes(capability) === true;

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
