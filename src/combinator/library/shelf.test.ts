import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { threeMfEntries } from '#gcode/fixtures/three-mf';
import { zipFile } from '#gcode/fixtures/zip-file';
import { decodePng } from '#gcode/png-pixels';
import { fileDigest } from '#model/ids';
import { openTestFarm } from '../fixtures/test-farm.ts';
import { gcodeOf, give, openShelf, shelfContract } from './fixtures/shelf-contract.ts';
import { inflate } from './inflate.ts';
import { indexWords, searchWords } from './search-words.ts';

/** A pyramid of 20 × 20 × 10 mm. */
function stlFile(): Buffer {
  const [a, b, c, d, top] = [
    [0, 0, 0],
    [20, 0, 0],
    [20, 20, 0],
    [0, 20, 0],
    [10, 10, 10],
  ] as const;
  const triangles = [
    [a, b, top],
    [b, c, top],
    [c, d, top],
    [d, a, top],
    [a, c, b],
    [a, d, c],
  ] as const;
  const bytes = Buffer.alloc(84 + triangles.length * 50);
  bytes.write('solid in spite of its name it is binary');
  bytes.writeUInt32LE(triangles.length, 80);
  triangles.forEach((corners, i) =>
    corners.flat().forEach((value, j) => bytes.writeFloatLE(value, 84 + i * 50 + 12 + j * 4)),
  );
  return bytes;
}

const stlText = `solid part
  facet normal 0 0 1
    outer loop
      vertex 0 0 5
      vertex 3.5e1 0 5
      vertex 0 12 5
    endloop
  endfacet
endsolid part
`;

