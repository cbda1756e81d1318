import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { storedZip } from '#lib/stored-zip';
import type { Timelapses } from '../cameras/timelapses.ts';
import { sendFault } from './wire-errors.ts';

type ById = { Params: { id: string } };

/** `GET /api/timelapses/<id>/video`: MP4, in the pieces that players ask for; `…/frames`: a ZIP archive of JPEGs, where there is no video (CA2). */
export function addTimelapses(app: FastifyInstance, timelapses: Pick<Timelapses, 'video' | 'frames'>): void {
  app.get<ById>('/api/timelapses/:id/video', async (request, reply) => {
    const path = await timelapses.video(request.params.id);
    const sizeBytes =
      path === null
        ? null
        : await stat(path)
            .then((is) => is.size)
            .catch(() => null);
    if (path === null || sizeBytes === null) return none(reply);
    reply
      .type('video/mp4')
      .header('accept-ranges', 'bytes')
      .header('cache-control', 'private, max-age=31536000, immutable');
    const range = rangeOf(request.headers.range, sizeBytes);
    if (range === null) return reply.header('content-length', sizeBytes).send(createReadStream(path));
    return reply
      .code(206)
      .header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`)
      .header('content-length', range.end - range.start + 1)
      .send(createReadStream(path, range));
  });
  app.get<ById>('/api/timelapses/:id/frames', async (request, reply) => {
    const frames = await timelapses.frames(request.params.id);
    if (frames === null) return none(reply);
    const members = frames.map((path) => ({ name: basename(path), bytes: () => readFile(path) }));
    return reply
      .type('application/zip')
      .header('content-disposition', 'attachment; filename="timelapse.zip"')
      .header('cache-control', 'no-store')
      .send(Readable.from(storedZip(members)));
  });
}

const none = (reply: FastifyReply) =>
  sendFault(reply, 404, {
    code: 'unknown-timelapse',
    message: 'There is no such timelapse.',
    remedy: 'It was deleted, or its time was over; load the page again.',
  });

/** One piece of the file, as players ask for it; null for all of it. A wish that cannot be met is answered with the whole (RFC 9110 §14.2). */
function rangeOf(
  header: string | undefined,
  sizeBytes: number,
): { readonly start: number; readonly end: number } | null {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return null;
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  return start <= end && start < sizeBytes ? { start, end } : null;
}
