import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import { isSecretKey, redact } from '#lib/redact';
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

  test('are marked in every manifest: whatever is named like one is never shown', () => {
    for (const { name, optionsSchema } of manifests.values()) {
      const { properties } = optionsSchema as {
        readonly properties: Readonly<Record<string, { writeOnly?: boolean }>>;
      };
      const open = Object.keys(properties).filter((key) => isSecretKey(key) && properties[key]?.writeOnly !== true);
      assert.deepEqual(open, [], name);
    }
    const link = { url: 'http://a', user: 'maker', password: 'c4nary' };
    const connect = { port: 8090, token: 'c4nary-c4nary', registrationCode: 'AAAA-BBBB' };
    for (const [driver, options, secret] of [
      ['prusalink', link, 'password'],
      ['prusa-connect', connect, 'token'],
    ] as const) {
      const known = manifests.get(driver);
      assert.ok(known !== undefined);
      const shown = shownOptions(known, options);
      assert.deepEqual(shown.secretsSet, [secret]);
      assert.doesNotMatch(JSON.stringify(shown), /c4nary/);
      assert.doesNotMatch(JSON.stringify(redact({ configuration: { driver, options } })), /c4nary/, 'nor in a log');
    }
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
