import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Feedback } from '#model/feedback';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { watchTransient } from './watch-transient.ts';

const EVENTS =
  'query ($correlationId: ID, $names: [String!], $before: String) { events(correlationId: $correlationId, names: $names, before: $before) { items { cursor name correlationId } } }';

const feedback = (notice: string): Feedback => ({
  at: 0,
  temperatures: [],
  position: null,
  progress: null,
  line: null,
  notice,
});

describe('the log over the API', () => {
  test('[EV4] one workflow is asked for by its correlation id, and names that nobody knows are refused', async () => {
    await using server = await openTestServer();
    await server.farm.addJob();
    await server.farm.addJob();
    const all = (await server.ask(EVENTS, { names: ['job-created'] })).data.events.items;
    assert.equal(all.length, 2);
    const one = (await server.ask(EVENTS, { correlationId: all[1].correlationId })).data.events.items;
    assert.deepEqual(one, [all[1]]);
    const older = (await server.ask(EVENTS, { before: all[1].cursor })).data.events.items;
    assert.equal(older.at(-1).cursor, all[0].cursor);
    const refused = await server.ask(EVENTS, { names: ['job-exploded'] });
    assert.equal(refused.errors?.[0]?.extensions.code, 'unknown-event-name');
    const wrong = await server.ask(EVENTS, { before: 'x' });
    assert.deepEqual([wrong.errors?.[0]?.extensions.code, wrong.errors?.[0]?.extensions.field], ['bad-id', 'before']);
  });

  test('[EV3] the catalogue tells how often each event was emitted, and the counts begin anew when asked', async () => {
    await using server = await openTestServer();
    await server.farm.addJob();
    const KINDS = '{ eventKinds { name durable emitter tells count } }';
    const kinds: { name: string; count: number; durable: boolean }[] = (await server.ask(KINDS)).data.eventKinds;
    const countOf = (name: string): number | undefined => kinds.find((kind) => kind.name === name)?.count;
    assert.deepEqual([countOf('job-created'), countOf('print-lost')], [1, 0]);
    const reset = (await server.ask('mutation { resetEventCounts { name count } }')).data.resetEventCounts;
    assert.ok(reset.every((kind: { count: number }) => kind.count === 0));
  });

  test('[EV6] [PZ4] transient events reach whoever listens; of what waits for a slow reader the newest wins', async () => {
    await using server = await openTestServer();
    const { events } = server.farm;
    const stop = new AbortController();
    const stream = watchTransient(events, ['printer-status-update'], stop.signal);
    const first = stream.next();
    const tell = (printerId: string, notice: string): void =>
      events.emitTransient('printer-status-update', { printerId: printerId as never }, { feedback: feedback(notice) });
    tell('a', '1');
    events.emitTransient('printer-status', {}, { printers: [] });
    const heard = [(await first).value];
    for (const [printer, notice] of [
      ['a', '2'],
      ['b', '3'],
      ['a', '4'],
    ] as const)
      tell(printer, notice);
    heard.push((await stream.next()).value, (await stream.next()).value);
    const waiting = stream.next();
    stop.abort();
    assert.equal((await waiting).done, true);
    assert.deepEqual(
      heard.map((event) => {
        const payload = event?.payload as { feedback: Feedback };
        return [event?.subject.printerId, payload.feedback.notice];
      }),
      [
        ['a', '1'],
        ['a', '4'],
        ['b', '3'],
      ],
    );
  });
});
