import type { FastifyInstance } from 'fastify';
import { defineErrors, errorEntry } from '#lib/user-error';
import { nameOf } from '../accounts/access.ts';
import { materialErrors } from './errors.ts';
import { isLabelSize, labelPng, LABEL_SIZES, labelsPdf } from './labels.ts';
import type { ListPage, Materials } from './materials.ts';
import type { SpoolFields } from './spool-schema.ts';
import { type SpoolView, spoolView } from './views.ts';

const errors = defineErrors({
  query: errorEntry<{ field: string; rule: string }>({
    code: 'bad-materials-query',
    cause: ({ field, rule }) => `“${field}” is not right: ${rule}.`,
    remedy: 'Correct the request and send it again.',
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
});

/** HTTP status of errors that people meet here; any other error of theirs is 422. */
export const MATERIALS_STATUS: Readonly<Record<string, number>> = {
  'unknown-spool': 404,
  'stale-version': 409,
  'spool-in-history': 409,
  'bad-materials-query': 400,
};

const LABELS_LIMIT = 200;
const PAGE_LIMIT = 200;
/** A thousand rows of the longest words. */
const TABLE_LIMIT_BYTES = 4 * 1024 * 1024;

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Spools for programs: list, create, change, use, labels, tables. */
export function addMaterials(app: FastifyInstance, materials: Materials): void {
  const see = { config: { need: 'viewer' } } as const;
  const act = { config: { need: 'operator' } } as const;

  async function spool(id: string): Promise<SpoolView> {
    const row = await materials.get(id);
    if (row === null) throw materialErrors.unknown({ id });
    return spoolView(row);
  }

  app.addContentTypeParser('text/csv', { parseAs: 'string', bodyLimit: TABLE_LIMIT_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  app.get<{ Querystring: Query }>('/api/materials', see, async ({ query }) => {
    const filter = {
      search: one(query.search),
      type: one(query.type),
      archived: query.archived === 'true',
      low: query.low === 'true',
      loaded: query.loaded === 'true',
    };
    const page = await materials.list(filter, pageOf(query));
    return { ...page, items: page.items.map(spoolView), endCursor: page.items.at(-1)?.id ?? null };
  });
  app.post<{ Body: unknown }>('/api/materials', act, async ({ body }, reply) =>
    reply.code(201).send(await spool(await materials.add(bodyOf(body) as Partial<SpoolFields>))),
  );
  app.get<{ Params: { id: string } }>('/api/materials/:id', see, ({ params }) => spool(params.id));
  for (const url of ['/api/materials/:id', '/materials/:id']) {
    app.patch<{ Params: { id: string }; Body: unknown }>(url, act, async ({ params: { id }, body, principal }) => {
      const { version = (await spool(id)).version, ...fields } = bodyOf(body);
      await materials.change(
        { id, version: Number(version), fields: fields as Partial<SpoolFields> },
        nameOf(principal),
      );
      return spool(id);
    });
  }
  app.delete<{ Params: { id: string } }>('/api/materials/:id', act, async ({ params }, reply) => {
    await materials.remove(params.id);
    return reply.code(204).send();
  });
  app.post<{ Params: { id: string }; Body: unknown }>(
    '/api/materials/:id/use',
    act,
    async ({ params: { id }, body, principal }) => {
      const { grams, note = '' } = bodyOf(body);
      if (typeof grams !== 'number') throw errors.query({ field: 'grams', rule: 'a number' });
      await materials.use(id, grams, String(note), nameOf(principal));
      return spool(id);
    },
  );
  app.get('/api/materials.csv', see, async (_request, reply) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="spools.csv"')
      .send(await materials.exportTable()),
  );
  app.post<{ Body: unknown }>(
    '/api/materials.csv',
    { ...act, bodyLimit: TABLE_LIMIT_BYTES },
    async ({ body, principal }) => {
      if (typeof body !== 'string') throw errors.query({ field: 'content-type', rule: 'text/csv' });
      return materials.importTable(body, nameOf(principal));
    },
  );
  app.get<{ Querystring: Query }>('/api/materials/labels', see, async (request, reply) => {
    const { query } = request;
    const size = one(query.size) ?? '50x30';
    if (!isLabelSize(size))
      throw errors.query({ field: 'size', rule: `one of ${Object.keys(LABEL_SIZES).join(', ')}` });
    const ids = (one(query.ids) ?? '').split(',').filter((id) => id !== '');
    if (ids.length === 0 || ids.length > LABELS_LIMIT)
      throw errors.query({ field: 'ids', rule: `1 to ${LABELS_LIMIT} ids, separated by commas` });
    const rows = [];
    for (const id of ids) rows.push((await materials.get(id)) ?? (await missing(id)));
    const origin = `${request.protocol}://${request.headers.host}`;
    const [first] = rows;
    if (one(query.format) === 'png' && first !== undefined) {
      if (rows.length > 1) throw errors.query({ field: 'ids', rule: 'one id for a picture; several for a PDF' });
      return reply.type('image/png').send(Buffer.from(labelPng(first, size, origin)));
    }
    return reply
      .type('application/pdf')
      .header('content-disposition', 'inline; filename="labels.pdf"')
      .send(Buffer.from(await labelsPdf(rows, size, origin)));
  });
}

async function missing(id: string): Promise<never> {
  throw materialErrors.unknown({ id });
}

function one(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function pageOf(query: Query): ListPage {
  const first = Number(one(query.first) ?? '50');
  if (!Number.isInteger(first) || first < 1 || first > PAGE_LIMIT)
    throw errors.query({ field: 'first', rule: `1 to ${PAGE_LIMIT}` });
  return { first, after: one(query.after) };
}

function bodyOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw errors.query({ field: 'body', rule: 'a JSON object' });
}
