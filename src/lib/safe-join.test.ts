import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { safeJoin } from './safe-join.ts';
import { UserError } from './user-error.ts';

describe('safe join', () => {
  let base = '';
  let root = '';
  before(() => {
    base = realpathSync(mkdtempSync(path.join(tmpdir(), 'croft-safe-')));
    root = path.join(base, 'p1');
    for (const folder of ['p1', 'p1x', 'p1/inner']) mkdirSync(path.join(base, folder));
    writeFileSync(path.join(base, 'p1x/secret'), 'x');
    symlinkSync('../p1x', path.join(root, 'out'));
    symlinkSync('inner', path.join(root, 'in'));
    symlinkSync('../p1x/not-there', path.join(root, 'dangling'));
    symlinkSync(root, path.join(base, 'root-link'));
  });
  after(() => rmSync(base, { recursive: true }));

  const refused: readonly [string, string][] = [
    ['', 'not empty'],
    ['..', 'no empty, . or .. part'],
    ['../p1x/secret', 'no empty, . or .. part'],
    ['a/../../p1x', 'no empty, . or .. part'],
    ['a//b', 'no empty, . or .. part'],
    ['./a', 'no empty, . or .. part'],
    ['/etc/passwd', 'relative'],
    ['..\\secret', 'no backslash'],
    ['a\0.gcode', 'no control characters'],
    ['a\r\nb', 'no control characters'],
    ['x'.repeat(256), 'parts of at most 255 bytes'],
    ['out', 'no link that leads out'],
    ['out/secret', 'no link that leads out'],
    ['dangling', 'no link that leads out'],
  ];
  for (const [name, rule] of refused) {
    test(`[DL4] ${JSON.stringify(name.slice(0, 20))} is refused: ${rule}`, () => {
      assert.throws(
        () => safeJoin(root, name),
        (error: unknown) => error instanceof UserError && error.code === 'unsafe-path' && error.rule === rule,
      );
    });
  }

  test('plain names, unborn ones and links that stay inside are joined', () => {
    assert.equal(safeJoin(root, 'a.gcode'), path.join(root, 'a.gcode'));
    assert.equal(safeJoin(root, 'new/deep/..a.gcode'), path.join(root, 'new/deep/..a.gcode'));
    assert.equal(safeJoin(root, 'in/b'), path.join(root, 'inner/b'));
    assert.equal(safeJoin(path.join(base, 'root-link'), 'b'), path.join(root, 'b'));
  });
});
