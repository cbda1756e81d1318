import { parsePrinterJson } from '#drivers/printer-json';

/** What a printer has said of itself so far, by the names of its `print` report. */
export type Fields = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A printer with more fields or deeper ones than these is none; it must not fill our memory. */
const FIELDS_LIMIT = 500;
const DEPTH_LIMIT = 8;
/** A longer message is a fault, or an attack. */
const MESSAGE_LIMIT_BYTES = 1024 * 1024;
const CONTROL = /\p{Cc}/gu;

const decoder = new TextDecoder();

/** One message of a printer, by kind (`print`, `info`, `system` …); null when it is none. Texts of firmwares hold raw control bytes. */
export function readMessage(payload: Uint8Array): Readonly<Record<string, Fields>> | null {
  if (payload.length > MESSAGE_LIMIT_BYTES) return null;
  const text = decoder.decode(payload);
  try {
    const message = parsed(text);
    if (!isRecord(message)) return null;
    return Object.fromEntries(
      Object.entries(message).flatMap(([kind, body]) => (isRecord(body) ? [[kind, body] as const] : [])),
    );
  } catch {
    return null;
  }
}

/** Control characters are looked for only where there are some: a report has ten thousand characters, and comes each second. */
function parsed(text: string): unknown {
  try {
    return parsePrinterJson(text);
  } catch {
    return parsePrinterJson(text.replaceAll(CONTROL, ' '));
  }
}

/**
 * The fields after a report, which tells everything (X1) or only what has changed (P1, A1). Lists are replaced, except the AMS units
 * and their trays, of which a change names single ones.
 */
export function mergeReport(before: Fields, change: Fields): Fields {
  return merge(before, change, '', 0);
}

const LISTS_BY_ID: ReadonlySet<string> = new Set(['.ams.ams', '.ams.ams.tray']);

function merge(before: Fields, change: Fields, path: string, depth: number): Fields {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(change)) {
    if (name === '__proto__') continue;
    if (!(name in merged) && Object.keys(merged).length >= FIELDS_LIMIT) continue;
    const known = merged[name];
    // What has become of another kind is a fault of the message.
    if (known !== undefined && kindOf(known) !== kindOf(value)) continue;
    if (typeof value !== 'object' || value === null) {
      merged[name] = value;
      continue;
    }
    const here = `${path}.${name}`;
    if (depth < DEPTH_LIMIT && isRecord(known) && isRecord(value)) merged[name] = merge(known, value, here, depth + 1);
    else if (LISTS_BY_ID.has(here) && Array.isArray(value)) merged[name] = mergeById(known, value, here, depth + 1);
    else merged[name] = value;
  }
  return merged;
}

function kindOf(value: unknown): 'fields' | 'list' | 'value' | 'nothing' {
  if (Array.isArray(value)) return 'list';
  if (isRecord(value)) return 'fields';
  return value === null ? 'nothing' : 'value';
}

function mergeById(before: unknown, changes: readonly unknown[], path: string, depth: number): readonly Fields[] {
  const merged = new Map<string, Fields>();
  for (const each of Array.isArray(before) ? before : []) if (isRecord(each)) merged.set(String(each.id), each);
  for (const each of changes) {
    if (!isRecord(each) || (typeof each.id !== 'string' && typeof each.id !== 'number')) continue;
    const id = String(each.id);
    if (!merged.has(id) && merged.size >= FIELDS_LIMIT) continue;
    merged.set(id, merge(merged.get(id) ?? {}, each, path, depth));
  }
  return [...merged.values()];
}
