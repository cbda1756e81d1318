import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { root } from '../harness/croft.ts';

/** Beyond this the page is slow to open on a phone in a workshop with bad reception. */
const BUDGET_BYTES = 150_000;
/** What comes later, where it is looked at: the viewer of files. */
const LATER_BYTES = 30_000;

test('the page weighs at most 150 kB on the wire, what comes later 30 kB, and nothing is asked of other servers', () => {
  const dist = join(root, 'web/dist');
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(html|js|css|svg)$/.test(name),
  );
  const textOf = (name: string): string => readFileSync(join(dist, name), 'utf8');
  const weigh = (which: readonly string[]): number =>
    which.reduce((total, name) => total + gzipSync(readFileSync(join(dist, name))).length, 0);
  // What the first page names, and whatever that imports without being asked, comes with it.
  const atOnce = new Set(['index.html']);
  for (const name of atOnce) {
    const imports = name.endsWith('.js')
      ? /(?:^|[;}])import\s*(?:[^"'();]*from\s*)?["']([^"']+)["']/g
      : /(?:src|href)="([^"]+)"/g;
    for (const [, named = ''] of textOf(name).matchAll(imports)) {
      const found = names.find((one) => one.endsWith(named.replace(/^.*\//, '')));
      if (found !== undefined) atOnce.add(found);
    }
  }
  const now = [...atOnce];
  const later = names.filter((name) => !atOnce.has(name));
  assert.ok(
    now.some((name) => name.endsWith('.js')),
    'web/dist is built',
  );
  assert.ok(
    now.some((name) => name.endsWith('.css')),
    'the page has a style',
  );
  assert.ok(
    later.some((name) => /file-view.*\.js$/.test(name)),
    'the viewer comes later',
  );
  assert.ok(weigh(now) <= BUDGET_BYTES, `${weigh(now)} bytes`);
  assert.ok(weigh(later) <= LATER_BYTES, `${weigh(later)} bytes later`);
  for (const name of names.filter((one) => /\.(html|css)$/.test(one)))
    assert.doesNotMatch(textOf(name), /https?:\/\/|style="|@import/, name);
});
