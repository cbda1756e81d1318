import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AgentLink, acceptMachineLink } from '#agent/link';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { seededChance } from '#lib/fixtures/seeded-chance';
import { createMachineLink } from '#machine/link';
import { newMachine, snapshotOf } from '#machine/machine-state';
import { bootId, journalId, printerId } from '#model/ids';
import type { Channel } from '#transport/channel';
import { createMemoryNetwork } from '#transport/memory';
import { createTrunk } from '#transport/trunk';
import { createTrunkDialer } from '#transport/trunk-dialer';
import { TRUNK_HEADER_BYTES } from '#transport/trunk-frames';

const IDS = { printerId: printerId('p1'), journalId: journalId('j'), bootId: bootId('b') };

/** A machine's link over a trunk, its combinator by hand, and what goes over the connection. */
async function stage() {
  const clock = createHandClock();
  const network = createMemoryNetwork({ chance: seededChance(1), clock });
  const linked: AgentLink[] = [];
  const asked = Promise.withResolvers<number>();
  const seen = { hellos: 0, snapshots: 0, bytes: 0, ends: [] as string[] };
  const attach = (channel: Channel): void =>
    acceptMachineLink(channel, {
      clock,
      nextEpoch() {
        seen.hellos++;
        return asked.promise;
      },
      readFile: async () => 'unknown-file',
      onWelcomed: (link) => void linked.push(link),
      onSnapshot: () => void seen.snapshots++,
      onAnswer: () => {},
      onFeedback: () => {},
      onHistory: () => {},
      onClosed: (_link, reason) => void seen.ends.push(reason),
    });
  network.listen('combinator', (under) => {
    createTrunk({
      under: {
        ...under,
        onBytes: (listener) =>
          under.onBytes((bytes) => {
            seen.bytes += bytes.length;
            listener(bytes);
          }),
        get bufferedBytes() {
          return under.bufferedBytes;
        },
      },
      clock,
      onChannel: attach,
    });
  });
  const reach = network.dialer('combinator');
  const trunk = createTrunkDialer({ clock, reach: async (signal) => ({ kind: 'trunk', under: await reach(signal) }) });
  const over = new AbortController();
  const snapshot = snapshotOf(newMachine(IDS, 0));
  createMachineLink({
    dial: trunk.dial,
    clock,
    chance: seededChance(5),
    hello: () => ({ ...IDS, version: snapshot.version, highestEpoch: 0, driver: null, capabilities: [] }),
    snapshot: () => snapshot,
    onCommand: () => {},
    onStop: () => {},
    onWelcome: () => {},
    onEnd: (reason) => seen.ends.push(`machine: ${reason}`),
    signal: over.signal,
  }).begin();
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 250) {
      clock.advance(250);
      for (let i = 0; i < 3; i++) {
        network.flush();
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  return { network, linked, seen, pass, giveEpoch: asked.resolve, end: () => over.abort() };
}

test('[WI8] a handshake over a trunk that a busy combinator works on is waited for, and not begun anew', async () => {
  const { linked, seen, pass, giveEpoch, end } = await stage();
  await pass(40_000);
  assert.deepEqual([seen.hellos, linked.length, seen.ends], [1, 0, []]);
  giveEpoch(1);
  await pass(1_000);
  assert.equal(linked.length, 1);
  assert.equal(seen.snapshots, 1);
  end();
  await pass(250);
  assert.deepEqual(seen.ends, ['machine: closed-here: the machine ends', 'channel-closed: closed by peer']);
});

test('[WI8] but not for ever: after a minute it is begun anew', async () => {
  const { seen, pass, end } = await stage();
  await pass(61_000);
  assert.deepEqual([seen.hellos, seen.ends], [1, ['machine: channel-closed: closed by peer']]);
  await pass(2_000);
  assert.equal(seen.hellos, 2, 'and is begun anew');
  end();
});

test('[WI8] a quiet link over a trunk says nothing, for its trunk beats, and it ends with a trunk that is silent', async () => {
  const { network, linked, seen, pass, giveEpoch, end } = await stage();
  giveEpoch(1);
  await pass(5_000);
  const before = seen.bytes;
  await pass(60_000);
  assert.equal(linked.length, 1);
  assert.deepEqual(seen.ends, []);
  const beats = (seen.bytes - before) / TRUNK_HEADER_BYTES;
  assert.ok(Number.isInteger(beats) && beats >= 29 && beats <= 41, `${beats} frames without bytes`);
  network.connections[0]?.hold();
  await pass(7_500);
  assert.deepEqual(seen.ends.toSorted(), ['channel-closed: peer-silent', 'machine: channel-closed: peer-silent']);
  end();
});
