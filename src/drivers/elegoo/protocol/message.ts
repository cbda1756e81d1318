import { parsePrinterJson } from '#drivers/printer-json';

/** What goes over the socket, in either direction. PURE, as everything in this folder; odd messages are none (DR12). */

export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export type Message =
  | { readonly kind: 'response'; readonly requestId: string; readonly data: Fields; readonly board: string | null }
  /** `fields`: whole, not only what has changed. */
  | { readonly kind: 'status' | 'attributes'; readonly fields: Fields; readonly board: string | null }
  | { readonly kind: 'odd' };

const ODD: Message = { kind: 'odd' };

/** Firmwares do not agree on whether a status stands in `Data` or beside it. */
export function readMessage(text: string): Message {
  let told: unknown;
  try {
    told = parsePrinterJson(text);
  } catch {
    return ODD;
  }
  if (!isRecord(told)) return ODD;
  const data = isRecord(told.Data) ? told.Data : {};
  const board = boardIn(told, data);
  const status = told.Status ?? data.Status;
  if (isRecord(status)) return { kind: 'status', fields: status, board };
  const attributes = told.Attributes ?? data.Attributes;
  if (isRecord(attributes)) return { kind: 'attributes', fields: attributes, board };
  const { RequestID: requestId, Data: answer } = data;
  if (typeof requestId !== 'string') return ODD;
  return { kind: 'response', requestId, data: isRecord(answer) ? answer : {}, board };
}

function boardIn(told: Fields, data: Fields): string | null {
  const named = [told.MainboardID, data.MainboardID].find((each) => typeof each === 'string' && each !== '');
  if (typeof named === 'string') return named;
  const [, topic] = /^sdcp\/[a-z]+\/(.+)$/.exec(typeof told.Topic === 'string' ? told.Topic : '') ?? [];
  return topic ?? null;
}

export const COMMANDS = {
  status: 0,
  attributes: 1,
  start: 128,
  pause: 129,
  stop: 130,
  resume: 131,
  files: 258,
  deleteFiles: 259,
  history: 320,
  historyDetails: 321,
  control: 403,
} as const;

export type CommandName = keyof typeof COMMANDS;

/** `id`: 32 hexadecimal digits. */
export function requestText(
  name: CommandName,
  data: Fields,
  { id, board, seconds }: { readonly id: string; readonly board: string; readonly seconds: number },
): string {
  return JSON.stringify({
    Id: id,
    Data: { Cmd: COMMANDS[name], Data: data, RequestID: id, MainboardID: board, TimeStamp: seconds, From: 1 },
    Topic: `sdcp/request/${board}`,
  });
}

const START_ACKS: Readonly<Record<number, string>> = {
  1: 'The printer is busy.',
  2: 'The printer does not know the file.',
  3: 'The file was spoilt on its way (MD5).',
  4: 'The printer cannot read the file.',
  5: 'The file is for another resolution.',
  6: 'The printer does not take this kind of file.',
  7: 'The file is for another model of printer.',
};

/** Why it was refused; null where it was not. */
export function refusalIn(data: Fields, name: CommandName): { readonly ack: number; readonly text: string } | null {
  const { Ack: ack } = data;
  if (typeof ack !== 'number' || ack === 0) return null;
  const text = name === 'start' ? START_ACKS[ack] : undefined;
  return { ack, text: text ?? `The printer answered ${ack}.` };
}

/** Null where the answer to an upload is yes. */
export function uploadRefusalIn(text: string): string | null {
  let told: unknown;
  try {
    told = parsePrinterJson(text);
  } catch {
    return 'The printer’s answer to the file is not understood.';
  }
  const { code, success, messages } = isRecord(told) ? told : {};
  if (code === '000000' && success === true) return null;
  const [first]: readonly unknown[] = Array.isArray(messages) ? messages : [];
  const { message } = isRecord(first) ? first : {};
  return UPLOAD_ERRORS[String(message)] ?? 'The printer did not store the file.';
}

const UPLOAD_ERRORS: Readonly<Record<string, string>> = {
  '-1': 'A part of the file came at a wrong place.',
  '-2': 'A part of the file is missing.',
  '-3': 'The printer cannot open the file: its memory is full, perhaps.',
};
