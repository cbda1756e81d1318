import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { acceptMachineLink, type AgentLink, type AgentLinkParts } from '#agent/link';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { seededChance } from '#lib/fixtures/seeded-chance';
import { FileRefused } from '#machine/intake';
import { createMachineLink, type MachineLinkParts } from '#machine/link';
import type { Answer, CommandEnvelope } from '#model/command';
import { commandId, fileDigest } from '#model/ids';
import { createMemoryNetwork, type MemoryConnection } from '#transport/memory';
import { encodeControl } from '#wire/codec';
import { PRINTER_FILES } from '#wire/limits';
import { sampleEnvelope, sampleFeedback, sampleHello, sampleSnapshot } from '#wire/fixtures/samples';

/** Lets promises and microtasks run; no time passes on the farm's clock. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Heard {
  readonly snapshots: { readonly epoch: number; readonly version: number }[];
  readonly answers: string[];
  readonly feedback: number[];
  readonly history: { readonly texts: readonly string[]; readonly from: number; readonly dropped: number }[];
  readonly closed: string[];
  readonly turnedAway: string[];
}

/** One machine and one combinator on a memory network, and a clock turned by hand. */
function createStage(
  agent: Partial<AgentLinkParts> = {},
  machine: Partial<MachineLinkParts> = {},
  sliceBytes = Infinity,
) {
  const clock = createHandClock();
  const chance = seededChance(5);
  const network = createMemoryNetwork({ chance, clock, sliceBytes });
  const ending = new AbortController();
  const state = { version: 1, highestEpoch: 0, databaseEpoch: 0 };
  const heard: Heard = { snapshots: [], answers: [], feedback: [], history: [], closed: [], turnedAway: [] };
  const commands: CommandEnvelope[] = [];
  const stops: number[] = [];
  const ends: string[] = [];
  const links: AgentLink[] = [];
  const listener = network.listen('combinator', (channel) =>
    acceptMachineLink(channel, {
      clock,
      nextEpoch: async (_, highest) => (state.databaseEpoch = Math.max(state.databaseEpoch, highest) + 1),
      readFile: async () => 'unknown-file',
      onWelcomed: (to) => void links.push(to),
      onSnapshot: (to, { version }) => void heard.snapshots.push({ epoch: to.epoch, version }),
      onAnswer: (_, command, answer) => void heard.answers.push(`${command} ${wordOf(answer)}`),
      onFeedback: (_, { at }) => void heard.feedback.push(at),
      onHistory: (_, { lines, from, dropped }) =>
        void heard.history.push({ texts: lines.map((line) => line.text), from, dropped }),
      onClosed: (_, reason) => void heard.closed.push(reason),
      onTurnedAway: (reason) => void heard.turnedAway.push(reason),
      ...agent,
    }),
  );
  const link = createMachineLink({
    dial: network.dialer('combinator', 'machine'),
    clock,
    chance,
    hello: () => sampleHello({ version: state.version, highestEpoch: state.highestEpoch }),
    snapshot: () => sampleSnapshot({ version: state.version }),
    onCommand: (envelope) => {
      commands.push(envelope);
      link.answer(envelope.commandId, { kind: 'accepted' });
    },
    onStop: (stopNumber) => void stops.push(stopNumber),
    onWelcome: (epoch) => (state.highestEpoch = epoch),
    onEnd: (reason) => void ends.push(reason),
    signal: ending.signal,
    ...machine,
  });
  /** Moves everything that may move, until nothing does. */
  const settle = async (): Promise<void> => {
    do await turn();
    while (network.flush() > 0);
    await turn();
  };
  return {
    clock,
    network,
    state,
    heard,
    commands,
    stops,
    ends,
    links,
    link,
    listener,
    ending,
    settle,
    pass: async (ms: number, stepMs = 250): Promise<void> => {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(Math.min(stepMs, ms - passed));
        await settle();
      }
    },
    begin: async (): Promise<AgentLink> => {
      link.begin();
      await settle();
      return links[0] ?? assert.fail('no link');
    },
    connection: (): MemoryConnection => network.connections[0] ?? assert.fail('no connection'),
  };
}

