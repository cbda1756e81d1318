import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readMessage as readBambu } from './bambu/protocol/report.ts';
import { readObject as readDuet } from './duet/protocol/answers.ts';
import { mergeModel } from './duet/protocol/model.ts';
import { readDiscovery } from './elegoo/protocol/discovery.ts';
import { readMessage as readElegoo } from './elegoo/protocol/message.ts';
import { readMessage as readMoonraker } from './moonraker/protocol/message.ts';
import { readPush } from './octoprint/protocol/push.ts';
import { DEPTH_LIMIT, isPrinterNumber, parsePrinterJson } from './printer-json.ts';
import { sinceAt, sinceOf } from './foreign-since.ts';
import { reasonOf } from './prusalink/protocol/refusal.ts';

const nested = (depth: number, open = '{"a":', inner = '1', close = '}'): string =>
  open.repeat(depth) + inner + close.repeat(depth);
const DEEP = nested(50_000);

/** The drivers' own notes come from their own disk. */
const OWN_NOTES = /\/(marlin\/|network-note\.ts)/;

describe('[DR12] JSON of printers', () => {
  test('is read as deep as any printer nests, and no deeper, whatever stands in its strings', () => {
    assert.deepEqual(parsePrinterJson(nested(2)), { a: { a: 1 } });
    assert.doesNotThrow(() => parsePrinterJson(nested(DEPTH_LIMIT)));
    for (const deep of [nested(DEPTH_LIMIT + 1), nested(DEPTH_LIMIT + 1, '[', '', ']'), DEEP])
      assert.throws(() => parsePrinterJson(deep), SyntaxError);
    const brackets = { 'a{[': '{'.repeat(1_000), b: '\\"{'.repeat(500), 'c\\': '\\' };
    assert.deepEqual(parsePrinterJson(JSON.stringify(brackets)), brackets);
    for (const torn of ['"' + '{'.repeat(500), '{"a', ']'.repeat(500), '', '\\"'])
      assert.throws(() => parsePrinterJson(torn), SyntaxError);
  });

  test('that is deep is none, for every protocol', () => {
    assert.equal(readBambu(Buffer.from(`{"print":${DEEP}}`)), null);
    assert.equal(readDuet(DEEP), null);
    assert.equal(readDiscovery(`{"Data":${DEEP}}`), null);
    assert.deepEqual(readElegoo(`{"Status":${DEEP}}`), { kind: 'odd' });
    assert.deepEqual(readMoonraker(`{"id":1,"result":${DEEP}}`), { kind: 'odd' });
    assert.deepEqual(readPush(`{"current":${DEEP}}`), { kind: 'odd' });
    assert.equal(reasonOf(409, `{"title":${DEEP}}`), 'The printer is busy with something else.');
  });

  test('is merged without trouble at the deepest that is read', () => {
    const told = readDuet(nested(DEPTH_LIMIT));
    assert.deepEqual(mergeModel(mergeModel({}, told), told), told);
  });

  test('counts for a number as far as anything at a printer is counted, and for a time between all time and now', () => {
    for (const odd of [1e16, -1e308, Infinity, Number.NaN, '1', null]) assert.ok(!isPrinterNumber(odd), String(odd));
    for (const sound of [0, -273.15, 1e15]) assert.ok(isPrinterNumber(sound));
    const now = 1_800_000_000_000;
    assert.deepEqual(
      [60, -60, 1e308, Number.NaN].map((elapsed) => sinceOf(now, elapsed)),
      [now - 60_000, now, 0, now],
    );
    assert.deepEqual(
      [1_700_000_000.5, -1, 1e308].map((at) => sinceAt(now, at)),
      [1_700_000_000_500, 0, now],
    );
  });

  test('is parsed by nothing else in the folders of drivers', () => {
    const here = import.meta.dirname;
    const parses = readdirSync(here, { recursive: true, encoding: 'utf8' })
      .map((name) => join(here, name))
      .filter(
        (path) => path.endsWith('.ts') && !/\.test\.ts$|\/(simulator|fixtures)\//.test(path) && !OWN_NOTES.test(path),
      )
      .filter((path) => readFileSync(path, 'utf8').includes('JSON.parse('));
    assert.deepEqual(parses, [join(here, 'printer-json.ts')]);
  });
});
