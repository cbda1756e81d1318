import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Principal } from '../accounts/access.ts';
import type { Cameras } from '../cameras/cameras.ts';
import type { Relay } from '../cameras/relay.ts';
import { NoPicture } from '../cameras/source.ts';
import { type Guard, SECURITY_HEADERS } from './guard.ts';
import { sendFault } from './wire-errors.ts';

/** Streams at once; each holds a descriptor and the newest picture. */
const STREAMS_LIMIT = 500;
/** Whether the key of a viewer still opens anything is looked at this often. */
const LOOK_EVERY_MS = 15_000;
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
 * `GET /api/cameras/<id>/stream`: MJPEG, as an `<img>` shows it; `…/picture`: one JPEG of now. `GET /api/pictures/<id>`: one that was kept of a
 * print (CA1, CA2).
 */
export function addCameras(
  app: FastifyInstance,
  {
    cameras,
    guard,
    hasEnded,
  }: { readonly cameras: Cameras; readonly guard: Guard; readonly hasEnded: (principal: Principal) => boolean },
): CameraStreams {
  const open = new Map<ServerResponse, Principal>();
  app.get<{ Params: { id: string } }>('/api/cameras/:id/stream', async (request, reply) => {
    // A page of another site could not read it, but it could hold it open.
    const foreign = guard.origin(request.headers);
    if (foreign !== null) {
      const { status, ...fault } = foreign;
      return sendFault(reply, status, fault);
    }
    if (open.size >= STREAMS_LIMIT) throw errors.tooMany({ limit: STREAMS_LIMIT });
    const relay = await cameras.relay(request.params.id);
    const { raw } = reply.hijack();
    // Gone meanwhile: its end was told already, and would never be heard of again.
    if (raw.destroyed) return reply;
    const { principal } = request;
    open.set(raw, principal);
    const look = setInterval(() => {
      if (hasEnded(principal)) raw.destroy();
    }, LOOK_EVERY_MS);
    raw.on('close', () => {
      clearInterval(look);
      open.delete(raw);
    });
    raw.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': `multipart/x-mixed-replace; boundary=${BOUNDARY}`,
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.flushHeaders();
    show(raw, relay);
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
        remedy: 'Pictures are kept for a year; load the page again.',
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
  raw.on('error', () => raw.destroy());
  raw.on('close', () => looking[Symbol.dispose]());
}
