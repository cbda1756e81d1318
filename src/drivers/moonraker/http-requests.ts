import { createReadStream } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { PrintFile } from '#model/print';
import { isRecord } from './protocol/message.ts';
import { Refused, Unreachable, WrongCredentials } from './rpc-socket.ts';

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
  signal: AbortSignal,
): Promise<void> {
  const boundary = `croft-${file.digest.slice(0, 24)}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const before = Buffer.from(
    `${field('root', 'gcodes')}${field('path', file.folder)}${field('checksum', file.digest)}--${boundary}\r\n` +
      `Content-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  const answer = await exchange(host, '/server/files/upload', {
    method: 'POST',
    headers: {
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      'Content-Length': before.length + file.sizeBytes + after.length,
    },
    signal,
    async write(request) {
      request.write(before);
      await pipeline(createReadStream(file.path, { signal }), request, { end: false });
      request.end(after);
    },
  });
  const item = isRecord(answer) && isRecord(answer.item) ? answer.item : null;
  if (item?.size !== file.sizeBytes)
    throw new Refused(0, `The printer’s host stored ${String(item?.size)} of ${file.sizeBytes} bytes.`);
}

export async function deleteFile(host: MoonrakerHost, path: string, signal: AbortSignal): Promise<void> {
  await exchange(host, `/server/files/gcodes/${encoded(path)}`, { method: 'DELETE', signal });
}

/** On a connection of its own, besides the socket (MA5). */
export async function postEmergencyStop(host: MoonrakerHost, signal: AbortSignal): Promise<void> {
  await exchange(host, '/printer/emergency_stop', { method: 'POST', headers: { 'Content-Length': 0 }, signal });
}

/** Files below `gcodes`, whatever they are. */
export async function listFiles(host: MoonrakerHost, signal: AbortSignal): Promise<unknown> {
  return exchange(host, '/server/files/list?root=gcodes', { method: 'GET', signal, limitBytes: LISTING_LIMIT_BYTES });
}

/** The bytes of a file from `offset` on, as the host sends them: taken no faster than they are read. */
export async function openFile(
  host: MoonrakerHost,
  path: string,
  offset: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = offset === 0 ? {} : { Range: `bytes=${offset}-` };
  const response = await ask(host, `/server/files/gcodes/${encoded(path)}`, { method: 'GET', headers, signal });
  const status = response.statusCode ?? 0;
  if (status !== 200 && status !== 206) {
    await readAnswer(response, ANSWER_LIMIT_BYTES);
    throw new Refused(status, `The printer’s host answered HTTP ${status}.`);
  }
  return response;
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

interface Exchange {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly signal: AbortSignal;
  readonly write?: (request: ClientRequest) => Promise<void>;
  readonly limitBytes?: number;
}

/** The `result` of an answer. */
async function exchange(host: MoonrakerHost, path: string, { limitBytes, ...more }: Exchange): Promise<unknown> {
  return readAnswer(await ask(host, path, more), limitBytes ?? ANSWER_LIMIT_BYTES);
}

/** An early refusal while the body is still being sent counts as the answer. */
async function ask(
  host: MoonrakerHost,
  path: string,
  { write, method, signal, ...more }: Omit<Exchange, 'limitBytes'>,
): Promise<IncomingMessage> {
  const make = host.url.startsWith('https:') ? requestHttps : requestHttp;
  const headers = { ...more.headers, ...(host.apiKey === null ? {} : { 'X-Api-Key': host.apiKey }) };
  const request = make(host.url + path, { method, signal, headers, agent: false });
  request.setTimeout(IDLE_LIMIT_MS, () => request.destroy(new Error('nothing moved for a minute')));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', (error) => reject(new Unreachable(error.message, { cause: error })));
  });
  // Both are looked at below; whichever fails second has nobody who waits for it.
  answered.catch(() => {});
  if (write === undefined) request.end();
  else await write(request).catch((error: unknown) => giveUp(request, error));
  return answered;
}

/** The file could not be read, or the host hung up: an answer that came in spite of it still says why. */
function giveUp(request: ClientRequest, error: unknown): void {
  request.destroy(error instanceof Error ? error : new Error(String(error)));
}

async function readAnswer(response: IncomingMessage, limitBytes: number): Promise<unknown> {
  const status = response.statusCode ?? 0;
  let text = '';
  try {
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length > limitBytes) break;
    }
  } catch (error) {
    throw new Unreachable('The printer’s host broke off in its answer.', { cause: error });
  }
  const body = parse(text);
  if (status >= 200 && status < 300) return isRecord(body) && 'result' in body ? body.result : body;
  const told = isRecord(body) && isRecord(body.error) ? body.error.message : null;
  const message = typeof told === 'string' ? told : `The printer’s host answered HTTP ${status}.`;
  throw status === 401 ? new WrongCredentials(message) : new Refused(status, message);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
