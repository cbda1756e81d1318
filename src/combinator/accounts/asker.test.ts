import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';
import type { StoredEvent } from '../events/events.ts';
import type { NewKey } from './keys.ts';

const WISH: NewKey = { name: 'Shop PC', scope: 'admin', target: null, expiresInDays: null, digestLogin: false };

async function byIn(server: TestServer, name: StoredEvent['name']): Promise<readonly string[]> {
  return (await server.farm.eventsNamed(name)).map(({ payload }) => (payload as { readonly by: string }).by);
}

test('events name the key with which something was done by GraphQL or REST; somebody on this host stays the operator', async () => {
  await using server = await openTestServer();
  const { secret } = await server.features.keys.create(WISH, 'test');
  const key = { 'x-api-key': secret };
  const quota = (gigabytes: number): string =>
    JSON.stringify({ query: `mutation { setLibraryQuota(gigabytes: ${gigabytes}) { quotaGigabytes } }` });
  for (const headers of [key, {}]) assert.equal((await server.post(quota(7), headers)).status, 200);
  assert.deepEqual(await byIn(server, 'settings-changed'), ['Shop PC', 'operator']);

  const machine = await server.farm.addMachine('Anna');
  await server.farm.makeReady(machine);
  const job = await server.farm.addJob();
  await server.farm.settle();
  const cancelled = await fetch(`${server.address}/api/jobs/${job}`, { method: 'DELETE', headers: key });
  assert.equal(cancelled.status, 200);
  assert.deepEqual(await byIn(server, 'print-cancel-wished'), ['Shop PC']);

  const id = await server.features.materials.add({ type: 'PLA' });
  const json = { ...key, 'content-type': 'application/json' };
  const taken = await fetch(`${server.address}/api/materials/${id}/use`, {
    method: 'POST',
    headers: json,
    body: '{"grams":5}',
  });
  assert.equal(taken.status, 200);
  const { items } = await server.features.materials.uses(
    { spoolId: id, printId: null, unsure: false },
    { first: 9, after: null },
  );
  assert.deepEqual(
    items.map(({ by }) => by),
    ['Shop PC'],
  );
});
