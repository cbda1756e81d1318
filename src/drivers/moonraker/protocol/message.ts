import { parsePrinterJson } from '#drivers/printer-json';

/** One message of Moonraker's WebSocket (JSON-RPC 2.0), as far as we need it. */
export type Message =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: number; readonly message: string }
  | { readonly kind: 'notice'; readonly method: string; readonly params: readonly unknown[] }
  /** Nothing that we understand; the connection goes on (DR12). */
  | { readonly kind: 'odd' };

const ODD: Message = { kind: 'odd' };
/** Half a kilobyte each second of the host's load, asked for by nobody: not worth a parse. */
const LOAD = '"notify_proc_stat_update"';

export function readMessage(text: string): Message {
  if (text.includes(LOAD)) return ODD;
  let value: unknown;
  try {
    value = parsePrinterJson(text);
  } catch {
    return ODD;
  }
  if (!isRecord(value)) return ODD;
  const { id, method, params, error } = value;
  if (typeof method === 'string') return { kind: 'notice', method, params: Array.isArray(params) ? params : [] };
  if (typeof id !== 'number') return ODD;
  if (!('error' in value)) return { kind: 'result', id, result: value.result };
  const told = isRecord(error) ? error : {};
  return {
    kind: 'error',
    id,
    code: typeof told.code === 'number' ? told.code : 0,
    message: typeof told.message === 'string' ? told.message : 'The printer refused without a reason.',
  };
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
