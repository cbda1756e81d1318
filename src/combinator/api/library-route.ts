import type { FastifyInstance } from 'fastify';
import type { JobId } from '#model/ids';
import type { Features } from '../features.ts';
import { parseDigest } from '../library/library.ts';

/** What scripts do with single files of the library, by their checksum (LI2). The second address is that of the farm's first scripts. */
export function addLibrary(app: FastifyInstance, { library, queue }: Pick<Features, 'library' | 'queue'>): void {
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
