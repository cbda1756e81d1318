import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ModelPart, ModelPartReader, ModelProblem } from './model-parts.ts';
import { drawScene } from './model-scene.ts';

const MAIN = '3D/3dmodel.model';
const TRIANGLE =
  '<mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0" />\n<vertex y="2" x="0" z="-3e0"/></vertices>' +
  '<triangles><triangle v1="0" v2="1" v3="2" pid="1"/></triangles></mesh>';
const model = (objects: string, items: string, unit = ''): string =>
  `\ufeff<?xml version="1.0"?>\n<model ${unit} xmlns="x" xmlns:p="y"><!-- <object id="9"> > --><metadata name="a>b">c</metadata>` +
  `<resources>${objects}</resources><build>${items}</build></model>`;

function read(texts: Readonly<Record<string, string>>, piece = 1 << 20): ReadonlyMap<string, ModelPart> {
  const tally = { corners: 0, objects: 0, placed: 0 };
  return new Map(
    Object.entries(texts).map(([name, text]) => {
      const reader = new ModelPartReader(name, tally);
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
      return [name, reader.end()];
    }),
  );
}

function drawn(texts: Readonly<Record<string, string>>, piece?: number): number[][] {
  const triangles: number[][] = [];
  drawScene(MAIN, read(texts, piece), (corners) => triangles.push([...corners]));
  return triangles;
}

describe('the meshes of a 3MF', () => {
  test('[ME3] objects are placed by items, as components of others, turned and shifted, in their unit, from other parts', () => {
    const one = `<object id="1" type="model">${TRIANGLE}</object>`;
    assert.deepEqual(drawn({ [MAIN]: model(one, '<item objectid="1"/>') }), [[0, 0, 0, 1, 0, 0, 0, 2, -3]]);
    const inner = '<component objectid="1" transform="1 0 0 0 1 0 0 0 1 10 0 0"/>';
    const two = `${one}<object id="2"><components>${inner}${inner}</components></object>`;
    // A quarter turn to the left after the shift, then up.
    const turned = '<item objectid="2" transform="0 1 0 -1 0 0 0 0 1 0 0 5"/><item objectid="2" printable="0"/>';
    const [first, second, ...others] = drawn({ [MAIN]: model(two, turned) });
    assert.deepEqual(first, [0, 10, 5, 0, 11, 5, -2, 10, 2]);
    assert.deepEqual([second, others], [first, []]);
    const elsewhere =
      '<object id="7"><components><component p:path="/3D/Objects/a.model" objectid="1"/></components></object>';
    const parts = {
      [MAIN]: model(elsewhere, '<item objectid="7"/>', 'unit="inch"'),
      '3D/Objects/a.model': model(one, ''),
    };
    for (const piece of [1, 7, 64]) assert.deepEqual(drawn(parts, piece)[0]?.slice(3, 6), [25.4, 0, 0]);
  });

  test('[ME1] what is built of itself, of too much, or is no model of triangles is refused with a reason', () => {
    const refused = (objects: string, items: string, why: RegExp): void =>
      assert.throws(
        () => drawn({ [MAIN]: model(objects, items) }),
        (error) => error instanceof ModelProblem && why.test(error.message),
      );
    const far = `<object id="1">${TRIANGLE.replace('x="1"', 'x="1e300"')}</object>`;
    refused(far, '<item objectid="1"/>', /farther away than any printer/);
    const small = `<object id="1">${TRIANGLE}</object>`;
    refused(small, '<item objectid="1" transform="1e308 0 0 0 1 0 0 0 1 1e308 0 0"/>', /farther away/);
    refused(
      '<object id="1"><components><component objectid="1"/></components></object>',
      '<item objectid="1"/>',
      /deep/,
    );
    const ten = (id: number) =>
      `<object id="${id}"><components>${`<component objectid="${id - 1}"/>`.repeat(10)}</components></object>`;
    const bomb = `<object id="1">${TRIANGLE}</object>${[2, 3, 4, 5, 6, 7, 8, 9].map(ten).join('')}`;
    refused(bomb, '<item objectid="9"/>', /more than 100000 objects/);
    refused(`<object id="1">${TRIANGLE.replace('v3="2"', 'v3="3"')}</object>`, '<item objectid="1"/>', /not there/);
    refused(`<object id="1">${TRIANGLE.replace('x="1"', 'x="one"')}</object>`, '', /without x/);
    refused(`<object id="1">${TRIANGLE}`, '', /does not end/);
    assert.throws(() => read({ [MAIN]: '<!DOCTYPE model [<!ENTITY a "b">]><model/>' }), /document type/);
    assert.throws(() => read({ [MAIN]: `<model ${'x'.repeat(70_000)}` }, 1000), /does not end/);
    // What names nothing that is there draws nothing.
    assert.deepEqual(drawn({ [MAIN]: model('', '<item objectid="5"/>') }), []);
  });
});
