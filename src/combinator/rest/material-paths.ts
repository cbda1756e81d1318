import { LABEL_SIZES } from '../materials/labels.ts';
import { SPOOL_SCHEMA } from '../materials/spool-schema.ts';

/** One path of the document, as `openApiDocument` takes it. */
interface DocumentedPath {
  readonly method: string;
  readonly path: string;
  readonly entry: object;
}

const SPOOL = { $ref: '#/components/schemas/Spool' };
const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const query = (name: string, schema: object, description?: string): object => ({
  name,
  in: 'query',
  ...(description === undefined ? {} : { description }),
  schema,
});
const json = (schema: object): object => ({ required: true, content: { 'application/json': { schema } } });
const { properties } = JSON.parse(JSON.stringify(SPOOL_SCHEMA)) as { readonly properties: object };

/** A spool as it is answered: what people say of it, and what the farm adds. */
export const SPOOL_RESOURCE = {
  type: 'object',
  required: ['id', 'code', 'version', ...Object.keys(properties)],
  properties: {
    id: { type: 'string' },
    code: { type: 'string', description: 'What stands on its label.' },
    version: { type: 'integer', description: 'To name when changing it: a stale edit is refused.' },
    remainingGrams: { type: 'number' },
    ...properties,
  },
};

/** The routes of `materials/materials-route` (MT). `fault`: how the document words what went wrong. */
export function materialPaths(
  answer: (description: string, schema: object, type?: string) => object,
  fault: object,
): readonly DocumentedPath[] {
  const entry = (summary: string, need: string, more: object, responses: object): object => ({
    summary,
    description: `Needs a key of the scope ${need} or above, where keys are needed.`,
    ...more,
    responses: { ...responses, default: fault },
  });
  const one = { 200: answer('The spool.', SPOOL) };
  const list = {
    type: 'object',
    properties: {
      items: { type: 'array', items: SPOOL },
      total: { type: 'integer' },
      endCursor: { type: ['string', 'null'] },
      hasMore: { type: 'boolean' },
    },
  };
  const filters = [
    query('search', { type: 'string' }, 'Words of vendor, name, type, lot, place or code.'),
    query('type', { type: 'string' }),
    ...['archived', 'low', 'loaded'].map((name) => query(name, { type: 'boolean' })),
    query('first', { type: 'integer', minimum: 1, maximum: 200 }),
    query('after', { type: 'string' }),
  ];
  const changed = { type: 'object', properties: { version: { type: 'integer' }, ...properties } };
  const taken = {
    type: 'object',
    required: ['grams'],
    properties: { grams: { type: 'number', description: 'Below 0: given back.' }, note: { type: 'string' } },
  };
  const labels = [
    query('ids', { type: 'string' }, 'Ids, separated by commas.'),
    query('size', { enum: Object.keys(LABEL_SIZES) }),
    query('format', { enum: ['pdf', 'png'] }),
  ];
  const table = { type: 'string' };
  const at = (method: string, path: string, documented: object): DocumentedPath => ({
    method,
    path,
    entry: documented,
  });
  return [
    at(
      'GET',
      '/api/materials',
      entry('Spools, newest first.', 'viewer', { parameters: filters }, { 200: answer('A page of spools.', list) }),
    ),
    at(
      'POST',
      '/api/materials',
      entry(
        'Adds a spool.',
        'operator',
        { requestBody: json({ type: 'object', required: ['type'], properties }) },
        { 201: answer('The spool.', SPOOL) },
      ),
    ),
    at('GET', '/api/materials/:id', entry('One spool.', 'viewer', { parameters: [ID] }, one)),
    at(
      'PATCH',
      '/api/materials/:id',
      entry(
        'Changes a spool; what is absent stays.',
        'operator',
        { parameters: [ID], requestBody: json(changed) },
        one,
      ),
    ),
    at(
      'DELETE',
      '/api/materials/:id',
      entry(
        'Deletes a spool that nothing was made of.',
        'operator',
        { parameters: [ID] },
        { 204: { description: 'Gone.' } },
      ),
    ),
    at(
      'POST',
      '/api/materials/:id/use',
      entry('Takes grams from a spool by hand.', 'operator', { parameters: [ID], requestBody: json(taken) }, one),
    ),
    at(
      'GET',
      '/api/materials.csv',
      entry('All spools as a table.', 'viewer', {}, { 200: answer('The table.', table, 'text/csv') }),
    ),
    at(
      'POST',
      '/api/materials.csv',
      entry(
        'Takes a table of spools in: all of it, or none.',
        'operator',
        { requestBody: { required: true, content: { 'text/csv': { schema: table } } } },
        { 200: answer('How many were added and changed.', { type: 'object' }) },
      ),
    ),
    at(
      'GET',
      '/api/materials/labels',
      entry(
        'Labels with a QR code.',
        'viewer',
        { parameters: labels },
        { 200: answer('The labels.', { type: 'string', format: 'binary' }, 'application/pdf') },
      ),
    ),
  ];
}
