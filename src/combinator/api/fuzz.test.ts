import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createSmallLog } from '#lib/small-log';
import { openLiveClient } from './fixtures/live-client.ts';
import { openTestServer } from './fixtures/test-server.ts';

const OURS = readFileSync(new URL('../../../web/src/graphql/operations.graphql', import.meta.url), 'utf8');

/** A document of our own page with pieces cut out, doubled and replaced. */
const mutated = fc
  .tuple(
    fc.nat(OURS.length),
    fc.integer({ min: 1, max: 1500 }),
    fc.array(
      fc.tuple(
        fc.nat(1500),
        fc.nat(20),
        fc.constantFrom('', '{', '}', '(', '...', '"', '$x', '@skip(if: 1)', '__typename', '\u0000', '#', '[', '😀'),
      ),
    ),
  )
  .map(([from, length, changes]) => {
    let text = OURS.slice(from, from + length);
    for (const [at, cut, piece] of changes) text = text.slice(0, at) + piece + text.slice(at + cut);
    return text;
  });

const variables = fc.dictionary(fc.constantFrom('id', 'first', 'after', 'input', 'lines', '__proto__'), fc.jsonValue());

describe('whatever anybody sends', () => {
  test('to /graphql is answered, by words of ours and never by a failure inside', async () => {
    const logged: string[] = [];
    const log = createSmallLog({ level: 'error', name: 'fuzz', destination: { write: (line) => logged.push(line) } });
    await using server = await openTestServer({ log });
    logged.length = 0;
    const body = fc.oneof(
      fc.string().map(String),
      fc.json(),
      fc
        .record({ query: fc.oneof(mutated, fc.string()), variables: fc.oneof(variables, fc.jsonValue()) })
        .map((one) => JSON.stringify(one)),
    );
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const answer = await server.post(text);
        assert.ok(answer.status < 500, `${answer.status} for ${text}`);
        const told = await answer.text();
        assert.ok(!told.includes('node_modules') && !told.includes('"internal"'), told);
      }),
      { numRuns: 400 },
    );
    assert.deepEqual(logged, []);
  });

  test('over a socket ends that socket at most', async () => {
    const logged: string[] = [];
    const log = createSmallLog({ level: 'error', name: 'fuzz', destination: { write: (line) => logged.push(line) } });
    await using server = await openTestServer({ log });
    logged.length = 0;
    const message = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          id: fc.oneof(fc.string(), fc.constant('1'), fc.jsonValue()),
          type: fc.constantFrom('subscribe', 'complete', 'ping', 'pong', 'connection_init', 'next'),
          payload: fc.oneof(fc.jsonValue(), fc.record({ query: mutated, variables })),
        })
        .map((one) => JSON.stringify(one)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), async (all) => {
        using client = await openLiveClient(server.host);
        for (const text of all) client.socket.send(text);
      }),
      { numRuns: 100 },
    );
    using client = await openLiveClient(server.host);
    client.subscribe('subscription { farm { sequence } }');
    await client.until(({ type }) => type === 'next');
    assert.deepEqual(logged, []);
  });
});
