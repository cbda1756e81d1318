import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { root } from '../harness/croft.ts';

/** Beyond this the page is slow to open on a phone in a workshop with bad reception. */
const BUDGET_BYTES = 150_000;

test('the whole page weighs at most 150 kB on the wire, and asks nothing of other servers', () => {
  const dist = join(root, 'web/dist');
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(html|js|css|svg)$/.test(name),
  );
  assert.ok(
    names.some((name) => name.endsWith('.js')),
    'web/dist is built',
  );
  const files = names.map((name) => ({ name, text: readFileSync(join(dist, name)) }));
  const size = files.reduce((total, { text }) => total + gzipSync(text).length, 0);
  assert.ok(size <= BUDGET_BYTES, `${size} bytes`);
  for (const { name, text } of files.filter(({ name: one }) => /\.(html|css)$/.test(one)))
    assert.doesNotMatch(text.toString(), /https?:\/\/|style="|@import/, name);
});
