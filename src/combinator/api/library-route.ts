import type { FastifyInstance } from 'fastify';
import type { JobId } from '#model/ids';
import type { Features } from '../features.ts';
import { parseDigest } from '../library/library.ts';
import { receiveForm } from '../slicers/receive-form.ts';
import { safeName } from '../slicers/safe-name.ts';
import { bytesOf } from './files-route.ts';
import { sendFault } from './wire-errors.ts';

/** What scripts do with single files of the library (LI2). The second address of each is that of the farm's first scripts. */
export function addLibrary(app: FastifyInstance, { library, queue }: Pick<Features, 'library' | 'queue'>): void {
  app.register(async (scope) => {
    // Read by the handler, as they come.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const url of ['/api/library', '/library'])
      scope.post<{ Querystring: { name?: string | string[]; folder?: string | string[] } }>(
        url,
        { bodyLimit: Number.MAX_SAFE_INTEGER, config: { need: 'upload' } },
        async (request, reply) => {
          const { name = '', folder = '' } = request.query;
          const origin = { folder: Array.isArray(folder) ? '..' : folder };
          const called = Array.isArray(name) ? '' : name;
          const { 'content-type': type = '', 'content-length': length } = request.headers;
          const answer = (uploaded: Awaited<ReturnType<typeof library.upload>>) =>
            reply.code(uploaded.duplicate ? 200 : 201).send(uploaded);
          if (/^application\/octet-stream\s*(;|$)/i.test(type))
            return answer(
              await library.upload(called, bytesOf(request.raw), length === undefined ? null : Number(length), origin),
            );
          if (/^multipart\/form-data\s*(;|$)/i.test(type)) {
            const { taken } = await receiveForm(request.raw, ({ name: sent, bytes }) =>
              library.upload(called === '' ? safeName(sent) : called, bytes, null, origin),
            );
            return answer(taken);
          }
          return sendFault(reply, 415, {
            code: 'no-file-in-request',
            message: 'A file is taken as the field “file” of a form, or as the body itself.',
            remedy: 'Send multipart/form-data, or application/octet-stream with ?name=cube.gcode.',
          });
        },
      );
  });
  for (const url of ['/api/library/:checksum', '/library/:checksum'])
    app.delete<{ Params: { checksum: string }; Querystring: { force?: string } }>(
      url,
      { config: { need: 'operator' } },
      async (request, reply) => {
        const digest = parseDigest(request.params.checksum);
        // Their prints are cancelled too; while one is still under way the file stays, and this is refused.
        if (request.query.force === 'true')
          for (const job of await library.openJobs(digest)) await queue.cancel(job as JobId, 'a script');
        await library.delete(digest);
        return reply.code(204).send();
      },
    );
}
