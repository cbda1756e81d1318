import type { Clock } from '#lib/clock';
import { rest } from '#lib/rest';
import { type AskWithHeaders, askCamera } from './ask-camera.ts';
import { createHttpsCamera } from './https-camera.ts';
import { boundaryOf, FRAME_LIMIT_BYTES, isJpeg, MjpegParser, NotMjpeg } from './mjpeg-parser.ts';

/** Where a camera's pictures come from. The password leaves this process for the camera alone. */
export interface CameraSource {
  /**
   * Without name and password. `http://` or `https://`: one that answers with MJPEG, or with one JPEG at a time. `bambu://`, `elegoo://`: the
   * camera in a printer (`bambu-source.ts`, `elegoo-source.ts`). `rtsp://`, `rtsps://`, `usb://`: read through ffmpeg (`tool-source.ts`).
   */
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  /** Of a camera that signs its own certificate (`own-certificate.ts`); without it none is asked for. */
  readonly certificate?: KnownCertificate;
}

/** The one certificate that a camera is known by: the first with which it shows a picture is believed, and no other one afterwards. */
export interface KnownCertificate {
  /** SHA-256 in 64 hexadecimal digits; null before. */
  readonly fingerprint: string | null;
  /** Called whenever it has shown a picture with this one. */
  readonly believed: (fingerprint: string) => void;
}

/** Why there is no picture, in words for people. */
export class NoPicture extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** A camera that is connected and sends nothing for this long is asked anew. */
const SILENCE_LIMIT_MS = 10_000;
/** Between two single pictures of a camera that has no stream. */
const POLL_MS = 1_000;

/**
 * Reads pictures from a camera until the signal, or until it fails: then it rejects with NoPicture, and whoever wants more asks again.
 * Resolves when the signal ends it.
 */
export async function readCamera(
  source: CameraSource,
  { clock, signal, onFrame }: { clock: Clock; signal: AbortSignal; onFrame: (jpeg: Buffer) => void },
): Promise<void> {
  while (!signal.aborted) {
    const one = await readOnce(source, clock, signal, onFrame);
    if (one === 'stream-ended') {
      if (signal.aborted) return;
      throw new NoPicture('The camera ended its stream.', 'It is asked again by itself; is it being restarted?');
    }
    await rest(clock, POLL_MS, signal);
  }
}

async function readOnce(
  source: CameraSource,
  clock: Clock,
  signal: AbortSignal,
  onFrame: (jpeg: Buffer) => void,
): Promise<'picture' | 'stream-ended'> {
  const silence = new AbortController();
  let timer = clock.schedule(SILENCE_LIMIT_MS, () => silence.abort());
  const heard = (): void => {
    timer[Symbol.dispose]();
    timer = clock.schedule(SILENCE_LIMIT_MS, () => silence.abort());
  };
  try {
    const either = AbortSignal.any([signal, silence.signal]);
    const secure = source.url.startsWith('https:') ? createHttpsCamera(source.url, source.certificate, either) : null;
    const response = await ask(source, either, secure?.ask);
    heard();
    const type = response.headers.get('content-type');
    const boundary = boundaryOf(type);
    const body = response.body;
    if (body === null) throw notCamera(type);
    if (boundary === null) {
      // Cameras call a JPEG many things; its own first bytes tell. A page does not hide behind another name.
      if (type !== null && !/^(image|application\/octet-stream)\b/i.test(type)) {
        await body.cancel();
        throw notCamera(type);
      }
      const jpeg = await wholePicture(body);
      secure?.believe();
      onFrame(jpeg);
      return 'picture';
    }
    const parser = new MjpegParser(boundary);
    for await (const piece of body) {
      for (const frame of parser.push(piece as Uint8Array)) {
        heard();
        secure?.believe();
        onFrame(frame);
      }
    }
    return 'stream-ended';
  } catch (error) {
    if (signal.aborted) return 'stream-ended';
    throw reasonOf(error, silence.signal.aborted);
  } finally {
    timer[Symbol.dispose]();
  }
}

async function ask(source: CameraSource, signal: AbortSignal, how?: AskWithHeaders): Promise<Response> {
  const response = await askCamera(source.url, source, signal, how);
  if (response.status === 204)
    throw new NoPicture('The camera has taken no picture yet.', 'It is asked again by itself.');
  if (response.ok) return response;
  await response.body?.cancel();
  if (response.status === 401 || response.status === 403)
    throw new NoPicture('The camera refuses name and password.', 'Enter those of the camera itself.');
  if (response.status >= 300 && response.status < 400)
    throw new NoPicture('The camera answers from another address.', 'Enter the address that a browser ends up at.');
  throw new NoPicture(`The camera answers ${response.status}.`, 'Does the address open a picture in a browser?');
}

async function wholePicture(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > FRAME_LIMIT_BYTES) throw new NotMjpeg('a picture that does not end');
    pieces.push(piece);
  }
  const jpeg = Buffer.concat(pieces);
  if (!isJpeg(jpeg)) throw new NotMjpeg('a picture that is no JPEG');
  return jpeg;
}

const notCamera = (type: string | null): NoPicture =>
  new NoPicture(
    `What answers there is no camera but ${type === null ? 'something without a type' : type.split(';')[0]}.`,
    'Enter the address of the stream or of the picture itself, not of the page around it.',
  );

function reasonOf(error: unknown, silent: boolean): NoPicture {
  if (error instanceof NoPicture) return error;
  if (silent) return new NoPicture('The camera sends nothing.', 'Restart it; it is asked again by itself.');
  if (error instanceof NotMjpeg)
    return new NoPicture(`The camera sends ${error.message}.`, 'Set it to MJPEG or to JPEG pictures.');
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  const code = cause?.code ?? (error instanceof Error ? error.name : 'unknown');
  return new NoPicture(`The camera cannot be reached (${code}).`, 'Is it switched on, and is the address right?');
}
