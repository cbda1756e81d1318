import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webAddress } from '#drivers/manifest-parts';
import { manifest, readOptions } from './manifest.ts';

test('[CO4] an address is a web server’s; a host alone means Moonraker’s own port', () => {
  assert.equal(readOptions({ url: 'voron.local' }).url, 'http://voron.local:7125');
  assert.equal(readOptions({ url: '10.0.0.7:7126' }).url, 'http://10.0.0.7:7126');
  assert.equal(readOptions({ url: 'https://farm.example/printer1/' }).url, 'https://farm.example/printer1');
  for (const bad of ['', 'ftp://a', 'http://user:key@a', 'http://a?x', 'http://a#x', 'http://'])
    assert.equal(webAddress(bad), null, bad);
});

test('[CF1] a bad address or key is said with its field, rule and remedy', () => {
  assert.deepEqual(manifest.checkOptions({ url: 'voron.local' }), []);
  assert.deepEqual(
    manifest.checkOptions({ url: 'ftp://a' }).map(({ field }) => field),
    ['url'],
  );
  assert.deepEqual(
    manifest.checkOptions({ url: 'a', apiKey: 'two words' }).map(({ field }) => field),
    ['apiKey'],
  );
  assert.match(manifest.checkOptions({ url: 'a', apiKey: 'abc' })[0]?.rule ?? '', /at least 4/);
  assert.deepEqual(manifest.checkOptions({ url: 'a', apiKey: '' }), [], 'left empty');
  const half = (options: Readonly<Record<string, string>>) => manifest.checkOptions({ url: 'a', ...options })[0]?.field;
  assert.deepEqual([half({ username: 'anna' }), half({ password: 'x' })], ['password', 'username']);
  assert.equal(half({ username: 'anna', password: 'two words, and more' }), undefined);
  assert.deepEqual(readOptions({ url: 'a', apiKey: '' }), {
    url: 'http://a:7125',
    apiKey: null,
    login: null,
    powerDevice: null,
  });
});
