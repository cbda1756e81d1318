import { randomBytes } from 'node:crypto';
import { openWebSocket } from '#drivers/open-web-socket';
import { parsePrinterJson } from '#drivers/printer-json';
import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { type CameraSource, NoPicture, readCamera } from './source.ts';
import { isReadByTool, readThroughTool } from './tool-source.ts';

/** The camera in an Elegoo printer: it is turned on over the printer's own socket, and only then is a stream there (Cmd 386). */
export const ELEGOO_CAMERA = 'elegoo:';

const PORT = 3030;
/** Where the stream of a Centauri Carbon is, which not every firmware tells. */
const USUAL = ':3031/video';
const ANSWER_MS = 8_000;
/** Nobody waits for more when it is turned off: at worst the printer holds a place free for us. */
const GOODBYE_MS = 3_000;
const MESSAGE_LIMIT_BYTES = 1024 * 1024;
const [ATTRIBUTES, VIDEO] = [1, 386];

type Fields = Readonly<Record<string, unknown>>;
type Parts = Parameters<typeof readThroughTool>[1];

/**
 * Reads pictures until the signal, or rejects with NoPicture; as `readCamera` does. The printer takes four connections in all, so that its
 * socket is held no longer than it takes to ask; the place among those who look is given back at the end.
 */
export async function readElegooCamera(source: CameraSource, parts: Parts): Promise<void> {
  const { clock, signal } = parts;
  let isTaken = false;
  try {
    const answer = await ask(source.url, true, { clock, signal, withinMs: ANSWER_MS, sent: () => (isTaken = true) });
    if (signal.aborted) return;
    const refusal = refusalIn(answer);
    if (refusal !== null) {
      isTaken = false;
      throw refusal;
    }
    const url = placeOf(answer.VideoUrl, source.url);
    await (isReadByTool(url) ? readThroughTool : readCamera)({ ...source, url }, parts);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    if (isTaken) await turnOff(source.url, clock);
  }
}

async function turnOff(url: string, clock: Clock): Promise<void> {
  const signal = AbortSignal.any([]);
  await ask(url, false, { clock, signal, withinMs: GOODBYE_MS, sent: () => {} }).catch((error: unknown) => {
    if (!(error instanceof NoPicture)) throw error;
  });
}

/** The printer's answer to Cmd 386. Rejects with NoPicture. */
async function ask(
  url: string,
  isOn: boolean,
  {
    clock,
    signal,
    withinMs,
    sent,
  }: { readonly clock: Clock; readonly signal: AbortSignal; readonly withinMs: number; readonly sent: () => void },
): Promise<Fields> {
  const { hostname, port } = new URL(url);
  const address = `ws://${hostname}:${port === '' ? PORT : port}/websocket`;
  const limits = { clock, signal, answerMs: withinMs, limitBytes: MESSAGE_LIMIT_BYTES };
  const opened = await openWebSocket(address, limits).catch((error: unknown) => {
    throw new NoPicture(`The printer takes no connection: ${error instanceof Error ? error.message : ''}`, FULL);
  });
  const { socket, early } = opened;
  const over = new AbortController();
  const answered = Promise.withResolvers<Fields | null>();
  const id = randomBytes(16).toString('hex');
  let isAsked = false;
  const hear = (text: string): void => {
    const { board, requestId, data } = messageIn(text);
    if (requestId === id) answered.resolve(data);
    if (board === null || isAsked) return;
    isAsked = true;
    sent();
    socket.send(requestText(VIDEO, { Enable: isOn ? 1 : 0 }, { id, board, clock }));
  };
  socket.on('message', (data, isBinary) => {
    if (!isBinary) hear(String(data));
  });
  socket.on('close', () => answered.resolve(null));
  try {
    for (const text of early) hear(text);
    // Every request names the board, which the printer's first word does.
    socket.send(requestText(ATTRIBUTES, {}, { id: randomBytes(16).toString('hex'), board: '', clock }));
    const late = rest(clock, withinMs, AbortSignal.any([signal, over.signal])).then(() => null);
    const answer = await Promise.race([answered.promise, late]);
    if (answer === null)
      throw new NoPicture('The printer does not turn its camera on: it gives no answer.', 'Is it an Elegoo of SDCP 3?');
    return answer;
  } finally {
    over.abort();
    socket.terminate();
  }
}

const FULL =
  'Is it switched on, and the address right? It takes four connections in all: close other pages and programs that show it.';

function requestText(
  command: number,
  data: Fields,
  { id, board, clock }: { readonly id: string; readonly board: string; readonly clock: Clock },
): string {
  const seconds = Math.round(clock.now() / 1_000);
  return JSON.stringify({
    Id: id,
    Data: { Cmd: command, Data: data, RequestID: id, MainboardID: board, TimeStamp: seconds, From: 1 },
    Topic: `sdcp/request/${board}`,
  });
}

const fieldsIn = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** Whatever else comes is nothing to us. PURE. */
function messageIn(text: string): {
  readonly board: string | null;
  readonly requestId: unknown;
  readonly data: Fields;
} {
  let told: Fields = {};
  try {
    told = fieldsIn(parsePrinterJson(text));
  } catch {
    // Broken JSON says nothing.
  }
  const inner = fieldsIn(told.Data);
  const [, topic] = /^sdcp\/[a-z]+\/(.+)$/.exec(String(told.Topic)) ?? [];
  const board = [told.MainboardID, inner.MainboardID, topic].find((each) => typeof each === 'string' && each !== '');
  return { board: typeof board === 'string' ? board : null, requestId: inner.RequestID, data: fieldsIn(inner.Data) };
}

/** Null for a yes. PURE. */
function refusalIn({ Ack: ack }: Fields): NoPicture | null {
  switch (ack) {
    case 0:
      return null;
    case 1:
      return new NoPicture(
        'The printer shows its camera to as many as it can already.',
        'Close its own page, the app or the slicer where they show it; it is asked again by itself.',
      );
    case 2:
      return new NoPicture(
        'The printer says that it has no camera.',
        'Is the camera built in, and its cable plugged in?',
      );
    default:
      return new NoPicture(
        `The printer does not turn its camera on (${JSON.stringify(ack) ?? 'no word'}).`,
        'Restart the printer; it is asked again by itself.',
      );
  }
}

/** The stream by the printer's own words, with or without a scheme; always at the printer's own host, whoever is named. PURE. */
export function placeOf(told: unknown, camera: string): string {
  const { hostname } = new URL(camera);
  const usual = `http://${hostname}${USUAL}`;
  if (typeof told !== 'string' || told.trim() === '') return usual;
  const text = told.trim();
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || !['http:', 'rtsp:'].includes(url.protocol)) return usual;
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${url.protocol}//${hostname}${port}${url.pathname}${url.search}`;
}
