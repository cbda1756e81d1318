import type { TSchema } from 'typebox';
import { materialPaths, SPOOL_RESOURCE } from './material-paths.ts';
import { REST_OPERATIONS, type RestOperation } from './operations.ts';
import {
  FaultResource,
  FileResource,
  JobResource,
  JobSlot,
  NewJob,
  NewPrinter,
  PrinterResource,
  UploadResource,
} from './resources.ts';

/** The OpenAPI document of everything below `/api`, for programs and people. Made of the very schemas that requests are checked by. */
export function openApiDocument(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  const add = (method: string, path: string, entry: object): void => {
    const at = path.replace(/:(\w+)/g, '{$1}');
    (paths[at] ??= {})[method.toLowerCase()] = entry;
  };
  for (const operation of REST_OPERATIONS) add(operation.method, operation.path, entryOf(operation));
  for (const { method, path, entry } of [...BYTES, ...materialPaths(answer, FAULT)]) add(method, path, entry);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Croft',
      version,
      description:
        'The queue, the printers, the library and the materials of a farm. GraphQL (`/graphql`, schema.graphql) has more.',
    },
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } },
      schemas: {
        ...Object.fromEntries(
          [FileResource, JobResource, JobSlot, PrinterResource, UploadResource, FaultResource, NewJob, NewPrinter].map(
            (schema) => [nameOf(schema), withRefs(schema, true)],
          ),
        ),
        Spool: SPOOL_RESOURCE,
      },
    },
  };
}

function entryOf({ method, path, tells, need, takes, status, answers }: RestOperation): object {
  const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const { properties = {} } = takes as { readonly properties?: Readonly<Record<string, { description?: string }>> };
  const asked = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    description: schema.description,
    schema,
  }));
  const body = { required: true, content: { 'application/json': { schema: withRefs(takes, false) } } };
  return {
    summary: tells,
    description: `Needs a key of the scope ${need} or above, where keys are needed.`,
    parameters: method === 'POST' ? named : [...named, ...asked],
    ...(method === 'POST' ? { requestBody: body } : {}),
    responses: { [status]: answer('Done.', withRefs(answers, false)), default: FAULT },
  };
}

const answer = (description: string, schema: object, type = 'application/json'): object => ({
  description,
  content: { [type]: { schema } },
});

const FAULT = answer('What went wrong, and what helps.', { $ref: '#/components/schemas/Fault' });
const BINARY = { type: 'string', format: 'binary' };
const DIGEST = { name: 'digest', in: 'path', required: true, schema: { type: 'string' } };
const query = (name: string, schema: object): object => ({ name, in: 'query', schema });

const FORM = { type: 'object', required: ['file'], properties: { file: BINARY } };

/** `more`: what the body may be beside the file itself. */
const upload = (method: string, path: string, more: object = {}) => ({
  method,
  path,
  entry: {
    summary: 'Uploads a file: the body is the file itself. With ?name=cube.gcode it is called that.',
    description: 'Needs a key of the scope upload, or operator or above, where keys are needed.',
    parameters: [query('name', { type: 'string' }), query('folder', { type: 'string' })],
    requestBody: { required: true, content: { 'application/octet-stream': { schema: BINARY }, ...more } },
    responses: {
      200: answer('The library had it already.', { $ref: '#/components/schemas/Upload' }),
      201: answer('It is in the library.', { $ref: '#/components/schemas/Upload' }),
      default: FAULT,
    },
  },
});

/** Routes that carry bytes, or stand beside them: what they take and answer is no JSON, so that they stand in no table of schemas. */
const BYTES: readonly { readonly method: string; readonly path: string; readonly entry: object }[] = [
  upload('POST', '/api/files'),
  upload('PUT', '/api/files'),
  upload('POST', '/api/library', { 'multipart/form-data': { schema: FORM } }),
  {
    method: 'DELETE',
    path: '/api/library/:checksum',
    entry: {
      summary: 'Deletes a file for good. Refused while jobs need it; with ?force=true these are cancelled first.',
      parameters: [{ ...DIGEST, name: 'checksum' }, query('force', { type: 'boolean' })],
      responses: { 204: { description: 'It is gone.' }, default: FAULT },
    },
  },
  {
    method: 'GET',
    path: '/api/files/:digest',
    entry: {
      summary: 'The bytes of a file.',
      parameters: [DIGEST],
      responses: { 200: answer('The file.', BINARY, 'application/octet-stream'), default: FAULT },
    },
  },
  {
    method: 'GET',
    path: '/api/files/:digest/thumbnail',
    entry: {
      summary: 'The picture of a file, or of one plate of it.',
      parameters: [DIGEST, query('size', { enum: ['small', 'medium', 'large'] }), query('plate', { type: 'integer' })],
      responses: { 200: answer('The picture.', BINARY, 'image/png'), default: FAULT },
    },
  },
  {
    method: 'GET',
    path: '/api/printers/:id/file-picture',
    entry: {
      summary: 'The printer’s own picture of a file that lies on it.',
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        query('path', { type: 'string' }),
      ],
      responses: { 200: answer('The picture.', BINARY, 'image/png'), default: FAULT },
    },
  },
  {
    method: 'GET',
    path: '/api/files/:digest/analysis',
    entry: {
      summary: 'Every layer of a file, or of one plate of it.',
      parameters: [DIGEST, query('plate', { type: 'integer' })],
      responses: { 200: answer('Its layers.', { type: 'object' }), default: FAULT },
    },
  },
  {
    method: 'GET',
    path: '/api/files/:digest/layers',
    entry: {
      summary: 'Which layers there are to look at, with their heights.',
      parameters: [DIGEST, query('plate', { type: 'integer' })],
      responses: {
        200: answer('Heights in mm, points, kinds of lines, tools, speeds in mm/s, the bed.', { type: 'object' }),
        default: FAULT,
      },
    },
  },
  {
    method: 'GET',
    path: '/api/files/:digest/layers/:layers',
    entry: {
      summary: 'The lines of one layer (12) or of several (0-99), to be drawn.',
      parameters: [
        DIGEST,
        { name: 'layers', in: 'path', required: true, schema: { type: 'string', pattern: '^\\d+(-\\d+)?$' } },
        query('plate', { type: 'integer' }),
        query('every', { type: 'integer', minimum: 1 }),
        query('far', { enum: ['0', '1'] }),
      ],
      responses: { 200: answer('The lines.', BINARY, 'application/octet-stream'), default: FAULT },
    },
  },
  {
    method: 'GET',
    path: '/api/files/:digest/mesh',
    entry: {
      summary: 'The triangles of a model, to be drawn.',
      parameters: [DIGEST],
      responses: { 200: answer('The triangles.', BINARY, 'application/octet-stream'), default: FAULT },
    },
  },
];

const nameOf = (schema: TSchema): string => String((schema as { readonly $id?: string }).$id ?? '');

/** The schema as the document has it: what has a name of its own is referred to. */
function withRefs(schema: unknown, isRoot: boolean): object {
  const copy = (value: unknown, root: boolean): unknown => {
    if (Array.isArray(value)) return value.map((one) => copy(one, false));
    if (typeof value !== 'object' || value === null) return value;
    const { $id, $ref, ...rest } = value as { readonly $id?: string; readonly $ref?: string };
    if ($ref !== undefined) return { $ref: `#/components/schemas/${$ref}` };
    if ($id !== undefined && !root && !$id.endsWith('List')) return { $ref: `#/components/schemas/${$id}` };
    return Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, copy(inner, false)]));
  };
  return copy(schema, isRoot) as object;
}
