import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Ajv, type AnySchema } from 'ajv';
import Fastify from 'fastify';
import { silentLog } from '#lib/small-log';
import { addFiles } from '../api/files-route.ts';
import { addLayers } from '../api/layers-route.ts';
import { addLibrary } from '../api/library-route.ts';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';
import type { Features } from '../features.ts';
import { FILE } from '../fixtures/test-farm.ts';
import { addMaterials } from '../materials/materials-route.ts';
import { addPrinterPictures } from '../api/printer-pictures-route.ts';
import { addSlicers } from '../slicers/slicer-routes.ts';
import { SPOOL_RESOURCE } from './material-paths.ts';
import { openApiDocument } from './open-api.ts';
import { REST_OPERATIONS } from './operations.ts';
import { addRest } from './rest-routes.ts';

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, AnswerEntry>> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, AnySchema>> };
}
interface AnswerEntry {
  readonly content: { readonly 'application/json'?: { readonly schema: AnySchema } };
}

const document = openApiDocument('0.0.0') as Document;
const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** Every route that some functions register. */
async function routesOf(add: (app: ReturnType<typeof Fastify>) => void): Promise<readonly string[]> {
  const app = Fastify();
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`);
  });
  add(app);
  await app.ready();
  await app.close();
  return routes;
}

describe('the OpenAPI document', () => {
  const ours = (routes: readonly string[]): readonly string[] =>
    routes
      .filter((route) => route.includes(' /api/') && !route.startsWith('HEAD ') && !route.endsWith('openapi.json'))
      .sort();

  test('names the routes that there are, and no other', async () => {
    const routes = await routesOf((app) => {
      addFiles(app, {} as Features['library']);
      addLayers(app, {} as Features['library']);
      addLibrary(app, {} as Features);
      addMaterials(app, {} as Features['materials']);
      addPrinterPictures(app, {} as Features['printerPictures']);
      addRest(app, { Query: {}, Mutation: {}, Subscription: {} }, '0.0.0');
    });
    assert.deepEqual([...documented].sort(), ours(routes));
  });

  test('no address of it is one that slicers use', async () => {
    const slicers = await routesOf((app) =>
      addSlicers(app, { features: {} as Features, version: '0.0.0', log: silentLog }),
    );
    assert.ok(slicers.length > 30);
    assert.deepEqual(
      documented.filter((route) => slicers.includes(route)),
      [],
    );
  });

  test('refers to nothing that it does not have', () => {
    const text = JSON.stringify(document);
    const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
    assert.ok(named.length > 10);
    for (const name of named) assert.ok(name in document.components.schemas, name);
    assert.ok(!text.includes('$id'));
  });
});

describe('REST for scripts', () => {
  let server: TestServer;
  let printer = '';
  before(async () => {
    server = await openTestServer();
    printer = (await server.farm.addMachine('Left', { tags: ['pla'] })).printerId;
  });
  after(() => server[Symbol.asyncDispose]());

  const ask = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; answer: Record<string, unknown> }> => {
    const response = await fetch(`${server.address}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  };
  test('a spool is answered as the document says', async () => {
    await ask('POST', '/api/materials', { type: 'PLA', colours: ['#112233'], price: 20 });
    const { answer } = await ask('GET', '/api/materials');
    const [spool] = answer.items as readonly object[];
    const validate = new Ajv({ strict: false }).compile(SPOOL_RESOURCE);
    assert.ok(validate(spool), JSON.stringify(validate.errors));
  });

  const faultOf = (answer: Record<string, unknown>) => answer.error as { code: string; field?: string };

  /** What was answered is what the document promises of that route. */
  function assertPromised(method: string, path: string, status: number, answer: unknown): void {
    const entry = document.paths[path]?.[method.toLowerCase()]?.responses[status]?.content['application/json']?.schema;
    assert.ok(entry !== undefined, `${method} ${path} ${status}`);
    const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });
    const definitions = JSON.parse(
      JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
    ) as object;
    const schema = JSON.parse(JSON.stringify(entry).replaceAll('#/components/schemas/', '#/$defs/')) as object;
    const validate = ajv.compile({ ...schema, $defs: definitions });
    assert.ok(validate(answer), `${method} ${path}: ${ajv.errorsText(validate.errors)}`);
  }

  test('every operation answers what the document promises', async () => {
    const slots = [{ printerId: printer, filament: 0, slot: 3 }];
    const wish = { digest: FILE, copies: 2, tags: ['PLA'], printerIds: [printer], slots };
    const made = await ask('POST', '/api/jobs', wish);
    assertPromised('POST', '/api/jobs', 201, made.answer);
    assert.deepEqual(made.answer.slots, slots);
    assert.deepEqual([made.status, made.answer.copies, made.answer.tags, made.answer.priority], [201, 2, ['pla'], 0]);
    const added = await ask('POST', '/api/printers', {
      name: 'Right',
      driver: 'plain',
      options: { connection: '/dev/y' },
    });
    assertPromised('POST', '/api/printers', 201, added.answer);
    for (const [method, path, at] of [
      ['GET', '/api/library', '/api/library?search=token&first=5'],
      ['GET', '/api/library/{checksum}', `/api/library/${FILE}`],
      ['GET', '/api/printers', '/api/printers'],
      ['GET', '/api/printers/{id}', `/api/printers/${printer}`],
      ['GET', '/api/jobs', '/api/jobs?active=false'],
      ['GET', '/api/jobs/{id}', `/api/jobs/${String(made.answer.id)}`],
      ['DELETE', '/api/jobs/{id}', `/api/jobs/${String(made.answer.id)}`],
    ] as const) {
      const { status, answer } = await ask(method, at);
      assert.equal(status, 200, at);
      assertPromised(method, path, 200, answer);
    }
    assert.equal((await ask('GET', `/api/jobs/${String(made.answer.id)}`)).answer.status, 'CANCELLED');
    assert.equal((await ask('GET', '/api/jobs')).answer.total, 0);
    assert.equal(REST_OPERATIONS.length, 9, 'all of them were asked');
  });

  test('[LI2] printers are added at the seed’s address too', async () => {
    const { status, answer } = await ask('POST', '/printers', {
      name: 'Old script',
      driver: 'plain',
      options: { connection: '/dev/z' },
    });
    assert.deepEqual([status, answer.name], [201, 'Old script']);
  });

  test('what is wrong is named, and changes nothing', async () => {
    const wrong = [
      ['POST', '/api/jobs', {}, 422, 'bad-request-field', 'digest'],
      ['POST', '/api/jobs', { digest: FILE, copies: 0 }, 422, 'bad-request-field', 'copies'],
      ['POST', '/api/jobs', { digest: FILE, colour: 'red' }, 422, 'bad-request-field', 'colour'],
      ['POST', '/api/jobs', { digest: FILE, slots: [{ filament: 0, slot: 1 }] }, 422, 'bad-request-field', 'printerId'],
      [
        'POST',
        '/api/jobs',
        { digest: FILE, slots: [{ printerId: 'p', filament: 0, slot: 999 }] },
        422,
        'bad-request-field',
        'slots/0/slot',
      ],
      ['POST', '/api/jobs', { digest: FILE, slots: 'A1' }, 422, 'bad-request-field', 'slots'],
      ['POST', '/api/jobs', [], 422, 'bad-request-field', ''],
      ['POST', '/api/jobs', { digest: '0'.repeat(64) }, 422, 'unknown-file', 'digest'],
      ['GET', '/api/jobs?first=0', undefined, 422, 'bad-request-field', 'first'],
      ['GET', '/api/library?colour=red', undefined, 422, 'bad-request-field', 'colour'],
      ['GET', `/api/library/${'0'.repeat(64)}`, undefined, 404, 'not-found', undefined],
      ['GET', '/api/printers/none', undefined, 404, 'not-found', undefined],
      ['GET', '/api/jobs/none', undefined, 404, 'not-found', undefined],
    ] as const;
    for (const [method, path, body, status, code, field] of wrong) {
      const answered = await ask(method, path, body);
      assert.equal(answered.status, status, `${method} ${path} ${JSON.stringify(answered.answer)}`);
      if (code !== undefined)
        assert.deepEqual([faultOf(answered.answer).code, faultOf(answered.answer).field], [code, field]);
    }
  });
});

