import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const WORLD = `import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
describe('outer', () => {
  let count = 0;
  before(() => { count += 10; });
  beforeEach(() => { count += 1; });
  describe('inner', () => test('hooks are of their own suite', () => assert.equal(count, 11)));
});
`;
const LOOSE = `import { test } from 'node:test';
test('it lets go of a promise', async () => {
  await null;
  Promise.reject(new Error('nobody caught this'));
  await new Promise((resolve) => setImmediate(resolve));
});
`;

test('what nobody catches fails files that run together, in words, though promises are followed no more', () => {
  const folder = mkdtempSync(join(tmpdir(), 'croft-together-'));
  const { NODE_TEST_CONTEXT: _, CROFT_TEST_COUNTS: __, CROFT_TEST_REPORT: ___, ...env } = process.env;
  const ran = (files) =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'test-together.mjs'), ...files], { env, encoding: 'utf8' });
  try {
    const [world, loose] = ['world.test.mjs', 'loose.test.mjs'].map((name) => join(folder, name));
    writeFileSync(world, WORLD);
    writeFileSync(loose, LOOSE);
    const good = ran([world]);
    assert.equal(good.status, 0, good.stdout);
    assert.match(good.stdout, /^ok .*world\.test\.mjs \(1\)$/m);
    const bad = ran([world, loose]);
    assert.equal(bad.status, 1);
    assert.match(bad.stdout, /^FAIL .*\n.*nobody caught this/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
