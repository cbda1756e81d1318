import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { historyCsv } from '../history/csv.ts';
import type { History } from '../history/history.ts';
import { filterOf } from '../history/resolvers.ts';

/** `GET /api/history.csv?from=&to=&printerId=&digest=&outcome=`: the history for spreadsheets and bookkeeping. */
export function addHistory(app: FastifyInstance, history: History): void {
  app.get<{ Querystring: Record<string, unknown> }>('/api/history.csv', async (request, reply) => {
    const filter = filterOf(request.query);
    return reply
      .type('text/csv; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', 'attachment; filename="prints.csv"')
      .send(Readable.from(historyCsv(history, filter)));
  });
}
