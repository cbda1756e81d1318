import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { openTestFarm } from '../fixtures/test-farm.ts';
import { createSettings, DEFAULT_SETTINGS, type FarmSettings } from './settings.ts';

describe('the settings of the farm', () => {
  test('[CF2] a change has a version, is told, outlives the process, and a stale edit is refused', async () => {
    await using farm = await openTestFarm();
    const settings = createSettings(farm);
    assert.deepEqual(await settings.load(), { version: 0, settings: DEFAULT_SETTINGS });
    assert.equal(await settings.change(0, { farmName: 'Workshop' }, 'ann'), 1);
    assert.equal(settings.current().farmName, 'Workshop');
    await assert.rejects(settings.change(0, { farmName: 'Other' }, 'ben'), { code: 'stale-version' });
    assert.equal(await settings.change(1, { eventsKeptDays: 30 }, 'ben'), 2);
    await assert.rejects(settings.change(1, { eventsKeptDays: 31 }, 'ann'), { code: 'stale-version' });
    const again = createSettings(farm);
    const changed = { ...DEFAULT_SETTINGS, farmName: 'Workshop', eventsKeptDays: 30 };
    assert.deepEqual(await again.load(), { version: 2, settings: changed });
    assert.equal((await farm.eventsNamed('settings-changed')).length, 2);
  });

  test('[CF1] a wrong value names its field and rule, and changes nothing', async () => {
    await using farm = await openTestFarm();
    const settings = createSettings(farm);
    for (const [changes, field] of [
      [{ farmName: ' ' }, 'farmName'],
      [{ eventsKeptDays: 0 }, 'eventsKeptDays'],
      [{ eventsKeptDays: 1.5 }, 'eventsKeptDays'],
      [{ nonsense: 1 }, 'nonsense'],
    ] as const) {
      await assert.rejects(settings.change(0, changes as Partial<FarmSettings>, 'ann'), {
        code: 'bad-farm-setting',
        field,
      });
    }
    assert.equal((await settings.load()).version, 0);
  });

  test('[CF1] [CF2] the API gives form, values and version, and takes what was changed', async () => {
    await using server = await openTestServer();
    const asked = (await server.ask('{ farmSettings { version schema values } }')).data.farmSettings;
    assert.deepEqual([asked.version, asked.values], [0, DEFAULT_SETTINGS]);
    assert.deepEqual(Object.keys(asked.schema.properties), Object.keys(DEFAULT_SETTINGS));
    for (const property of Object.values<{ title?: string }>(asked.schema.properties)) assert.ok(property.title);
    const change = (version: number, changes: unknown) =>
      server.ask('mutation ($v: Int!, $c: JSON!) { changeFarmSettings(version: $v, changes: $c) { version values } }', {
        v: version,
        c: changes,
      });
    const changed = await change(0, { farmName: 'Barn', eventsKeptDays: 90 });
    const values = { ...DEFAULT_SETTINGS, farmName: 'Barn', eventsKeptDays: 90 };
    assert.deepEqual(changed.data.changeFarmSettings, { version: 1, values });
    for (const [version, changes, code] of [
      [0, { farmName: 'Late' }, 'stale-version'],
      [1, { eventsKeptDays: 0 }, 'bad-farm-setting'],
      [1, { nonsense: 1 }, 'bad-farm-setting'],
      [1, ['nonsense'], 'bad-farm-setting'],
    ] as const)
      assert.equal((await change(version, changes)).errors?.[0]?.extensions.code, code);
    assert.deepEqual((await server.ask('{ farmSettings { values } }')).data.farmSettings, { values });
  });
});