const wordOf = (answer: Answer): string => (answer.kind === 'accepted' ? 'accepted' : answer.reason);
const stopCommand = (epoch: number, name: string): CommandEnvelope =>
  sampleEnvelope(epoch, { kind: 'stop', stopNumber: 1 }, name);

describe('a link between machine and combinator', () => {
  test('[WI2] [WI3] begins with hello, welcome and the whole state, under the next epoch', async () => {
    const stage = createStage();
    stage.state.highestEpoch = 8;
    const link = await stage.begin();
    assert.equal(link.epoch, 9);
    assert.equal(link.printerId, 'printer-1');
    assert.equal(stage.state.highestEpoch, 9);
    assert.equal(stage.link.connected, true);
    assert.deepEqual(stage.heard.snapshots, [{ epoch: 9, version: 1 }]);
  });

  test('[PR4] [PR6] a machine that began long before its combinator is taken on when that listens', async () => {
    const stage = createStage();
    stage.network.block('machine');
    stage.link.begin();
    await stage.pass(600_000, 60_000);
    assert.equal(stage.links.length, 0);
    stage.network.unblock('machine');
    await stage.settle();
    assert.equal(stage.links.length, 1);
  });

  test('[WI4] a command is answered, and the state that it led to follows; many changes of one turn are one snapshot', async () => {
    const stage = createStage();
    const link = await stage.begin();
    link.command(stopCommand(link.epoch, 'c-1'));
    stage.state.version = 2;
    await stage.settle();
    assert.deepEqual(stage.heard.answers, ['c-1 accepted']);
    assert.deepEqual(stage.heard.snapshots.slice(1), [{ epoch: 1, version: 2 }]);
    for (let i = 0; i < 10; i++) {
      stage.state.version++;
      stage.link.changed();
    }
    await stage.settle();
    assert.deepEqual(stage.heard.snapshots.slice(2), [{ epoch: 1, version: 12 }]);
    link.askSnapshot();
    await stage.settle();
    assert.deepEqual(stage.heard.snapshots.slice(3), [{ epoch: 1, version: 12 }]);
  });

  test('[I11] a command of an old epoch is answered stale-epoch by the link itself', async () => {
    const stage = createStage();
    const link = await stage.begin();
    link.command(stopCommand(0, 'old'));
    await stage.settle();
    assert.deepEqual(stage.heard.answers, ['old stale-epoch']);
    assert.deepEqual(stage.commands, []);
  });

  test('[F13] a half-open link is found dead within 5 s by either side, and the next one goes on under a higher epoch', async () => {
    const stage = createStage();
    await stage.begin();
    stage.connection().hold();
    stage.state.version = 2;
    stage.link.changed();
    await stage.pass(4_500);
    assert.deepEqual(stage.ends, []);
    await stage.pass(2_500);
    assert.deepEqual(stage.ends, ['peer-silent']);
    assert.deepEqual(stage.heard.closed, ['peer-silent']);
    assert.equal(stage.links.length, 2);
    assert.deepEqual(stage.heard.snapshots.at(-1), { epoch: 2, version: 2 });
    await stage.pass(60_000, 500);
    assert.equal(stage.links.length, 2, 'a quiet link lives on its heartbeats');
  });

  test('[F13] of two links the newer one is obeyed; the older is closed by name', async () => {
    const stage = createStage();
    const old = await stage.begin();
    // Only the machine's end notices: it dials anew while the combinator still holds the old link.
    stage.connection().hold('to-dialer');
    await stage.pass(4_750);
    stage.connection().hold();
    await stage.pass(750);
    assert.deepEqual(stage.ends, ['peer-silent']);
    assert.equal(stage.heard.closed.length, 0);
    assert.equal(stage.links.length, 2);
    const [, fresh] = stage.links;
    assert.ok(fresh !== undefined && fresh.epoch > old.epoch);
    old.command(stopCommand(old.epoch, 'by-the-old-link'));
    fresh.command(stopCommand(old.epoch, 'old-epoch'));
    fresh.command(stopCommand(fresh.epoch, 'new-epoch'));
    old.close('superseded');
    await stage.settle();
    assert.deepEqual(
      stage.commands.map((each) => each.commandId),
      [commandId('new-epoch')],
    );
    assert.ok(stage.heard.closed.includes('superseded'));
    assert.equal(stage.heard.answers.includes('old-epoch stale-epoch'), true);
  });

  test('[MA5] an emergency stop is obeyed before any handshake', async () => {
    const stage = createStage();
    await stage.listener[Symbol.asyncDispose]();
    const stop = encodeControl({ kind: 'stop', stopNumber: 9 }) ?? assert.fail();
    stage.network.listen('combinator', (channel) => channel.send(stop));
    stage.link.begin();
    await stage.settle();
    assert.deepEqual(stage.stops, [9]);
    assert.equal(stage.link.connected, false);
  });

  test('[MA5] an emergency stop waits behind one piece of a file at most, however many were asked for', async () => {
    const stage = createStage({ readFile: async (_, __, length) => new Uint8Array(length) });
    const link = await stage.begin();
    const connection = stage.connection();
    connection.hold('to-dialer');
    const asked = Promise.all(
      Array.from({ length: 8 }, () => stage.link.requestFile(fileDigest('a'.repeat(64)), 0, 262_144)),
    );
    await stage.settle();
    link.stop(3);
    connection.deliver('to-dialer');
    assert.deepEqual(stage.stops, []);
    connection.deliver('to-dialer');
    assert.deepEqual(stage.stops, [3]);
    connection.release();
    await stage.settle();
    assert.equal((await asked).length, 8);
  });

  test('[WI5] rubbish from a machine ends that link with a named reason, and harms no other', async () => {
    const stage = createStage();
    await stage.begin();
    const stranger = await stage.network.dialer('combinator', 'stranger')(new AbortController().signal);
    stranger.send(new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'));
    await stage.settle();
    assert.deepEqual(stage.heard.turnedAway, ['bad-type: type 47']);
    const silent = await stage.network.dialer('combinator', 'silent')(new AbortController().signal);
    silent.onBytes(() => {});
    await stage.pass(5_000);
    assert.deepEqual(stage.heard.turnedAway.slice(1), ['handshake-timeout']);
    assert.deepEqual(stage.heard.closed, []);
    assert.equal(stage.link.connected, true);
  });

  test('[WI5] a machine of another version is told which ones are understood, and comes again without haste', async () => {
    const stage = createStage();
    const said: string[] = [];
    const stranger = await stage.network.dialer('combinator', 'newer')(new AbortController().signal);
    stranger.onBytes((bytes) => said.push(new TextDecoder().decode(bytes.subarray(5))));
    stranger.send(encodeControl({ kind: 'hello', protocol: [99], whatever: true }) ?? assert.fail());
    await stage.settle();
    assert.deepEqual(JSON.parse(said[0] ?? ''), { kind: 'reject', reason: 'unknown-version', understood: [1] });
  });

  test('[FL1] a printer that the farm does not have is turned away, and dials at most once a second', async () => {
    const stage = createStage({ nextEpoch: async () => null });
    stage.link.begin();
    await stage.pass(60_000);
    assert.match(stage.ends[0] ?? '', /^rejected: unknown-printer/);
    assert.ok(stage.ends.length > 30 && stage.ends.length < 130, `${stage.ends.length} in a minute`);
  });

  test('[FL7] a database that fails at the handshake ends that link only; a handler that throws as well', async () => {
    let failing = true;
    const stage = createStage({
      nextEpoch: async () => {
        if (failing) throw new Error('database is locked');
        return 7;
      },
      onFeedback: () => {
        throw new Error('a bug');
      },
    });
    stage.link.begin();
    await stage.settle();
    assert.deepEqual(stage.heard.turnedAway, ['handler-failed: database is locked']);
    failing = false;
    await stage.pass(2_000);
    assert.equal(stage.links.length, 1);
    stage.link.feedback(sampleFeedback(1));
    await stage.settle();
    assert.deepEqual(stage.heard.closed, ['handler-failed: a bug']);
  });

  test('[MA14] feedback that JSON would spoil is left out, and the link goes on', async () => {
    const stage = createStage();
    await stage.begin();
    stage.link.feedback({ ...sampleFeedback(1), position: { x: Number.NaN, y: 0, z: 0 } });
    await stage.pass(1_000);
    stage.link.feedback(sampleFeedback(2));
    await stage.pass(1_000);
    assert.deepEqual(stage.heard.feedback, [2]);
    assert.deepEqual(stage.ends, []);
  });

  test('[F14] [MA14] a combinator that reads 2 KB/s for 10 minutes: no answer lost, feedback conflated, gaps in the history counted', async () => {
    const stage = createStage();
    const link = await stage.begin();
    link.watchHistory(true);
    await stage.settle();
    const connection = stage.connection();
    connection.hold('to-listener');
    let lines = 0;
    let most = 0;
    for (let ms = 0; ms < 600_000; ms += 250) {
      for (let i = 0; i < 25; i++) stage.link.history({ at: ms, direction: 'sent', text: `G1 X${lines++} Y10 E0.123` });
      stage.link.feedback({ ...sampleFeedback(ms), notice: `at ${ms}` });
      stage.state.version++;
      stage.link.changed();
      if (ms % 10_000 === 0) link.command(stopCommand(link.epoch, `c-${ms}`));
      stage.clock.advance(250);
      await turn();
      while (connection.deliver('to-dialer'));
      connection.deliver('to-listener', 512);
      await turn();
      most = Math.max(most, stage.network.connections.length);
    }
    assert.deepEqual([...stage.ends, ...stage.heard.closed], [], 'slow is not dead');
    assert.equal(most, 1);
    connection.release();
    await stage.pass(2_000);
    assert.deepEqual(
      stage.heard.answers,
      Array.from({ length: 60 }, (_, i) => `c-${i * 10_000} accepted`),
    );
    assert.equal(stage.heard.feedback.at(-1), 599_750);
    assert.ok(stage.heard.feedback.length < 300, `${stage.heard.feedback.length} of 2400`);
    assert.deepEqual(stage.heard.snapshots.at(-1), { epoch: 1, version: stage.state.version });
    let expected = 0;
    let dropped = 0;
    for (const batch of stage.heard.history) {
      assert.equal(batch.from, expected + batch.dropped);
      assert.ok(batch.texts.every((text, i) => text.startsWith(`G1 X${batch.from + i} `)));
      expected = batch.from + batch.texts.length;
      dropped += batch.dropped;
    }
    assert.equal(expected, lines);
    assert.ok(dropped > 0, 'the reader was too slow for all of it');
  });

  test('[WI5] a combinator that takes nothing at all is cut off before it fills the machine’s memory', async () => {
    const stage = createStage();
    const link = await stage.begin();
    const connection = stage.connection();
    connection.hold('to-listener');
    // Alive, and asking without listening.
    for (let i = 0; stage.ends.length === 0; i++) {
      assert.ok(i < 200_000, 'it was never cut off');
      for (let k = 0; k < 100; k++) link.command(stopCommand(link.epoch, `c-${i}-${k}`));
      while (connection.deliver('to-dialer'));
      if (i % 10 === 0) await turn();
    }
    assert.match(stage.ends[0] ?? '', /^send-buffer-full/);
  });

  test('[WI4] nothing is left behind at the end: no timer, no connection, no promise', async () => {
    const stage = createStage();
    await stage.begin();
    const asked = stage.link.requestFile(fileDigest('a'.repeat(64)), 0, 10);
    stage.connection().hold();
    stage.ending.abort();
    await assert.rejects(asked, /link-down/);
    stage.connection().release();
    await stage.settle();
    assert.deepEqual(stage.heard.closed, ['channel-closed: closed by peer']);
    assert.equal(stage.network.connections.length, 0);
    assert.equal(stage.clock.pending, 0);
    assert.equal(stage.link.connected, false);
    await assert.rejects(stage.link.requestFile(fileDigest('a'.repeat(64)), 0, 10), /link-down/);
  });
});

describe('a file over the link', () => {
  const file = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * 7 + (i >> 9)) & 255));
  const digest = fileDigest(createHash('sha256').update(file).digest('hex'));
  const readFile: AgentLinkParts['readFile'] = async (wanted, offset, length) => {
    if (wanted !== digest) return 'unknown-file';
    return offset > file.length ? 'out-of-range' : file.subarray(offset, offset + length);
  };

  test('[MA12] comes piece by piece, in any slices, and goes on where it was when the link breaks', async () => {
    const stage = createStage({ readFile }, {}, 10_000);
    await stage.begin();
    const pieces: Uint8Array[] = [];
    let offset = 0;
    let broken = 0;
    while (offset < file.length) {
      const asked = stage.link.requestFile(digest, offset, 100_000);
      if (broken < 3 && pieces.length === broken * 2) {
        await turn();
        for (let i = 0; i < 5; i++) stage.network.step();
        stage.connection().cut({ late: 1, doubled: 1, afterMs: [0, 500] });
        await assert.rejects(asked, /link-down/);
        broken++;
        await stage.pass(3_000);
        continue;
      }
      await stage.settle();
      const piece = await asked;
      pieces.push(piece);
      offset += piece.length;
    }
    assert.equal(broken, 3);
    assert.equal(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'), digest);
  });

  test('[MA12] several pieces at once come each to its own request', async () => {
    const stage = createStage({ readFile });
    await stage.begin();
    const offsets = [0, 100, 999_990, 5, 300_000, 7, 8, 9];
    const asked = offsets.map((offset) => stage.link.requestFile(digest, offset, 100));
    await assert.rejects(stage.link.requestFile(digest, 0, 1), /too-busy/);
    await stage.settle();
    const pieces = await Promise.all(asked);
    pieces.forEach((piece, i) => {
      const offset = offsets[i] ?? 0;
      assert.deepEqual(Buffer.from(piece), file.subarray(offset, offset + 100));
    });
  });

  test('[MA12] a file that is not there is refused for good, trouble in reading it is not, and silence ends by itself', async () => {
    let answer: AgentLinkParts['readFile'] = async () => 'unknown-file';
    const stage = createStage({ readFile: (...args) => answer(...args) });
    await stage.begin();
    const ask = async (): Promise<Error> => {
      const asked = stage.link.requestFile(digest, 0, 10).then(
        () => assert.fail('it came'),
        (error: Error) => error,
      );
      await stage.pass(31_000, 1_000);
      return asked;
    };
    assert.ok((await ask()) instanceof FileRefused);
    answer = () => Promise.reject(new Error('disk'));
    assert.match((await ask()).message, /read-failed/);
    answer = async () => new Uint8Array(11);
    assert.match((await ask()).message, /read-failed/);
    answer = () => new Promise(() => {});
    assert.match((await ask()).message, /no-answer/);
    assert.equal(stage.link.connected, true);
  });

  test('[DL2] a machine that knows files is asked for them: a piece is bytes, words are words; the end of the link is an answer', async () => {
    const stage = createStage(
      {},
      {
        hello: () => sampleHello({ highestEpoch: stage.state.highestEpoch, capabilities: [PRINTER_FILES] }),
        onFileAsk(ask, answer) {
          if (ask.kind === 'read') answer(Uint8Array.of(1, 2, 3));
          if (ask.kind === 'open') answer({ kind: 'opened', sizeBytes: 3, modifiedAt: null });
        },
      },
    );
    const link = await stage.begin();
    const asked = [
      link.askFile({ kind: 'open', path: 'a b.gcode', offset: 0 }),
      link.askFile({ kind: 'read', path: 'a b.gcode', offset: 0, length: 9 }),
      link.askFile({ kind: 'list' }),
    ];
    await stage.settle();
    assert.deepEqual(await asked[0], { kind: 'opened', sizeBytes: 3, modifiedAt: null });
    const piece = await asked[1];
    assert.ok(piece instanceof Uint8Array);
    assert.deepEqual([...piece], [1, 2, 3]);
    link.close('enough');
    const last = await asked[2];
    assert.ok(last !== undefined && 'reason' in last && last.reason === 'unreachable');
  });

  test('[DL4] a machine of an older version is asked for no file', async () => {
    const stage = createStage();
    const answer = await (await stage.begin()).askFile({ kind: 'list' });
    assert.ok('reason' in answer && answer.reason === 'no-files');
    await stage.settle();
    assert.equal(stage.link.connected, true);
  });
});
