import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { programOf } from './built-program.ts';

const main = join(import.meta.dirname, '../main.ts');

test('a test starts processes from source, and from the build where its runner made one', () => {
  const before = process.env.CROFT_TEST_BUILT;
  try {
    delete process.env.CROFT_TEST_BUILT;
    assert.deepEqual(programOf(main), ['--conditions=source', main]);
    process.env.CROFT_TEST_BUILT = '1';
    const [built, ...more] = programOf(main);
    assert.deepEqual(more, []);
    assert.equal(built, join(import.meta.dirname, '../../dist/main.js'));
    const nested = programOf(join(import.meta.dirname, '../guardian/guardian-process.ts'));
    assert.equal(basename(join(nested[0], '..')), 'guardian');
    assert.ok(existsSync(main));
  } finally {
    if (before === undefined) delete process.env.CROFT_TEST_BUILT;
    else process.env.CROFT_TEST_BUILT = before;
  }
});
