import { parsePrinterJson } from '#drivers/printer-json';

/** What goes over MQTT, in either direction. PURE, as everything in this folder; odd messages are none (DR12). */

export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A longer message is a fault, or an attack; a history of fifty prints has twenty kilobytes. */
const MESSAGE_LIMIT_BYTES = 1024 * 1024;

const decoder = new TextDecoder();

/** Null for what is no message. */
export function readPayload(payload: Uint8Array): Fields | null {
  if (payload.length > MESSAGE_LIMIT_BYTES) return null;
  try {
    const told = parsePrinterJson(decoder.decode(payload));
    return isRecord(told) ? told : null;
  } catch {
    return null;
  }
}

/** Where what is said; `client`: the name by which this session is registered. */
export const topicsOf = (serial: string, client: string) => ({
  register: `elegoo/${serial}/api_register`,
  registered: `elegoo/${serial}/${requestIdOf(client)}/register_response`,
  requests: `elegoo/${serial}/${client}/api_request`,
  answers: `elegoo/${serial}/${client}/api_response`,
  status: `elegoo/${serial}/api_status`,
});

const requestIdOf = (client: string): string => `${client}_req`;

export const registerText = (client: string): string =>
  JSON.stringify({ client_id: client, request_id: requestIdOf(client) });

/** Null where the printer has taken this client, else why not. */
export function registerRefusal(answer: Fields): string | null {
  if (answer.error === 'ok') return null;
  return answer.error === 'too many clients'
    ? 'Too many programs are connected to the printer, which takes about four: close a slicer or an app. One that was closed hard is forgotten after a minute.'
    : 'The printer does not take Croft as its client.';
}

export const PING = '{"type":"PING"}';

export const METHODS = {
  attributes: 1001,
  status: 1002,
  start: 1020,
  pause: 1021,
  stop: 1022,
  resume: 1023,
  temperatures: 1028,
  light: 1029,
  fans: 1030,
  speed: 1031,
  history: 1036,
  file: 1046,
  deleteFile: 1047,
  canvas: 2005,
} as const;

export type MethodName = keyof typeof METHODS;

export const requestText = (id: number, name: MethodName, params: Fields): string =>
  JSON.stringify({ id, method: METHODS[name], params });

/** The answer to a request by its number; null for whatever else is said there, a `PONG` among it. */
export function readAnswer({ id, result }: Fields): { readonly id: number; readonly result: Fields } | null {
  return typeof id === 'number' && isRecord(result) ? { id, result } : null;
}

const STATUS_EVENT = 6000;

/** What has changed of the state, with its number in the row of such messages; null for other events. */
export function readChange(message: Fields): { readonly id: number | null; readonly change: Fields } | null {
  const { id, method, result } = message;
  if (method !== STATUS_EVENT || !isRecord(result)) return null;
  return { id: typeof id === 'number' ? id : null, change: result };
}

/** Each comes before anything moves. */
const REFUSALS: Readonly<Record<number, string>> = {
  109: 'There is no filament.',
  1000: 'The access code is wrong.',
  1001: 'The printer does not know that order.',
  1003: 'The printer does not understand the order.',
  1009: 'The printer is busy.',
  1010: 'Nothing is being printed.',
  1012: 'The printer does not know that print.',
  1021: 'The printer does not know the file.',
  1026: 'The bed was never levelled: level it at the printer’s screen.',
};

/** Why it was refused, with the printer's number; null where it was not. An answer without a number is none. */
export function refusalIn({ error_code: code }: Fields): { readonly code: number; readonly text: string } | null {
  if (code === 0) return null;
  if (typeof code !== 'number') return { code: -1, text: 'The printer’s answer is not understood.' };
  return { code, text: REFUSALS[code] ?? `The printer answered with the error ${code}.` };
}

/** A number that nobody knows may come behind the deed as well. */
export const provesNothingMoved = (code: number): boolean => REFUSALS[code] !== undefined;

const UPLOAD_ERRORS: Readonly<Record<number, string>> = {
  1000: 'The access code is wrong.',
  9000: 'A part of the file came at a wrong place.',
  9001: 'The printer cannot open the file.',
  9002: 'The printer cannot write the file: its memory is full, perhaps.',
  9003: 'The printer cannot write the file.',
  9004: 'The file was spoilt on its way (MD5).',
};

/** Null where the answer to a part of a file is yes. */
export function uploadRefusalIn(text: string): string | null {
  const told = readPayload(new TextEncoder().encode(text));
  if (told === null || typeof told.error_code !== 'number')
    return 'The printer’s answer to the file is not understood.';
  const { error_code: code } = told;
  return code === 0 ? null : (UPLOAD_ERRORS[code] ?? `The printer answered the file with the error ${code}.`);
}
