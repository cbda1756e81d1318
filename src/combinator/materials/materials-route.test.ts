import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { describe, test } from 'node:test';
import { decodePng } from '#gcode/png-pixels';
import decodeQR from 'qr/decode.js';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';

const send = (server: TestServer, method: string, path: string, body?: unknown, type = 'application/json') =>
  fetch(server.address + path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': type }, body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });

const table = (server: TestServer, text: string) => send(server, 'POST', '/api/materials.csv', text, 'text/csv');

async function added(server: TestServer, fields: object) {
  const response = await send(server, 'POST', '/api/materials', fields);
  assert.equal(response.status, 201);
  return (await response.json()) as { id: string; code: string; version: number; remainingGrams: number };
}

describe('/api/materials', () => {
  test('spools are listed, created, changed, used and deleted by programs', async () => {
    await using server = await openTestServer();
    const { id } = await added(server, { type: 'PLA', name: 'Red', netGrams: 800 });
    const changed = await send(server, 'PATCH', `/materials/${id}`, { version: 1, location: 'shelf 2' });
    assert.equal(((await changed.json()) as { location: string }).location, 'shelf 2');
    assert.equal((await send(server, 'PATCH', `/api/materials/${id}`, { version: 1, location: 'x' })).status, 409);
    const used = await send(server, 'POST', `/api/materials/${id}/use`, { grams: 12.5 });
    assert.equal(((await used.json()) as { remainingGrams: number }).remainingGrams, 787.5);
    const list = (await (await send(server, 'GET', '/api/materials?search=red')).json()) as { total: number };
    assert.equal(list.total, 1);
    assert.equal((await send(server, 'GET', '/api/materials?first=0')).status, 400);
    assert.equal((await send(server, 'DELETE', `/api/materials/${id}`)).status, 204);
    assert.equal((await send(server, 'GET', `/api/materials/${id}`)).status, 404);
  });

  test('[CF1] a wrong field is refused with field, rule and remedy', async () => {
    await using server = await openTestServer();
    const refused = await send(server, 'POST', '/api/materials', { type: 'PLA', colours: ['blue'] });
    const { error } = (await refused.json()) as { error: Record<string, string> };
    assert.deepEqual([refused.status, error.code, error.field], [422, 'bad-spool-field', 'colours']);
    assert.ok(error.rule && error.remedy);
    assert.equal((await send(server, 'POST', '/api/materials', { type: 'PLA', spin: 1 })).status, 422);
    assert.equal((await send(server, 'POST', '/api/materials', [])).status, 400);
  });

  test('a table goes out and comes in again unchanged, with formulas made harmless', async () => {
    await using server = await openTestServer();
    const { farm } = server;
    await added(server, {
      type: 'PLA',
      name: '=HYPERLINK("http://x")',
      vendor: "'-2",
      colours: ['#FF0000', '#00FF00'],
      price: 19.9,
    });
    await added(server, { type: 'PETG', name: 'a, "b"; c', note: 'two\nlines', usedGrams: 12.345, tareGrams: 210 });
    await farm.materials.archive((await added(server, { type: 'ABS' })).id, true, 'ann');
    const text = await (await send(server, 'GET', '/api/materials.csv')).text();
    for (const cell of text.split(/[,\r\n]+/)) assert.doesNotMatch(cell, /^"?[=+@-]/);
    const rows = () => farm.storage.read.selectFrom('spool').selectAll().orderBy('code').execute();
    const before = await rows();
    assert.deepEqual(await (await table(server, text)).json(), { added: 0, changed: 3 });
    const unversioned = (all: Awaited<ReturnType<typeof rows>>) =>
      all.map(({ version: _v, changed_at: _c, ...row }) => row);
    assert.deepEqual(unversioned(await rows()), unversioned(before));
    // Into an empty farm: the same spools under the same codes.
    await using other = await openTestServer();
    assert.deepEqual(await (await table(other, text)).json(), { added: 3, changed: 0 });
    assert.equal(await (await send(other, 'GET', '/api/materials.csv')).text(), text);
  });

  test('a table with a mistake imports nothing, and the answer names row and field', async () => {
    await using server = await openTestServer();
    const refused = async (text: string) => {
      const response = await table(server, text);
      assert.equal(response.status, 422, text);
      return ((await response.json()) as { error: { field: string; message: string } }).error;
    };
    assert.equal((await refused('type,netGrams\nPLA,1000\nPETG,heavy\n')).field, '3.netGrams');
    assert.equal((await refused('type;netGrams\r\nPLA;-4\r\n')).field, '2.netGrams');
    assert.equal((await refused('type,colours\nPLA,red\nPLA,#FF0000\nPLA,blue\n')).field, '2.colours');
    assert.match((await refused('type,colours\nPLA,red\nPLA,blue\n')).message, /1 more mistake/);
    assert.equal((await refused('type,code\nPLA,AAA222\nPLA,aaa222\n')).field, '3.code');
    assert.equal((await refused('kind\nPLA\n')).field, '1.kind');
    assert.equal((await refused('type\n"PLA",extra\n')).field, '2.row');
    assert.equal((await server.farm.storage.read.selectFrom('spool').selectAll().execute()).length, 0);
    assert.deepEqual(await (await table(server, '\uFEFFtype;colours\n"PLA";#ff0000 #00ff00\n\n')).json(), {
      added: 1,
      changed: 0,
    });
  });
});

describe('labels', () => {
  test('a label is a picture or a PDF whose code opens the spool', async () => {
    await using server = await openTestServer();
    const { id, code } = await added(server, { type: 'PLA', name: 'Grün ☃', colours: ['#00AA00'] });
    for (const [size, width] of [
      ['50x30', 591],
      ['40x12', 472],
    ] as const) {
      const response = await send(server, 'GET', `/api/materials/labels?ids=${id}&size=${size}&format=png`);
      assert.equal(response.headers.get('content-type'), 'image/png');
      const picture = decodePng(
        new Uint8Array(await response.arrayBuffer()),
        (bytes) => new Uint8Array(inflateSync(bytes)),
      );
      assert.equal(picture?.width, width);
      assert.ok(picture !== null);
      const { width: w, height, rgba } = picture;
      assert.equal(decodeQR({ width: w, height, data: rgba }), `${server.address}/s/${code}`);
    }
    const pdf = await send(server, 'GET', `/api/materials/labels?ids=${id},${id}`);
    const bytes = Buffer.from(await pdf.arrayBuffer());
    assert.equal(bytes.subarray(0, 5).toString('latin1'), '%PDF-');
    const { PDFDocument } = await import('pdf-lib');
    const pages = (await PDFDocument.load(bytes)).getPages();
    assert.equal(pages.length, 2);
    assert.ok(Math.abs((pages[0]?.getWidth() ?? 0) - (50 / 25.4) * 72) < 0.01);
  });

  test('what cannot be printed says why', async () => {
    await using server = await openTestServer();
    const { id } = await added(server, { type: 'PLA' });
    assert.equal((await send(server, 'GET', `/api/materials/labels?ids=${id}&size=9x9`)).status, 400);
    assert.equal((await send(server, 'GET', '/api/materials/labels')).status, 400);
    assert.equal((await send(server, 'GET', '/api/materials/labels?ids=nothing')).status, 404);
  });
});
