import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import { openLiveClient } from '../api/fixtures/live-client.ts';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { createTrials, type TrialWish } from './trials.ts';

describe('[CO5] the API of discovery', () => {
  test('tells whoever looks what was found, and why something may be missing', async () => {
    await using server = await openTestServer();
    using client = await openLiveClient(server.host);
    client.subscribe('subscription { foundPrinters { printers { key name standing } troubles } }', {}, 'found');
    const { payload } = await client.until(
      ({ type, payload: told }) => type === 'next' && told.data.foundPrinters.troubles.length > 0,
    );
    assert.deepEqual(payload.data.foundPrinters, { printers: [], troubles: ['This computer is in no network.'] });
  });

  test('tells each step of a trial, and ends with the last', async () => {
    const wishes: TrialWish[] = [];
    await using server = await openTestServer({
      trials: createTrials({
        manifests,
        async *tryPrinter(wish) {
          wishes.push(wish);
          yield { step: 'address', state: 'passed', message: 'It answers.', remedy: null };
          yield { step: 'protocol', state: 'failed', message: 'It is a kettle.', remedy: 'Buy a printer.' };
        },
      }),
    });
    using client = await openLiveClient(server.host);
    const options = { url: 'http://10.0.0.7', apiKey: 'secret' };
    client.subscribe(
      'subscription ($input: TryPrinterInput!) { tryPrinter(input: $input) { steps { step state message remedy } isOver } }',
      { input: { driver: 'moonraker', options } },
      'trial',
    );
    const { payload } = await client.until(
      ({ type, payload: told }) => type === 'next' && told.data.tryPrinter.isOver === true,
    );
    const { steps } = payload.data.tryPrinter;
    assert.deepEqual(steps[1], {
      step: 'PROTOCOL',
      state: 'FAILED',
      message: 'It is a kettle.',
      remedy: 'Buy a printer.',
    });
    assert.deepEqual([steps[0].state, steps[2].state], ['PASSED', 'WAITING']);
    await client.until(({ type }) => type === 'complete');
    assert.deepEqual(wishes, [{ driver: 'moonraker', options }]);
    assert.doesNotMatch(JSON.stringify(payload), /secret/);
  });
});
