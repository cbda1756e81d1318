import { connect } from 'node:tls';
import type { Clock } from '#lib/clock';
import { FRAME_LIMIT_BYTES, isJpeg } from './mjpeg-parser.ts';
import { fingerprintOf, strangerAt } from './own-certificate.ts';
import { type CameraSource, NoPicture } from './source.ts';

/** The camera of a Bambu Lab printer of the series A1 and P1: JPEG after JPEG over TLS (printers-bambu.md §9). */
export const BAMBU_CAMERA = 'bambu:';

const PORT = 6000;
const HEAD_BYTES = 16;
/** It sends a picture each second or two. */
const SILENCE_LIMIT_MS = 15_000;

/** Reads pictures until the signal, or rejects with NoPicture; as `readCamera` does. */
export async function readBambuCamera(
  source: CameraSource,
  { clock, signal, onFrame }: { clock: Clock; signal: AbortSignal; onFrame: (jpeg: Buffer) => void },
): Promise<void> {
  const { hostname, port } = new URL(source.url);
  const ended = Promise.withResolvers<NoPicture | null>();
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? PORT : Number(port),
    // Each printer signs its own certificate; which one it is known by is compared before anything is told to it.
    rejectUnauthorized: false,
  });
  const silent = (): void => ended.resolve(new NoPicture('The camera sends nothing.', IN_USE));
  let timer = clock.schedule(SILENCE_LIMIT_MS, silent);
  const frames = new BambuFrames();
  let [heard, fingerprint] = [false, ''];
  socket.on('data', (bytes: Buffer) => {
    try {
      for (const jpeg of frames.push(bytes)) {
        if (!heard) source.certificate?.believed(fingerprint);
        heard = true;
        timer[Symbol.dispose]();
        timer = clock.schedule(SILENCE_LIMIT_MS, silent);
        onFrame(jpeg);
      }
    } catch (error) {
      ended.resolve(error instanceof NoPicture ? error : new NoPicture(String(error), 'Look into the log.'));
    }
  });
  let isOpen = false;
  socket.on('secureConnect', () => {
    isOpen = true;
    fingerprint = fingerprintOf(socket);
    const stranger = strangerAt(fingerprint, source.certificate);
    if (stranger === null) socket.write(loginOf(source));
    else ended.resolve(stranger);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (isOpen) return;
    ended.resolve(
      new NoPicture(
        `The camera cannot be reached (${error.code ?? error.message}).`,
        'Is the printer switched on, and the address right? Printers of the series X1 and H2 have no camera of this kind.',
      ),
    );
  });
  socket.on('close', () =>
    ended.resolve(
      heard
        ? new NoPicture('The camera ended its stream.', 'It is asked again by itself.')
        : // A wrong code is answered by nothing else.
          new NoPicture('The printer refuses the access code, or shows its camera to another program.', IN_USE),
    ),
  );
  const leave = (): void => ended.resolve(null);
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    const reason = await ended.promise;
    if (reason !== null) throw reason;
  } finally {
    signal.removeEventListener('abort', leave);
    timer[Symbol.dispose]();
    socket.destroy();
  }
}

const IN_USE =
  'Enter the access code that its screen shows last. One program at a time may look: end the view in Bambu Studio or Orca.';

/** 80 bytes: four numbers, then the user and the code, each filled up to 32 bytes. */
function loginOf({ username, password }: CameraSource): Buffer {
  const login = Buffer.alloc(80);
  login.writeUInt32LE(0x40, 0);
  login.writeUInt32LE(0x3000, 4);
  login.write((username ?? 'bblp').slice(0, 32), 16, 'latin1');
  login.write((password ?? '').slice(0, 32), 48, 'latin1');
  return login;
}

/** Takes the stream apart: a head of 16 bytes that begins with the length, then the picture. PURE. */
export class BambuFrames {
  #rest: readonly Buffer[] = [];
  #size = 0;

  /** The pictures that are whole with this piece. Throws NoPicture for what is none of this camera's. */
  push(piece: Buffer): readonly Buffer[] {
    this.#rest = [...this.#rest, piece];
    this.#size += piece.length;
    const frames: Buffer[] = [];
    while (this.#size >= HEAD_BYTES) {
      const whole = this.#joined();
      const length = whole.readUInt32LE(0);
      if (length === 0 || length > FRAME_LIMIT_BYTES)
        throw new NoPicture(
          'What answers there is no camera of this kind.',
          'Printers of the series X1 and H2 have another one.',
        );
      if (this.#size < HEAD_BYTES + length) break;
      const jpeg = Buffer.from(whole.subarray(HEAD_BYTES, HEAD_BYTES + length));
      if (!isJpeg(jpeg)) throw new NoPicture('The camera sends something that is no picture.', 'Restart the printer.');
      frames.push(jpeg);
      this.#rest = [whole.subarray(HEAD_BYTES + length)];
      this.#size -= HEAD_BYTES + length;
    }
    return frames;
  }

  #joined(): Buffer {
    const whole = this.#rest.length === 1 ? this.#rest[0] : undefined;
    const joined = whole ?? Buffer.concat(this.#rest);
    this.#rest = [joined];
    return joined;
  }
}