describe('the library in order', () => {
  test('[LI3] words: folders, tags, versions, search as one types, and the trash', async () => {
    await using farm = await openTestFarm();
    await shelfContract(farm);
  });

  test('[LI3] words are found from each of their beginnings, without accents and case', () => {
    assert.deepEqual(indexWords(['BenchyV2_0.2mm', null, 'PETG-CF']), [
      'benchyv2',
      'v2',
      '2',
      '0',
      '2mm',
      'mm',
      'petg',
      'cf',
    ]);
    assert.deepEqual(searchWords('  Ölwanne, 2×ÖL '), ['olwanne', '2', 'ol']);
    assert.equal(indexWords([Array.from({ length: 500 }, (_, i) => `w${i}`).join(' ')]).length, 96);
    assert.equal(searchWords('a b c d e f g h i j k').length, 8);
  });

  test('[LI2] a file that a job needs stays out of the trash, with all that were chosen beside it; after 30 days the bytes go', async () => {
    await using farm = await openTestFarm();
    await using opened = await openShelf(farm);
    const { library, shelf } = opened;
    const [one, two] = [await give(library, 'one.gcode'), await give(library, 'two.gcode')];
    const job = await farm.addJob({ digest: one });
    await assert.rejects(shelf.discard([two, one], 'ann'), { code: 'file-needed' });
    assert.equal((await shelf.trash()).files, 0, 'all or none');
    await farm.queue.cancel(job, 'ann');
    await shelf.discard([two, one], 'ann');
    await assert.rejects(farm.addJob({ digest: two }), { code: 'file-in-trash' });
    const before = farm.clock.now();
    assert.equal(await shelf.purge(before), 0, 'not yet');
    assert.deepEqual((await farm.eventsNamed('library-file-deleted')).length, 0);
    // Uploaded again it is there again, and no duplicate is made of it.
    assert.equal(await give(library, 'one again.gcode', gcodeOf('one.gcode')), one);
    assert.equal((await library.get(one))?.trashed_at, null);
    assert.equal(await shelf.purge(before + 1), 1);
    assert.equal(await library.get(two), null);
    assert.equal(await library.read(two, 0, 4), 'unknown-file');
    assert.deepEqual(
      (await farm.eventsNamed('library-file-trashed')).map(({ payload }) => (payload as { by: string }).by),
      ['ann', 'ann'],
    );
    assert.equal(
      (await farm.eventsNamed('library-file-deleted')).length,
      1,
      'the deleted event comes when the bytes go',
    );
  });

  test('[LI3] models are kept with a picture, never printed, and tied to what is sliced from them, whichever comes first', async () => {
    await using farm = await openTestFarm();
    await using opened = await openShelf(farm);
    const { library, shelf } = opened;
    const early = await give(library, 'pyramid_0.2mm_PLA.gcode');
    const model = await give(library, 'pyramid.stl', stlFile());
    const late = await give(library, 'Pyramid-thick.gcode');
    await give(library, 'pyramids.gcode');
    const row = await library.get(model);
    assert.equal(row?.kind, 'stl');
    const kept = JSON.parse(row?.metadata ?? '{}') as {
      triangles: number;
      objectHeightMm: number;
      boundingBox: { maxMm: number[] };
    };
    assert.deepEqual([kept.triangles, kept.objectHeightMm, kept.boundingBox.maxMm], [6, 10, [20, 20, 10]]);
    const picture = decodePng((await library.thumbnail(model))?.bytes ?? new Uint8Array(), inflate);
    const painted = picture?.rgba.filter((value, i) => i % 4 === 3 && value > 0).length ?? 0;
    assert.ok(painted > 300 * 300 * 0.2, `${painted} pixels are painted`);
    const linked = async () => (await shelf.about(row as never)).linked.map(({ digest }) => digest).sort();
    assert.deepEqual(await linked(), [early, late].sort());
    await shelf.link(model, early, false);
    assert.deepEqual(await linked(), [late]);
    await assert.rejects(shelf.link(early, model, true), { code: 'not-a-model' });
    await assert.rejects(farm.addJob({ digest: model }), { code: 'file-not-printable' });
    await assert.rejects(library.analyseFully(model, null), { code: 'file-unreadable' });
  });

  test('[LI3] STL as text, STEP and an unsliced 3MF are models; a ZIP that is neither is refused', async () => {
    await using farm = await openTestFarm();
    await using opened = await openShelf(farm);
    const { library } = opened;
    const kindOf = async (name: string, bytes: Uint8Array) =>
      (await library.get(await give(library, name, bytes)))?.kind;
    assert.equal(await kindOf('part.stl', Buffer.from(stlText)), 'stl');
    assert.equal(await kindOf('part.step', Buffer.from('ISO-10303-21;\nHEADER;\nENDSEC;\n')), 'step');
    const unsliced = threeMfEntries.filter(({ name }) => !name.endsWith('.gcode'));
    assert.equal(
      await kindOf('part.3mf', zipFile([...unsliced, { name: '3D/3dmodel.model', content: '<model/>' }])),
      'model-3mf',
    );
    const corners = [
      [0, 0, 0],
      [20, 0, 0],
      [0, 30, 0],
      [0, 0, 40],
    ].map(([x, y, z]) => `<vertex x="${x}" y="${y}" z="${z}"/>`);
    const sides = ['0 2 1', '0 1 3', '0 3 2', '1 2 3'].map((side) => {
      const [v1, v2, v3] = side.split(' ');
      return `<triangle v1="${v1}" v2="${v2}" v3="${v3}"/>`;
    });
    const content = `<model><resources><object id="1"><mesh><vertices>${corners.join('')}</vertices><triangles>${sides.join('')}</triangles></mesh></object></resources><build><item objectid="1"/><item objectid="1" transform="1 0 0 0 1 0 0 0 1 50 0 0"/></build></model>`;
    const drawn = await give(library, 'two.3mf', zipFile([{ name: '3D/3dmodel.model', content }]));
    const { triangles, boundingBox } = JSON.parse((await library.get(drawn))?.metadata ?? '{}') as {
      triangles: number;
      boundingBox: object;
    };
    assert.deepEqual([triangles, boundingBox], [8, { minMm: [0, 0, 0], maxMm: [70, 30, 40] }]);
    const picture = decodePng((await library.thumbnail(drawn))?.bytes ?? new Uint8Array(), inflate);
    const painted = picture?.rgba.filter((value, i) => i % 4 === 3 && value > 0).length ?? 0;
    assert.ok(painted > 300 * 300 * 0.08, `${painted} pixels are painted`);
    const mesh = Buffer.from(await library.mesh(drawn));
    assert.deepEqual([mesh.readUInt32LE(0), mesh.readFloatLE(16), mesh.length], [8, 70, 28 + 8 * 18]);
    await assert.rejects(library.mesh(await give(library, 'lines.gcode')), { code: 'no-mesh' });
    await assert.rejects(give(library, 'x.3mf', zipFile(unsliced)), { code: 'file-refused', rule: 'not-sliced' });
    const cut = stlFile().subarray(0, 200);
    await assert.rejects(give(library, 'cut.stl', cut), { code: 'file-refused' });
  });

  test('[LI2] more than the library may hold is refused, before the upload where its size is known, else as soon as it shows', async () => {
    await using farm = await openTestFarm();
    let quota: number | null = 1000;
    await using opened = await openShelf(farm, () => quota);
    const { library, shelf } = opened;
    const first = await give(library, 'first.gcode');
    const large = Buffer.concat([gcodeOf('large'), Buffer.alloc(2000, 'G1 X1\n')]);
    await assert.rejects(give(library, 'large.gcode', large), { code: 'library-full' });
    let taken = 0;
    const pieces = (async function* () {
      for (let i = 0; i < 100; i++, taken++) yield Buffer.from('G1 X1 Y1 E1\n'.repeat(10));
    })();
    await assert.rejects(library.upload('endless.gcode', pieces, null), { code: 'library-full' });
    assert.ok(taken < 10, `${taken} pieces were read`);
    await shelf.discard([first], 'ann');
    await assert.rejects(give(library, 'large.gcode', large), { code: 'library-full' }, 'the trash counts');
    quota = null;
    await give(library, 'large.gcode', large);
  });

  test('[LI3] folders and tags that cannot be are refused by name and rule', async () => {
    await using farm = await openTestFarm();
    await using opened = await openShelf(farm);
    const { library, shelf } = opened;
    const file = await give(library, 'a.gcode');
    for (const folder of ['a/../b', 'a//b', '..', 'a\\b', 'x'.repeat(81), 'a/b/c/d/e/f/g/h/i', 'a\u202eb'])
      await assert.rejects(shelf.move([file], folder), { code: 'bad-folder' }, folder);
    for (const tag of ['', 'a,b', 'x'.repeat(41)])
      await assert.rejects(shelf.tag([file], { add: [tag], remove: [] }), { code: 'bad-tag' }, tag);
    const many = Array.from({ length: 33 }, (_, i) => `t${i}`);
    await assert.rejects(shelf.tag([file], { add: many, remove: [] }), { code: 'bad-tag' });
    await assert.rejects(shelf.move([fileDigest('0'.repeat(64))], 'a'), { code: 'unknown-library-file' });
    await shelf.addFolder('a/b');
    await assert.rejects(shelf.renameFolder('a', 'a/b/c'), { code: 'bad-folder' });
  });
});
