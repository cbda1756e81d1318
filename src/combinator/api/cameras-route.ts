import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Principal } from '../accounts/access.ts';
import type { Cameras } from '../cameras/cameras.ts';
import type { Relay } from '../cameras/relay.ts';
import { NoPicture } from '../cameras/source.ts';
import { type Guard, SECURITY_HEADERS } from './guard.ts';
import { readWatch, watchCameras } from './watch-cameras.ts';
import { sendFault } from './wire-errors.ts';

/** What bounds those who look. */
export interface CameraLimits {
  /** Streams at once; each holds a descriptor and the newest pictures. */
  readonly streams: number;
  /** Whether the key of a viewer still opens anything, and whether it still reads, is looked at this often. */
  readonly lookEveryMs: number;
  /** One that takes nothing for so many looks has gone: a phone out of reach would hold its cameras open for a quarter of an hour. */
  readonly looksWithoutReading: number;
}

export const CAMERA_LIMITS: CameraLimits = { streams: 500, lookEveryMs: 15_000, looksWithoutReading: 3 };
const BOUNDARY = 'croft-picture';

const errors = defineErrors({
  tooMany: errorEntry<{ limit: number }>({
    code: 'too-many-viewers',
    cause: ({ limit }) => `${limit} browsers look at cameras already.`,
    remedy: 'Close one of them, and try again.',
  }),
});

/** How the errors of cameras are answered over HTTP. */
export const CAMERAS_STATUS: Readonly<Record<string, number>> = { 'unknown-camera': 404, 'too-many-viewers': 503 };

export interface CameraStreams {
  /** Ends the streams that were opened with this key. */
  endOf(keyId: string): void;
}

/**
 * `GET /api/cameras/<id>/stream`: MJPEG, as an `<img>` shows it; `…/picture`: one JPEG of now. `GET /api/cameras/watch?id=…&id=…`: many cameras
 * over one connection (`watch-cameras.ts`). `GET /api/pictures/<id>`: one that was kept of a print (CA1, CA2).
 */
export function addCameras(
  app: FastifyInstance,
  {
    cameras,
    guard,
    hasEnded,
    limits,
  }: {
    readonly cameras: Cameras;
    readonly guard: Guard;
    readonly hasEnded: (principal: Principal) => boolean;
    readonly limits: CameraLimits;
  },
): CameraStreams {
  const open = new Map<ServerResponse, Principal>();

  /** Answers with what does not end by itself; null where the answer was another one, or nobody is left to hear it. */
  function begin(request: FastifyRequest, reply: FastifyReply, type: string): ServerResponse | null {
    const { raw } = reply.hijack();
    // Gone meanwhile: its end was told already, and would never be heard of again.
    if (raw.destroyed) return null;
    const { principal } = request;
    open.set(raw, principal);
    let looks = 0;
    const look = setInterval(() => {
      looks = raw.writableNeedDrain ? looks + 1 : 0;
      if (hasEnded(principal) || looks >= limits.looksWithoutReading) raw.destroy();
    }, limits.lookEveryMs);
    raw.on('drain', () => {
      looks = 0;
    });
    raw.on('error', () => raw.destroy());
    raw.on('close', () => {
      clearInterval(look);
      open.delete(raw);
    });
    raw.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': type,
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.flushHeaders();
    return raw;
  }

  /** Whether the request was refused. A page of another site could not read a stream, but it could hold it open. */
  function refused(request: FastifyRequest, reply: FastifyReply): boolean {
    const foreign = guard.origin(request.headers);
    if (foreign === null) {
      if (open.size >= limits.streams) throw errors.tooMany({ limit: limits.streams });
      return false;
    }
    const { status, ...fault } = foreign;
    sendFault(reply, status, fault);
    return true;
  }

  app.get<{ Params: { id: string } }>('/api/cameras/:id/stream', async (request, reply) => {
    if (refused(request, reply)) return reply;
    const relay = await cameras.relay(request.params.id);
    const raw = begin(request, reply, `multipart/x-mixed-replace; boundary=${BOUNDARY}`);
    if (raw !== null) show(raw, relay);
    return reply;
  });
  app.get<{ Querystring: Record<string, unknown> }>('/api/cameras/watch', async (request, reply) => {
    if (refused(request, reply)) return reply;
    const wish = readWatch(request.query);
    const raw = begin(request, reply, 'application/octet-stream');
    if (raw !== null) watchCameras(raw, cameras, wish);
    return reply;
  });
  app.get<{ Params: { id: string } }>('/api/cameras/:id/picture', async (request, reply) => {
    const relay = await cameras.relay(request.params.id);
    try {
      return reply
        .type('image/jpeg')
        .header('cache-control', 'no-store')
        .send(await relay.picture());
    } catch (error) {
      if (!(error instanceof NoPicture)) throw error;
      return sendFault(reply, 502, { code: 'no-picture', message: error.message, remedy: error.remedy });
    }
  });
  app.get<{ Params: { id: string } }>('/api/pictures/:id', async (request, reply) => {
    const path = await cameras.picturePath(request.params.id);
    if (path === null)
      return sendFault(reply, 404, {
        code: 'unknown-picture',
        message: 'There is no such picture.',
        remedy: 'Its time was over; load the page again.',
      });
    // A kept picture never changes.
    return reply
      .type('image/jpeg')
      .header('cache-control', 'private, max-age=31536000, immutable')
      .send(createReadStream(path));
  });
  return {
    endOf(keyId) {
      for (const [raw, principal] of open) if (principal.kind === 'key' && principal.id === keyId) raw.destroy();
    },
  };
}

/** The newest picture for as long as somebody looks; one who is slow for some gets fewer, and holds up nobody. */
function show(raw: ServerResponse, relay: Relay): void {
  let waiting: Buffer | null = null;
  const write = (jpeg: Buffer): void => {
    // Not corked: for fifty viewers that took 8 % of a core, and this 5 %.
    raw.write(`content-type: image/jpeg\r\ncontent-length: ${jpeg.length}\r\n\r\n`);
    raw.write(jpeg);
    // A browser draws a part when it sees the next one begin.
    raw.write(`\r\n--${BOUNDARY}\r\n`);
  };
  raw.write(`--${BOUNDARY}\r\n`);
  const looking = relay.watch({
    frame(jpeg) {
      if (raw.writableNeedDrain) waiting = jpeg;
      else write(jpeg);
    },
    // The browser asks again, and finds the camera as it is now.
    ended: () => raw.destroy(),
  });
  raw.on('drain', () => {
    if (waiting === null) return;
    const jpeg = waiting;
    waiting = null;
    write(jpeg);
  });
  raw.on('close', () => looking[Symbol.dispose]());
}
