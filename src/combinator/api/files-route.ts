import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { freedWhenRead } from '#lib/freed-when-read';
import { defineErrors, errorEntry, UserError } from '#lib/user-error';
import { type Library, parseDigest } from '../library/library.ts';
import type { WhichPicture } from '../library/picture-store.ts';
import { sendFault } from './wire-errors.ts';

const errors = defineErrors({
  interrupted: errorEntry<{ got: number }>({
    code: 'upload-interrupted',
    cause: ({ got }) => `The upload broke off after ${got} bytes.`,
    remedy: 'Nothing was stored. Upload the file again.',
  }),
  pictureSize: errorEntry<{ size: string }>({
    code: 'bad-picture-size',
    cause: ({ size }) => `${JSON.stringify(size.slice(0, 40))} is no size of a picture.`,
    remedy: 'Use size=small, size=medium or size=large, or leave it out.',
    field: 'size',
  }),
  plate: errorEntry<{ plate: string }>({
    code: 'bad-plate',
    cause: ({ plate }) => `${JSON.stringify(plate.slice(0, 40))} is no number of a plate.`,
    remedy: 'Use the index of one of the plates of the file, or leave it out.',
    field: 'plate',
  }),
});

/** An upload that sends nothing for this long is given up: its half file must not hold disk and descriptor for ever. */
const UPLOAD_SILENCE_MS = 30_000;

/** HTTP status of errors that people meet here; any other error of theirs is 422. */
export const STATUS_OF: Readonly<Record<string, number>> = {
  'file-too-large': 413,
  'disk-full': 507,
  'disk-failing': 507,
  'storage-disk-full': 507,
  'storage-busy': 503,
  'upload-incomplete': 400,
  'upload-interrupted': 400,
  'bad-picture-size': 400,
  'bad-plate': 400,
  'bad-layers': 400,
  'too-many-layers': 400,
  'no-mesh': 404,
  'unknown-library-file': 404,
  'bad-id': 400,
  'bad-time': 400,
  'unknown-event-name': 400,
  'too-many-streams': 503,
  'events-forgotten': 410,
  'events-cursor-unknown': 410,
  'file-needed': 409,
  'library-full': 507,
};

/** Bytes of the library: uploads as they come, downloads as attachments, pictures that never change. */
export function addFiles(app: FastifyInstance, library: Library): void {
  // The body is the file itself: it goes to the disk as it comes, whatever its size.
  app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));
  app.route<{ Querystring: { name?: string | string[]; folder?: string | string[] } }>({
    method: ['POST', 'PUT'],
    url: '/api/files',
    bodyLimit: Number.MAX_SAFE_INTEGER,
    async handler(request, reply) {
      if (!/^application\/octet-stream\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
        return sendFault(reply, 415, {
          code: 'bytes-only',
          message: 'A file is taken as its bytes only.',
          remedy: 'Send the file as the body, with content-type: application/octet-stream and its name in ?name=.',
        });
      }
      const { name = '', folder = '' } = request.query;
      const length = request.headers['content-length'];
      const sizeBytes = length === undefined ? null : Number(length);
      const origin = { folder: Array.isArray(folder) ? '..' : folder };
      const bytes = freedWhenRead(bytesOf(request.raw));
      const uploaded = await library.upload(Array.isArray(name) ? '' : name, bytes, sizeBytes, origin);
      return reply.code(uploaded.duplicate ? 200 : 201).send(uploaded);
    },
  });
  app.get<{
    Params: { digest: string };
    Querystring: { size?: string | string[]; plate?: string | string[] };
  }>('/api/files/:digest/thumbnail', async (request, reply) => {
    const which = parseWhich(request.query);
    const picture = await library.thumbnail(parseDigest(request.params.digest), which);
    if (picture === null) {
      const remedy = 'Slice it with thumbnails switched on, then upload it again.';
      return sendFault(reply, 404, { code: 'no-picture', message: 'This file has no picture.', remedy });
    }
    return sandboxed(reply)
      .type(picture.type)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .send(Buffer.from(picture.bytes));
  });
  app.get<{ Params: { digest: string }; Querystring: { plate?: string | string[] } }>(
    '/api/files/:digest/analysis',
    async (request, reply) => {
      const plate = parsePlate(request.query.plate);
      const analysis = await library.analyseFully(parseDigest(request.params.digest), plate);
      return reply.header('cache-control', 'private, max-age=31536000, immutable').send(analysis);
    },
  );
  app.get<{ Params: { digest: string } }>('/api/files/:digest', async (request, reply) => {
    const digest = parseDigest(request.params.digest);
    const row = await library.get(digest);
    if (row === null) {
      const remedy = 'It may have been deleted meanwhile: load the page again.';
      return sendFault(reply, 404, { code: 'unknown-library-file', message: 'The library has no such file.', remedy });
    }
    return sandboxed(reply)
      .type('application/octet-stream')
      .header('content-length', row.size_bytes)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeName(row.name)}`)
      .send(library.stream(digest));
  });
}

/** `?size=small&plate=3`; without them the medium picture of the file. */
function parseWhich({
  size = 'medium',
  plate,
}: {
  readonly size?: string | string[];
  readonly plate?: string | string[] | undefined;
}): WhichPicture {
  if (size !== 'small' && size !== 'medium' && size !== 'large') throw errors.pictureSize({ size: String(size) });
  return { size, plate: parsePlate(plate) };
}

/** The number of a plate; null without one. */
export function parsePlate(plate: string | string[] | undefined): number | null {
  if (plate === undefined) return null;
  if (typeof plate !== 'string' || !/^\d{1,3}$/.test(plate)) throw errors.plate({ plate: String(plate) });
  return Number(plate);
}

/** What came from outside is shown by address and type alone, and can do nothing (quality.md §7). */
export function sandboxed(reply: FastifyReply): FastifyReply {
  return reply.header('content-security-policy', "default-src 'none'; sandbox");
}

/**
 * The bytes of an upload. Its reader may stop early without cutting the connection, which still has to carry the answer; a
 * connection that breaks or falls silent is a UserError, because nobody is left to be told of anything else.
 */
export async function* bytesOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  let got = 0;
  const { socket } = request;
  const silent = (): void => void request.destroy();
  socket.setTimeout(UPLOAD_SILENCE_MS).on('timeout', silent);
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      got += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
    }
    if (!request.complete) throw errors.interrupted({ got });
  } catch (error) {
    throw error instanceof UserError ? error : errors.interrupted({ got }, { cause: error });
  } finally {
    // What follows (reading the file, answering) has limits of its own; the connection may carry the next upload.
    socket.setTimeout(0).off('timeout', silent);
  }
}

/** RFC 8187: what encodeURIComponent leaves and a header may not carry. */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
