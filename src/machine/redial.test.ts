import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { seededChance } from '#lib/fixtures/seeded-chance';
import { bootId, journalId, printerId } from '#model/ids';
import { createMemoryNetwork } from '#transport/memory';
import { createMachineLink } from './link.ts';

test('[PR6] [WI8] a combinator that has no time for a handshake is asked ever more seldom, and by chance', async () => {
  const clock = createHandClock();
  const network = createMemoryNetwork({ chance: seededChance(1), clock });
  // As on a busy host: a handshake's time is over a little late, and looks as if the link had stood for more than that.
  const late = { ...clock, schedule: (ms: number, wake: () => void) => clock.schedule(ms + 8, wake) };
  const dials: number[] = [];
  network.listen('combinator', () => void dials.push(clock.monotonic()));
  const ends: string[] = [];
  const over = new AbortController();
  const link = createMachineLink({
    dial: network.dialer('combinator'),
    clock: late,
    chance: seededChance(5),
    hello: () => ({
      printerId: printerId('p1'),
      journalId: journalId('j'),
      bootId: bootId('b'),
      version: 1,
      highestEpoch: 0,
      driver: null,
      capabilities: [],
    }),
    snapshot: () => assert.fail('before a handshake nobody asks for the state'),
    onCommand: () => {},
    onStop: () => {},
    onWelcome: () => {},
    onEnd: (reason) => ends.push(reason),
    signal: over.signal,
  });
  link.begin();
  for (let ms = 0; ms < 120_000; ms += 10) {
    clock.advance(10);
    await Promise.resolve();
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
  over.abort();
  assert.ok(ends.length > 3 && ends.every((reason) => reason === 'handshake-timeout'), ends.join());
  // Each has waited five seconds in vain; what comes after is the pause.
  const pauses = dials.slice(1).map((at, i) => at - (dials[i] ?? 0) - 5_000);
  const [first = 0, ...later] = pauses;
  assert.ok(first >= 500 && first <= 1_020, pauses.join());
  assert.ok(
    later.slice(3).every((ms) => ms >= 4_990 && ms <= 10_020),
    pauses.join(),
  );
  assert.ok(new Set(later.slice(3)).size > 1, pauses.join());
});
