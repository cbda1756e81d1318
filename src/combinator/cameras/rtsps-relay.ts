import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { openKnown } from './own-certificate.ts';
import { RtspLogin } from './rtsp-login.ts';
import { headerOf, NotRtsp, type RtspItem, RtspReader } from './rtsp-reader.ts';
import type { CameraSource } from './source.ts';

/** A way to one RTSPS camera for one program on this host that believes any certificate. */
export interface RtspsRelay extends AsyncDisposable {
  /** `rtsp://` on this host, with neither name nor password. */
  readonly url: string;
  /** Of the certificate that the camera showed. */
  readonly fingerprint: string;
}

export const RTSPS_PORT = 322;
/** A program that asks on without waiting for answers is none that plays. */
const OPEN_LIMIT = 64;

/**
 * Opens the one connection to the camera, and a port on this host that the program connects to instead. Whose certificate it is and what is
 * said to it are thus the same connection's (CA1), and the login is made here: the program gets neither name nor password. Requests leave with
 * the camera's own address in them, for some cameras look at it, and it is part of a digest. Rejects with NoPicture.
 */
export async function openRtspsRelay(source: CameraSource, signal: AbortSignal): Promise<RtspsRelay> {
  const { hostname, port, host, pathname, search } = new URL(source.url);
  const place = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? RTSPS_PORT : Number(port) };
  const { socket: camera, fingerprint } = await openKnown(place, source.certificate, signal);
  const server = createServer();
  let program: Socket | null = null;
  const end = (): void => {
    camera.destroy();
    program?.destroy();
    server.close();
  };
  camera.on('close', end);
  server.once('connection', (socket) => {
    // Nobody else comes in.
    server.close();
    program = socket;
    const own = `rtsp://127.0.0.1:${socket.localPort}`;
    join(socket, camera, { own, real: `rtsps://${host}` }, new RtspLogin(source), end);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const ownPort = (server.address() as AddressInfo).port;
  // It may have hung up meanwhile.
  if (camera.destroyed) end();
  return {
    url: `rtsp://127.0.0.1:${ownPort}${pathname}${search}`,
    fingerprint,
    async [Symbol.asyncDispose]() {
      end();
    },
  };
}

interface Asked {
  /** Its number at the program. */
  readonly number: string;
  readonly lines: readonly string[];
  readonly body: Buffer;
  readonly isSigned: boolean;
}

interface Addresses {
  readonly own: string;
  readonly real: string;
}

function join(program: Socket, camera: TLSSocket, addresses: Addresses, login: RtspLogin, end: () => void): void {
  const open = new Map<string, Asked>();
  let number = 0;

  const ask = (asked: Omit<Asked, 'isSigned'>, isSigned: boolean): void => {
    if (open.size >= OPEN_LIMIT) return end();
    const [method = '', uri = '', ...version] = (asked.lines[0] ?? '').split(' ');
    const real = uri.startsWith(addresses.own) ? `${addresses.real}${uri.slice(addresses.own.length)}` : uri;
    const signature = login.sign(method, real);
    const kept = asked.lines.slice(1).filter((line) => !/^(cseq|authorization)\s*:/i.test(line));
    number++;
    open.set(String(number), { ...asked, isSigned });
    const lines = [
      [method, real, ...version].join(' '),
      `CSeq: ${number}`,
      ...kept,
      ...(signature === null ? [] : [`Authorization: ${signature}`]),
    ];
    camera.write(asBytes(lines, asked.body));
  };

  const fromProgram = (item: RtspItem): void => {
    if (item.kind === 'frames') return void camera.write(item.bytes);
    const { lines, body } = item;
    const [method] = (lines[0] ?? '').split(' ');
    // An answer to something that the camera asked.
    if (method?.startsWith('RTSP/') === true) return void camera.write(asBytes(lines, body));
    const sequence = headerOf(lines, 'cseq') ?? '0';
    // The pictures come on this connection or not at all: by UDP they would pass by it, in the clear. Players ask again then.
    if (method === 'SETUP' && !/\bRTP\/AVP\/TCP\b/i.test(headerOf(lines, 'transport') ?? ''))
      return void program.write(asBytes(['RTSP/1.0 461 Unsupported Transport', `CSeq: ${sequence}`], Buffer.alloc(0)));
    ask({ number: sequence, lines, body }, false);
  };

  const fromCamera = (item: RtspItem): void => {
    if (item.kind === 'frames') return tell(item.bytes);
    const { lines, body } = item;
    const ours = headerOf(lines, 'cseq') ?? '';
    const asked = lines[0]?.startsWith('RTSP/') === true ? open.get(ours) : undefined;
    if (asked === undefined) return tell(asBytes(lines, body));
    open.delete(ours);
    // Also in the middle of a stream, when the camera has forgotten what it asked for before.
    if (/^RTSP\/\S+ 401\b/.test(lines[0] ?? '') && !asked.isSigned && login.challenged(lines)) return ask(asked, true);
    const numbered = lines.map((line, i) => (i > 0 && /^cseq\s*:/i.test(line) ? `CSeq: ${asked.number}` : line));
    tell(asBytes(numbered, body));
  };

  // A program that reads slowly makes the camera wait, and no memory grow.
  const tell = (bytes: Buffer): void => {
    if (program.write(bytes) || camera.isPaused()) return;
    camera.pause();
    program.once('drain', () => camera.resume());
  };

  const read = (from: Socket, handle: (item: RtspItem) => void): void => {
    const reader = new RtspReader();
    from.on('data', (piece: Buffer) => {
      try {
        for (const item of reader.push(piece)) handle(item);
      } catch (error) {
        if (!(error instanceof NotRtsp)) throw error;
        end();
      }
    });
  };

  program.on('error', () => {});
  program.on('close', end);
  program.setNoDelay(true);
  read(program, fromProgram);
  read(camera, fromCamera);
}

const asBytes = (lines: readonly string[], body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
