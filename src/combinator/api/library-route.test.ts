import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { give } from '../library/fixtures/shelf-contract.ts';
import { openTestServer } from './fixtures/test-server.ts';

describe('POST of a file', () => {
  test('[LI2] a form or the bytes themselves come into the library, at the seed’s own address too', async () => {
    await using server = await openTestServer();
    const { library } = server.features;
    const post = async (path: string, body: FormData | string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${server.address}${path}`, { method: 'POST', headers, body });
      return { status: response.status, ...((await response.json()) as { digest?: string; error?: { code: string } }) };
    };
    const form = (field = 'file', name = '../a b.gcode'): FormData => {
      const body = new FormData();
      body.set('note', 'x');
      body.set(field, new Blob(['G28\nG1 X1 E1\n']), name);
      return body;
    };
    const first = await post('/library?folder=parts', form());
    assert.equal(first.status, 201);
    const row = await library.get(first.digest as never);
    assert.deepEqual([row?.name, row?.folder], ['a b.gcode', 'parts'], 'a name is no path');
    const bytes = { 'content-type': 'application/octet-stream' };
    const again = await post('/api/library?name=other.gcode', 'G28\nG1 X1 E1\n', bytes);
    assert.deepEqual([again.status, again.digest], [200, first.digest]);
    const wrong = [
      [await post('/library', form('photo')), 422, 'bad-upload-form'],
      [await post('/library', '{}', { 'content-type': 'application/json' }), 415, 'no-file-in-request'],
      [await post('/library?name=a.gcode', 'no G-code at all', bytes), 422, 'file-refused'],
      [await post('/library', form(), { origin: 'https://evil.example' }), 403, 'foreign-origin'],
    ] as const;
    for (const [answer, status, code] of wrong) assert.deepEqual([answer.status, answer.error?.code], [status, code]);
  });
});

describe('DELETE of a file by its checksum', () => {
  test('[LI2] removes file and record for good and tells it; unknown is 404; needed by a job is 409 unless forced', async () => {
    await using server = await openTestServer();
    const { library } = server.features;
    const del = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${server.address}${path}`, { method: 'DELETE', headers });
      const text = await response.text();
      const body = text === '' ? null : (JSON.parse(text) as { error: { code: string; remedy: string } });
      return [response.status, body?.error.code];
    };
    const [one, two] = [await give(library, 'one.gcode'), await give(library, 'two.gcode')];
    assert.deepEqual(await del(`/api/library/${one}`, { origin: 'https://evil.example' }), [403, 'foreign-origin']);
    assert.deepEqual(await del(`/api/library/${one}`), [204, undefined]);
    assert.equal(await library.get(one), null);
    assert.ok(!(await server.libraryFiles()).includes(one));
    assert.deepEqual(await del(`/api/library/${one}`), [404, 'unknown-library-file']);
    assert.deepEqual(await del('/library/..%2f..%2fetc'), [404, 'unknown-library-file']);
    assert.equal((await server.farm.eventsNamed('library-file-deleted')).length, 1);

    await server.farm.addJob({ digest: two });
    assert.deepEqual(await del(`/library/${two}`), [409, 'file-needed']);
    assert.deepEqual(await del(`/library/${two}?force=true`), [204, undefined], 'the seed’s own address');
  });

  test('[LI2] forced, a file that is being printed stays until that print is over', async () => {
    await using server = await openTestServer();
    const file = await give(server.features.library, 'one.gcode');
    const machine = await server.farm.addMachine('Anna');
    await server.farm.makeReady(machine);
    await server.farm.addJob({ digest: file });
    await server.farm.settle();
    assert.equal(machine.state.phase.kind, 'printing');
    const response = await fetch(`${server.address}/api/library/${file}?force=true`, { method: 'DELETE' });
    assert.equal(response.status, 409);
    assert.notEqual(await server.features.library.get(file), null);
  });
});

describe('the layers of a file', () => {
  test('[ME1] are listed once and sent as many as are asked for; what is no layer, and a model, is named', async () => {
    await using server = await openTestServer();
    const { library } = server.features;
    const layer = (z: number) => `;LAYER_CHANGE\nG1 Z${z}\nG1 X0 Y0 F3000\nG1 X5 E1\nG1 X10 E2\nG1 Y10 E3\n`;
    const text = `M83\n${[0.2, 0.4, 0.6].map(layer).join('')}; bed_shape = 0x0,250x0,250x210,0x210\n`;
    const file = await give(library, 'a.gcode', Buffer.from(text));
    const get = (path: string) => fetch(`${server.address}/api/files/${path}`);
    assert.deepEqual(await (await get(`${file}/layers`)).json(), {
      kinds: ['other'],
      laid: [1],
      tools: [0],
      speeds: { min: 50, max: 50 },
      box: { minMm: [0, 0, 0.2], maxMm: [10, 10, 0.6] },
      bed: [
        [0, 0],
        [250, 0],
        [250, 210],
        [0, 210],
      ],
      layers: [
        { zMm: 0.2, points: 4, farPoints: 3 },
        { zMm: 0.4, points: 5, farPoints: 4 },
        { zMm: 0.6, points: 5, farPoints: 4 },
      ],
    });
    const bytes = async (path: string) => Buffer.from(await (await get(path)).arrayBuffer());
    const first = await bytes(`${file}/layers/0`);
    assert.deepEqual([first.readUInt32LE(0), first.length], [4, 16 + 4 * 8]);
    assert.deepEqual(
      await bytes(`${file}/layers/0-2`),
      Buffer.concat([first, await bytes(`${file}/layers/1`), await bytes(`${file}/layers/2`)]),
    );
    assert.deepEqual(
      await bytes(`${file}/layers/0-2?every=2&far=1`),
      Buffer.concat([await bytes(`${file}/layers/0?far=1`), await bytes(`${file}/layers/2?far=1`)]),
    );
    for (const [path, status, code] of [
      [`${file}/layers/3`, 404, 'no-layer'],
      [`${file}/layers/1-3`, 404, 'no-layer'],
      [`${file}/layers/2-1`, 404, 'no-layer'],
      [`${file}/layers/x`, 400, 'bad-layers'],
      [`${file}/layers/0-2?every=0`, 400, 'bad-layers'],
      [`${file}/layers?plate=x`, 400, 'bad-plate'],
      [`${'0'.repeat(64)}/layers`, 404, 'unknown-library-file'],
    ] as const) {
      const response = await get(path);
      const { error } = (await response.json()) as { error: { code: string } };
      assert.deepEqual([response.status, error.code], [status, code], path);
    }
    await library.delete(file);
    assert.deepEqual(
      (await server.libraryFiles()).filter((name) => name.startsWith(file)),
      [],
    );
  });
});
