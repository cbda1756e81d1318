import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Server, type Upload } from '@tus/server';
import type { FastifyInstance } from 'fastify';
import { freedWhenRead } from '#lib/freed-when-read';
import type { Log } from '#lib/log-types';
import { UserError } from '#lib/user-error';
import { FILE_LIMIT_BYTES } from '../library/content-store.ts';
import type { Library } from '../library/library.ts';
import { STATUS_OF } from './files-route.ts';
import { SECURITY_HEADERS } from './guard.ts';
import { createTakenUploads } from './taken-uploads.ts';
import { UnfinishedUploads } from './unfinished-uploads.ts';
import { faultOf, sendFault } from './wire-errors.ts';

const PATH = '/library/tus';
/** An upload that nobody has finished by then is gone; a phone that was out of reach over night goes on. */
const KEPT_MS = 24 * 3_600_000;
/**
 * Whoever asks for an upload ends the request before that still writes to it, and gets its turn when what has come is written: that
 * request's connection has broken, and nobody told the server. The least that the library takes; it has three seconds of its own.
 */
const DRAIN_MS = 1;
/** As the server names its uploads; anything else is no upload of ours. */
const ID = /^[0-9a-f]{32}$/;

/**
 * Uploads that go on where they broke off (tus 1.0.0, https://tus.io). What has come whole goes through the same intake as every other
 * upload; the last answer carries what that said, `{digest, name, duplicate}`, or why the file was refused.
 */
export function addTus(app: FastifyInstance, library: Library, log: Log): void {
  const taken = createTakenUploads<Upload, string>(mayPass);
  const directory = library.unfinishedFolder;
  const store = new UnfinishedUploads({ directory, expirationPeriodInMilliseconds: KEPT_MS }, taken);
  const tus = new Server({
    path: PATH,
    datastore: store,
    maxSize: FILE_LIMIT_BYTES,
    lockDrainTimeout: DRAIN_MS,
    relativeLocation: true,
    respectForwardedHeaders: false,
    // Pages of other sites are refused before this; nothing is to be said to them.
    allowedOrigins: [],
    async onUploadCreate(_request, { size }) {
      void tus
        .cleanUpExpiredUploads()
        .catch((error: unknown) => log.warn({ err: error }, 'old uploads were not removed'));
      await library.checkRoom(size ?? 0).catch(refused);
      return {};
    },
    async onUploadFinish(_request, upload) {
      const body = await taken.take(upload, () => takeIn(upload));
      return { status_code: 200, headers: { 'Content-Type': 'application/json' }, body };
    },
  });

  /** Resolves with the last answer. */
  async function takeIn({ id, size, metadata }: Upload): Promise<string> {
    const bytes = createReadStream(join(directory, id));
    try {
      const { name, filename, folder } = metadata ?? {};
      const origin = { folder: folder ?? '' };
      const result = await library
        .upload(filename ?? name ?? '', freedWhenRead(bytes), size ?? null, origin)
        .catch(refused);
      await removeBytes(id);
      return JSON.stringify(result);
    } catch (error) {
      // What may pass is tried again with the bytes that are here; they must not fill a disk that is full.
      if (!mayPass(error)) await removeBytes(id);
      throw error;
    } finally {
      bytes.destroy();
    }
  }

  const removeBytes = (id: string): Promise<void> =>
    store.removeBytes(id).catch((error: unknown) => log.warn({ err: error }, 'a finished upload was not removed'));

  function refused(error: unknown): never {
    const fault = faultOf(error, log, PATH);
    const status = error instanceof UserError ? (STATUS_OF[error.code] ?? 422) : 500;
    throw Object.assign(new Error(fault.message), { status_code: status, body: JSON.stringify({ error: fault }) });
  }

  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
  for (const url of [PATH, `${PATH}/:id`])
    app.route<{ Params: { id?: string } }>({
      method: url === PATH ? ['POST', 'OPTIONS'] : ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'],
      url,
      bodyLimit: Number.MAX_SAFE_INTEGER,
      config: { need: 'upload' },
      async handler(request, reply) {
        const { id } = request.params;
        if (id !== undefined && !ID.test(id)) {
          const remedy = 'Begin the upload again: it may have been finished, or left for more than a day.';
          return sendFault(reply, 404, { code: 'unknown-upload', message: 'There is no such upload.', remedy });
        }
        reply.hijack();
        for (const [name, value] of Object.entries(SECURITY_HEADERS)) reply.raw.setHeader(name, value);
        await tus.handle(request.raw, reply.raw);
        return reply;
      },
    });
}

/** A fault of ours, or of a busy database; not the file's, nor of a disk that is full. */
function mayPass(error: unknown): boolean {
  const { status_code: status = 500 } = error as { readonly status_code?: number };
  return status >= 500 && status !== 507;
}
