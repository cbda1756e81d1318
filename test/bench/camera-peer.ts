import { createServer, get, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createPipe, type Socket } from 'node:net';
import { boundaryOf, MjpegParser } from '../../src/combinator/cameras/mjpeg-parser.ts';
import { preciseNow } from './farm.ts';
import { percentile } from './measure.ts';

/**
 * What stands around the process that is measured, each in a process of its own (`cameras.ts` forks it and talks to it by messages):
 * `camera` sends pictures that carry the moment at which they were sent, `pipe` hands on the bytes of a camera as they come, and
 * `viewers` look, and tell how old the pictures were when they were whole.
 */

export interface PeerWork {
  readonly role: 'camera' | 'pipe' | 'viewers';
  /** Of the camera. */
  readonly frameBytes: number;
  readonly framesPerSecond: number;
  /** Where the pipe and the viewers look. */
  readonly url: string;
  readonly viewers: number;
}

export type PeerWord =
  | { readonly kind: 'listening'; readonly url: string }
  /** Connections that a camera has ever had for its stream. */
  | { readonly kind: 'connections'; readonly ever: number }
  /** Every viewer has had a picture. */
  | { readonly kind: 'looking' }
  | {
      readonly kind: 'seen';
      readonly pictures: number;
      readonly bytes: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
    };

const say = (word: PeerWord): void => void process.send?.(word);
const asked = (listener: (question: string) => void): void =>
  void process.on('message', (word) => listener(String(word)));

function beCamera({ frameBytes, framesPerSecond }: PeerWork): void {
  const streams = new Set<ServerResponse>();
  let ever = 0;
  const jpeg = Buffer.alloc(frameBytes, 0x55);
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]).copy(jpeg);
  Buffer.from([0xff, 0xd9]).copy(jpeg, frameBytes - 2);
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=edge' });
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    ever += 1;
    streams.add(response);
    response.on('close', () => streams.delete(response));
  });
  setInterval(() => {
    jpeg.writeDoubleLE(preciseNow(), 4);
    const part = Buffer.concat([
      Buffer.from(`--edge\r\nContent-Type: image/jpeg\r\nContent-Length: ${frameBytes}\r\n\r\n`),
      jpeg,
      Buffer.from('\r\n'),
    ]);
    for (const stream of streams) stream.write(part);
  }, 1_000 / framesPerSecond);
  asked(() => say({ kind: 'connections', ever }));
  server.listen(0, '127.0.0.1', () =>
    say({ kind: 'listening', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }),
  );
}

/** The least that can be done: one connection to the camera, begun when all viewers are there, and each piece of it to each of them. */
function bePipe({ url, viewers }: PeerWork): void {
  const { hostname, port } = new URL(url);
  const all = new Set<Socket>();
  const server = createPipe((viewer) => {
    viewer.on('error', () => viewer.destroy()).on('close', () => all.delete(viewer));
    viewer.once('data', () => {
      all.add(viewer);
      if (all.size < viewers) return;
      const camera = connect(Number(port), hostname, () =>
        camera.write('GET / HTTP/1.1\r\nHost: camera\r\nConnection: close\r\n\r\n'),
      );
      camera.on('data', (piece) => {
        for (const each of all) each.write(piece);
      });
      camera.on('error', () => process.exit(1));
    });
  });
  server.listen(0, '127.0.0.1', () =>
    say({ kind: 'listening', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }),
  );
}

/** From one question to the next it tells what was seen in between. */
function beViewers({ url, viewers }: PeerWork): void {
  let ages: number[] = [];
  let bytes = 0;
  const without = new Set<number>();
  const see = (viewer: number, jpeg: Buffer): void => {
    ages.push(preciseNow() - jpeg.readDoubleLE(4));
    if (without.delete(viewer) && without.size === 0) say({ kind: 'looking' });
  };
  for (let viewer = 0; viewer < viewers; viewer++) {
    without.add(viewer);
    get(url, { agent: false }, (response) => {
      const parser = new MjpegParser(boundaryOf(response.headers['content-type'] ?? null) ?? '');
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
        for (const jpeg of parser.push(piece)) see(viewer, jpeg);
      });
      response.on('error', () => {});
    }).on('error', () => {});
  }
  asked(() => {
    say({ kind: 'seen', pictures: ages.length, bytes, p50Ms: percentile(ages, 0.5), p99Ms: percentile(ages, 0.99) });
    ages = [];
    bytes = 0;
  });
}

if (process.send !== undefined) {
  const work = JSON.parse(process.argv[2] ?? '') as PeerWork;
  if (work.role === 'camera') beCamera(work);
  else if (work.role === 'pipe') bePipe(work);
  else beViewers(work);
  // Nobody is left to ask.
  process.on('disconnect', () => process.exit(0));
}
