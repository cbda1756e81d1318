import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import { keepSecrets, shownOptions } from './secret-options.ts';

const manifest = manifests.get('moonraker');
assert.ok(manifest !== undefined);
const before = { url: 'http://a', apiKey: 'canary', maxBedTemperature: 90 };

describe('secret options', () => {
  test('are never shown; only that they are set', () => {
    const shown = shownOptions(manifest, before);
    assert.deepEqual(shown, { options: { url: 'http://a', maxBedTemperature: 90 }, secretsSet: ['apiKey'] });
    assert.ok(!JSON.stringify(shown).includes('canary'));
  });

  test('are kept when a change leaves them out, replaced when it names them, taken away when it empties them', () => {
    assert.equal(keepSecrets(manifest, before, { url: 'http://a' }).apiKey, 'canary');
    assert.equal(keepSecrets(manifest, before, { url: 'http://a', apiKey: 'new' }).apiKey, 'new');
    assert.deepEqual(keepSecrets(manifest, before, { url: 'http://a', apiKey: '' }), { url: 'http://a' });
  });

  test('are not told to another address', () => {
    assert.deepEqual(keepSecrets(manifest, before, { url: 'http://b' }), { url: 'http://b' });
  });
});
