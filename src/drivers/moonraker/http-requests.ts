import type { IncomingMessage } from 'node:http';
import { encodedPath } from '#drivers/http-files';
import { type HttpAnswer, type HttpAsk, httpExchange, httpOpen, readAnswer } from '#drivers/http-exchange';
import { multipartFile } from '#drivers/multipart-file';
import { Refused, WrongCredentials } from '#drivers/network-trouble';
import { parsePrinterJson } from '#drivers/printer-json';
import type { Clock } from '#lib/clock';
import type { PrintFile } from '#model/print';
import { isRecord } from './protocol/message.ts';

/** What Moonraker does over HTTP: files, and the emergency stop that must not wait behind anything. */
export interface MoonrakerHost {
  readonly url: string;
  readonly apiKey: string | null;
}

/** Nothing moved on a connection for this long: it is dead, whatever TCP says. */
const IDLE_LIMIT_MS = 60_000;
const ANSWER_LIMIT_BYTES = 256 * 1024;
/** Tens of thousands of files; a longer answer is no listing. */
const LISTING_LIMIT_BYTES = 16 * 1024 * 1024;

/** Uploads in one request; the host proves it by the digest, and we by the size. Throws `Refused`, `WrongCredentials`, `Unreachable`. */
export async function uploadFile(
  host: MoonrakerHost,
  file: { readonly path: string; readonly name: string; readonly folder: string } & Pick<
    PrintFile,
    'digest' | 'sizeBytes'
  >,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const boundary = `croft-${file.digest.slice(0, 24)}`;
  const fields = { root: 'gcodes', path: file.folder, checksum: file.digest };
  const form = multipartFile(fields, file, boundary, signal);
  const answer = await exchange(host, '/server/files/upload', { method: 'POST', clock, signal, ...form });
  const item = isRecord(answer) && isRecord(answer.item) ? answer.item : null;
  if (item?.size !== file.sizeBytes)
    throw new Refused(0, `The printer’s host stored ${String(item?.size)} of ${file.sizeBytes} bytes.`);
}

export async function deleteFile(host: MoonrakerHost, path: string, clock: Clock, signal: AbortSignal): Promise<void> {
  await exchange(host, `/server/files/gcodes/${encodedPath(path)}`, { method: 'DELETE', clock, signal });
}

/** On a connection of its own, besides the socket (MA5). */
export async function postEmergencyStop(
  host: MoonrakerHost,
  ask: { readonly clock: Clock; readonly signal: AbortSignal; readonly idleMs: number },
): Promise<void> {
  await exchange(host, '/printer/emergency_stop', { method: 'POST', headers: { 'Content-Length': 0 }, ...ask });
}

/** Files below `gcodes`, whatever they are. */
export async function listFiles(host: MoonrakerHost, clock: Clock, signal: AbortSignal): Promise<unknown> {
  const ask = { method: 'GET', clock, signal, limitBytes: LISTING_LIMIT_BYTES } as const;
  return exchange(host, '/server/files/list?root=gcodes', ask);
}

/** The bytes of a file from `offset` on, as the host sends them: taken no faster than they are read. */
export async function openFile(
  host: MoonrakerHost,
  path: string,
  offset: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const range = offset === 0 ? {} : { Range: `bytes=${offset}-` };
  const response = await httpOpen(`${host.url}/server/files/gcodes/${encodedPath(path)}`, {
    method: 'GET',
    headers: { ...range, ...keyOf(host) },
    clock,
    signal,
    idleMs: IDLE_LIMIT_MS,
  });
  if (response.statusCode !== 200 && response.statusCode !== 206) {
    resultOf(await readAnswer(response, ANSWER_LIMIT_BYTES));
    throw new Refused(response.statusCode ?? 0, `The printer’s host answered HTTP ${response.statusCode}.`);
  }
  return response;
}

const keyOf = ({ apiKey }: MoonrakerHost): Readonly<Record<string, string>> =>
  apiKey === null ? {} : { 'X-Api-Key': apiKey };

/** The `result` of an answer. Throws `Refused`, `WrongCredentials`, `Unreachable`. */
async function exchange(
  host: MoonrakerHost,
  path: string,
  ask: Pick<HttpAsk, 'method' | 'headers' | 'clock' | 'signal' | 'write' | 'limitBytes'> & { readonly idleMs?: number },
): Promise<unknown> {
  const headers = { ...ask.headers, ...keyOf(host) };
  return resultOf(await httpExchange(host.url + path, { idleMs: IDLE_LIMIT_MS, ...ask, headers }));
}

function resultOf({ status, text }: HttpAnswer): unknown {
  const body = parse(text);
  if (status >= 200 && status < 300) return isRecord(body) && 'result' in body ? body.result : body;
  const told = isRecord(body) && isRecord(body.error) ? body.error.message : null;
  const message = typeof told === 'string' ? told : `The printer’s host answered HTTP ${status}.`;
  throw status === 401 ? new WrongCredentials(message) : new Refused(status, message);
}

function parse(text: string): unknown {
  try {
    return parsePrinterJson(text);
  } catch {
    return null;
  }
}