test('a key opens what its scope reaches', async () => {
  const keys = new Map<string, string>();
  await using server = await openTestServer({
    publicUrls: ['http://farm.example:8300'],
    async prepare(made) {
      for (const scope of ['upload', 'viewer', 'operator', 'technician'] as const) {
        const wish = { name: scope, scope, target: null, expiresInDays: null, digestLogin: false };
        keys.set(scope, (await made.create(wish, 'test')).secret);
      }
    },
  });
  for (const { method, path, need } of REST_OPERATIONS) {
    for (const scope of ['none', ...keys.keys()]) {
      const key = keys.get(scope);
      const { status } = await fetch(`${server.address}${path.replace(/:\w+/, 'x')}`, {
        method,
        headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'x-api-key': key }) },
        ...(method === 'POST' ? { body: '{}' } : {}),
      });
      const order = ['viewer', 'operator', 'technician'];
      const allowed = order.includes(scope) && order.indexOf(scope) >= order.indexOf(need);
      assert.equal(
        status === 401 ? 'none' : status === 403 ? 'refused' : 'allowed',
        key === undefined ? 'none' : allowed ? 'allowed' : 'refused',
        `${method} ${path} ${scope}`,
      );
    }
  }
  assert.equal((await fetch(`${server.address}/api/openapi.json`)).status, 200);
});
