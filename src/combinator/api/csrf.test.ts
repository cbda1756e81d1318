import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { buildSchema, getNamedType, type GraphQLArgument, isCompositeType, isNonNullType, print, parse } from 'graphql';
import { openTestServer, type TestServer } from './fixtures/test-server.ts';
import { schemaText } from './graphql.ts';

/** A call of every mutation that there is, with something for each argument that it must have. */
function everyMutation(): ReadonlyMap<string, string> {
  const fields = Object.values(buildSchema(schemaText()).getMutationType()?.getFields() ?? {});
  return new Map(
    fields.map((field) => {
      const given = field.args.filter((arg) => isNonNullType(arg.type)).map((arg) => `${arg.name}: ${literalOf(arg)}`);
      const args = given.length === 0 ? '' : `(${given.join(', ')})`;
      const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
      return [field.name, print(parse(`mutation { ${field.name}${args}${selection} }`))];
    }),
  );
}

const INPUTS: Readonly<Record<string, string>> = {
  ID: '"x"',
  Int: '1',
  Boolean: 'true',
  String: '"x"',
  Float: '1',
  JSON: '{}',
  AdjustmentInput: '{ feedPercent: 90 }',
  ContinuePrintInput: '{ printerId: "x", printId: "x", bedId: "x.1", layer: 2 }',
  ApiKeyScope: 'VIEWER',
  SpoolInput: '{ type: "PLA" }',
  SpoolChangeInput: '{}',
  MaterialSettingsInput: '{ version: 1 }',
  EnergySettingsInput: '{ version: 1 }',
  AddWebhookInput: '{ url: "https://receiver.example/" }',
  AddCameraInput: '{ name: "Bed", url: "http://camera.example/" }',
  ChangeCameraInput: '{ id: "x", version: 1 }',
  TryCameraInput: '{ url: "http://camera.example/" }',
  ChangeWebhookInput: '{ id: "x", version: 1 }',
  Calibration: 'PROBE_BED',
  RestartKind: 'FIRMWARE',
  MacroInput: '{ name: "x", text: "M105" }',
  AddPrinterInput: '{ name: "p", driver: "plain", options: { connection: "/dev/x" } }',
  ChangePrinterInput: '{ id: "x", version: 1 }',
  AddJobInput: `{ digest: "${'f'.repeat(64)}" }`,
  ChangeJobInput: '{ id: "x", version: 1 }',
};

function literalOf({ name, type }: GraphQLArgument): string {
  if (name === 'lines') return '["M105"]';
  return INPUTS[getNamedType(type).name] ?? assert.fail(`no value for an argument of ${getNamedType(type).name}`);
}

/** Whatever a page of another site can make a browser send. */
const FOREIGN: Readonly<Record<string, { readonly headers: Record<string, string>; readonly status: number }>> = {
  'a foreign origin': { headers: { origin: 'http://evil.example' }, status: 403 },
  'an origin that is none': { headers: { origin: 'null' }, status: 403 },
  'another port of this host': { headers: { origin: 'http://127.0.0.1:1' }, status: 403 },
  'another scheme': { headers: { origin: 'file://' }, status: 403 },
  'no origin but a browser’s word that another site asks': { headers: { 'sec-fetch-site': 'cross-site' }, status: 403 },
  'a page of a neighbouring host': { headers: { 'sec-fetch-site': 'same-site' }, status: 403 },
  'text/plain': { headers: { 'content-type': 'text/plain' }, status: 415 },
  'JSON dressed as text': { headers: { 'content-type': 'text/plain; charset=application/json' }, status: 415 },
  'a form': { headers: { 'content-type': 'application/x-www-form-urlencoded' }, status: 415 },
  'a form with files': { headers: { 'content-type': 'multipart/form-data; boundary=x' }, status: 415 },
  'a foreign origin and text/plain': {
    headers: { origin: 'http://evil.example', 'content-type': 'text/plain' },
    status: 403,
  },
};

describe('pages of other sites', () => {
  let server: TestServer;
  before(async () => {
    server = await openTestServer();
  });
  after(() => server[Symbol.asyncDispose]());

  const changes = async (): Promise<unknown> => ({
    printers: await server.farm.printers.list(),
    events: (await server.farm.events.since(0, 100)).length,
  });

  for (const [name, query] of everyMutation()) {
    test(`${name} is refused from any of them, and nothing changes`, async () => {
      const untouched = await changes();
      for (const [what, { headers, status }] of Object.entries(FOREIGN)) {
        const answer = await server.post(JSON.stringify({ query }), headers);
        const { error, data } = (await answer.json()) as { error?: { code: string; remedy: string }; data?: unknown };
        assert.equal(answer.status, status, what);
        assert.equal(data, undefined, what);
        assert.ok(error?.code !== undefined && error.remedy !== '', what);
      }
      assert.deepEqual(await changes(), untouched);
      const { errors } = await server.ask(query);
      for (const error of errors ?? [])
        assert.notEqual(error.extensions.code, 'bad-query', `${query}: ${error.message}`);
    });
  }

  test('reading by GET changes nothing: there is no GET of GraphQL', async () => {
    const query = encodeURIComponent('mutation { clearAllProblems }');
    assert.equal((await fetch(`${server.address}/graphql?query=${query}`)).status, 404);
  });

  test('uploads are refused like mutations', async () => {
    const headers = { 'content-type': 'application/octet-stream' };
    const url = `${server.address}/api/files?name=a.gcode`;
    const post = (more: Record<string, string>) =>
      fetch(url, { method: 'POST', headers: { ...headers, ...more }, body: 'G28\n' });
    assert.equal((await post({ origin: 'http://evil.example' })).status, 403);
    assert.equal((await post({ 'sec-fetch-site': 'cross-site' })).status, 403);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json',
    ]) {
      assert.ok([400, 415].includes((await post({ 'content-type': type })).status), type);
    }
    const { total } = (await server.ask('{ files { total } }')).data.files;
    assert.equal(total, 1, 'the file of the fixture alone');
  });

  test('the own page and programs are served', async () => {
    const query = '{ farm { name } }';
    const own: readonly Record<string, string>[] = [
      {},
      { origin: server.address },
      { origin: server.address.replace('127.0.0.1', 'localhost') },
      { origin: server.address, 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of own) assert.equal((await server.post(JSON.stringify({ query }), headers)).status, 200);
  });

  test('no answer invites other sites in', async () => {
    const asked = await fetch(`${server.address}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    assert.equal(asked.status, 403);
    assert.equal(asked.headers.get('access-control-allow-origin'), null);
  });
});
