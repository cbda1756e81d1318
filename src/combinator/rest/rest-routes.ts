import { Ajv, type ValidateFunction } from 'ajv';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Resolvers } from '../api/resolvers.ts';
import { sendFault } from '../api/wire-errors.ts';
import { openApiDocument } from './open-api.ts';
import { REST_OPERATIONS, type RestOperation } from './operations.ts';

const errors = defineErrors({
  value: errorEntry<{ field: string; rule: string }>({
    code: 'bad-request-field',
    cause: ({ field, rule }) => (field === '' ? `The request ${rule}.` : `“${field}” ${rule}.`),
    remedy: 'Compare the request with /api/openapi.json.',
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
});

/** How long an answer may take; a script that asks for more than that asks for too much. */
const LIMIT_MS = 10_000;
/** Where the farm's first scripts found them (LI2). */
const ALIASES: Readonly<Record<string, string>> = { 'POST /api/printers': '/printers' };

/** REST for scripts: the same fields as GraphQL, by the same resolvers, in the shape that `curl` likes. */
export function addRest(app: FastifyInstance, fields: Resolvers, version: string): void {
  for (const operation of REST_OPERATIONS) {
    const { method, path, need } = operation;
    const check = createCheck(operation);
    const handler = async (request: FastifyRequest, reply: Parameters<typeof sendFault>[0]) => {
      const given = method === 'POST' ? (request.body ?? {}) : request.query;
      const values = { ...check(given), ...(request.params as object) };
      const signal = AbortSignal.timeout(LIMIT_MS);
      const answer = await operation.run(fields, values, { signal, principal: request.principal });
      if (answer !== null) return reply.code(operation.status).header('cache-control', 'no-store').send(answer);
      const remedy = 'Look for its id in the list of all.';
      return sendFault(reply, 404, { code: 'not-found', message: 'There is no such thing here.', remedy });
    };
    const alias = ALIASES[`${method} ${path}`];
    for (const url of alias === undefined ? [path] : [path, alias])
      app.route({ method, url, config: { need }, exposeHeadRoute: false, handler });
  }
  app.get('/api/openapi.json', { config: { need: 'public' } }, async () => openApiDocument(version));
}

/** Compiled when it is first asked for: most farms never do, and a start must be quick. */
function createCheck({ takes }: RestOperation): (given: unknown) => Readonly<Record<string, unknown>> {
  let validate: ValidateFunction | null = null;
  return (given) => {
    validate ??= new Ajv({ coerceTypes: true, useDefaults: true, strict: false, validateSchema: false }).compile(takes);
    const values = structuredClone(given) as Record<string, unknown>;
    if (validate(values)) return values;
    const [first] = validate.errors ?? [];
    const extra = first?.keyword === 'additionalProperties' ? String(first.params.additionalProperty) : null;
    const missing = first?.keyword === 'required' ? String(first.params.missingProperty) : null;
    const field = extra ?? missing ?? first?.instancePath.slice(1) ?? '';
    const rule =
      extra !== null
        ? 'is no part of this request'
        : missing !== null
          ? 'is missing'
          : (first?.message ?? 'is not right');
    throw errors.value({ field, rule });
  };
}
