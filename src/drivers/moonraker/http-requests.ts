import type { IncomingMessage } from 'node:http';
import { encodedPath } from '#drivers/http-files';
import { type HttpAnswer, type HttpAsk, httpExchange, httpOpen, readAnswer } from '#drivers/http-exchange';
import { multipartFile } from '#drivers/multipart-file';
import { Refused } from '#drivers/network-trouble';
import type { Clock } from '#lib/clock';
import type { PrintFile } from '#model/print';
import { resultOf } from './answers.ts';
import type { Entrance } from './entrance.ts';
import { isRecord } from './protocol/message.ts';

/** What Moonraker does over HTTP: files, and the emergency stop that must not wait behind anything. */
export interface MoonrakerHost {
  readonly url: string;
  readonly entrance: Entrance;
}

/** Nothing moved on a connection for this long: it is dead, whatever TCP says. */
const IDLE_LIMIT_MS = 60_000;
const ANSWER_LIMIT_BYTES = 256 * 1024;
/** Tens of thousands of files; a longer answer is no listing. */
const LISTING_LIMIT_BYTES = 16 * 1024 * 1024;

/** What stands before Moonraker words this as a page. */
const TOO_LARGE =
  'The printer’s host takes no file of this size: raise max_upload_size in moonraker.conf, or client_max_body_size of the web server before it.';
const STOP = '/printer/emergency_stop';

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
  const answer = await exchange(host, '/server/files/upload', { method: 'POST', clock, signal, ...form }).catch(
    (error: unknown) => {
      throw error instanceof Refused && error.code === 413 ? new Refused(413, TOO_LARGE) : error;
    },
  );
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
  await exchange(host, STOP, { method: 'POST', headers: { 'Content-Length': 0 }, ...ask });
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
  const open = async (): Promise<IncomingMessage> =>
    httpOpen(`${host.url}/server/files/gcodes/${encodedPath(path)}`, {
      method: 'GET',
      headers: { ...range, ...(await host.entrance.headers(signal)) },
      clock,
      signal,
      idleMs: IDLE_LIMIT_MS,
    });
  let response = await open();
  if (response.statusCode === 401 && host.entrance.shut()) {
    response.destroy();
    response = await open();
  }
  if (response.statusCode !== 200 && response.statusCode !== 206) {
    resultOf(await readAnswer(response, ANSWER_LIMIT_BYTES));
    throw new Refused(response.statusCode ?? 0, `The printer’s host answered HTTP ${response.statusCode}.`);
  }
  return response;
}

/** The `result` of an answer; a login that is over is renewed once. Throws `Refused`, `WrongCredentials`, `Unreachable`. */
async function exchange(
  host: MoonrakerHost,
  path: string,
  ask: Pick<HttpAsk, 'method' | 'headers' | 'clock' | 'signal' | 'write' | 'limitBytes'> & { readonly idleMs?: number },
): Promise<unknown> {
  const send = (own: Readonly<Record<string, string>>): Promise<HttpAnswer> =>
    httpExchange(host.url + path, { idleMs: IDLE_LIMIT_MS, ...ask, headers: { ...ask.headers, ...own } });
  // A stop leaves before anything is waited for, where it can (MA5).
  const isUrgent = host.entrance.ready !== null && path === STOP;
  const answer = await (isUrgent ? send(host.entrance.ready ?? {}) : host.entrance.headers(ask.signal).then(send));
  if (answer.status !== 401 || !host.entrance.shut()) return resultOf(answer);
  return resultOf(await send(await host.entrance.headers(ask.signal)));
}
