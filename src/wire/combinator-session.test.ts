import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bootId, commandId, journalId, printerId } from '#model/ids';
import {
  beginCombinatorSession,
  type CombinatorSession,
  type CombinatorSessionEffect,
  type CombinatorSessionEvent,
  combinatorSessionWakeAt,
  stepCombinatorSession,
} from './combinator-session.ts';
import { arbitraryOf } from './fixtures/arbitrary-of-schema.ts';
import {
  sampleDigest,
  sampleEnvelope,
  sampleFeedback,
  sampleHello,
  sampleSnapshot,
  sampleVersion,
} from './fixtures/samples.ts';
import { FILE_REQUESTS_LIMIT, LINK_TIMES } from './limits.ts';
import { MachineMessageSchema } from './message.ts';
import type { HeardFromMachine } from './read-machine-message.ts';

const hello: HeardFromMachine = { kind: 'hello', protocol: [1], ...sampleHello({ highestEpoch: 4 }) };

/** A session with its clock, so that a test reads as a conversation. */
function talk() {
  let now = 0;
  let session: CombinatorSession = beginCombinatorSession(now, LINK_TIMES);
  const act = (event: CombinatorSessionEvent): readonly CombinatorSessionEffect[] => {
    const step = stepCombinatorSession(session, event, now, LINK_TIMES);
    session = step.session;
    return step.effects;
  };
  const hear = (message: HeardFromMachine) => act({ kind: 'message', message });
  return {
    act,
    hear,
    open: (epoch = 5) => {
      hear(hello);
      return act({ kind: 'epoch-assigned', epoch, feedbackIntervalMs: 250 });
    },
    /** Lets time pass from wake to wake in silence. */
    pass: (ms: number): CombinatorSessionEffect[] => {
      const until = now + ms;
      const effects: CombinatorSessionEffect[] = [];
      for (
        let at = combinatorSessionWakeAt(session);
        at !== null && at <= until;
        at = combinatorSessionWakeAt(session)
      ) {
        now = Math.max(now, at);
        effects.push(...act({ kind: 'tick' }));
      }
      now = until;
      return effects;
    },
  };
}

const kinds = (effects: readonly CombinatorSessionEffect[]): string[] =>
  effects.map((effect) => (effect.kind === 'send' ? `send ${effect.message.kind}` : effect.kind));

describe('the combinator’s side of a link', () => {
  test('[WI2] [WI3] a hello asks for an epoch, and the welcome names it', () => {
    const { hear, act } = talk();
    assert.deepEqual(hear(hello), [{ kind: 'assign-epoch', hello: sampleHello({ highestEpoch: 4 }) }]);
    assert.deepEqual(act({ kind: 'epoch-assigned', epoch: 5, feedbackIntervalMs: 250 }), [
      { kind: 'welcomed', hello: sampleHello({ highestEpoch: 4 }), epoch: 5 },
      { kind: 'send', message: { kind: 'welcome', protocol: 1, epoch: 5, feedbackIntervalMs: 250 } },
    ]);
  });

  test('[WI3] an epoch that the machine has already seen is never offered', () => {
    assert.deepEqual(kinds(talk().open(4)), ['close']);
    assert.deepEqual(kinds(talk().open(5)), ['welcomed', 'send welcome']);
  });

  test('[WI5] a machine of another version is told which ones are understood', () => {
    const rejected = [
      { kind: 'send', message: { kind: 'reject', reason: 'unknown-version', understood: [1] } },
      { kind: 'close', end: { reason: 'unknown-version', detail: 'the machine speaks 2, 3' } },
    ];
    assert.deepEqual(talk().hear({ kind: 'foreign-hello', protocol: [2, 3] }), rejected);
    assert.deepEqual(talk().hear({ ...hello, protocol: [2, 3] }), rejected);
    assert.deepEqual(kinds(talk().hear({ ...hello, protocol: [2, 1] })), ['assign-epoch']);
  });

  test('[WI2] a machine that is not wanted is told why', () => {
    const { hear, act } = talk();
    hear(hello);
    assert.deepEqual(act({ kind: 'epoch-refused', reason: 'unknown-printer' }), [
      { kind: 'send', message: { kind: 'reject', reason: 'unknown-printer', understood: [1] } },
      { kind: 'close', end: { reason: 'rejected', detail: 'unknown-printer' } },
    ]);
  });

  test('[WI2] before the handshake nothing is handed on, and no command goes out; an emergency stop does', () => {
    fc.assert(
      fc.property(arbitraryOf(MachineMessageSchema), (message) => {
        fc.pre(message.kind !== 'hello');
        assert.deepEqual(talk().hear(message), []);
        const assigning = talk();
        assigning.hear(hello);
        assert.deepEqual(assigning.hear(message), []);
      }),
    );
    const { act, hear } = talk();
    const envelope = sampleEnvelope(5, { kind: 'stop', stopNumber: 1 });
    const stop = { kind: 'stop', stopNumber: 3 } as const;
    assert.deepEqual(act({ kind: 'command', envelope }), []);
    assert.deepEqual(act(stop), [{ kind: 'send', message: stop }]);
    hear(hello);
    assert.deepEqual(act({ kind: 'command', envelope }), []);
    assert.deepEqual(act(stop), [{ kind: 'send', message: stop }]);
  });

  test('[WI3] what was said in another epoch is not handed on', () => {
    fc.assert(
      fc.property(arbitraryOf(MachineMessageSchema), (message) => {
        fc.pre(message.kind !== 'hello' && message.epoch !== 5);
        const { open, hear } = talk();
        open(5);
        assert.deepEqual(hear(message), []);
      }),
    );
  });

  test('[FL6] a snapshot older than the one before it is not handed on; the same again is', () => {
    const { open, hear } = talk();
    open(5);
    const tell = (version: number) =>
      kinds(hear({ kind: 'snapshot', epoch: 5, snapshot: sampleSnapshot({ version }) }));
    assert.deepEqual(tell(3), ['snapshot']);
    assert.deepEqual(tell(2), []);
    assert.deepEqual(tell(3), ['snapshot']);
    assert.deepEqual(tell(4), ['snapshot']);
  });

  test('[MA4] a snapshot of another machine, journal or boot than the hello’s ends the link', () => {
    for (const changes of [
      { printerId: printerId('another') },
      { journalId: journalId('another') },
      { bootId: bootId('another') },
    ]) {
      const { open, hear } = talk();
      open(5);
      const snapshot = sampleSnapshot(changes);
      assert.deepEqual(kinds(hear({ kind: 'snapshot', epoch: 5, snapshot })), ['close']);
    }
  });

  test('[WI4] state is asked for again, answers and feedback are handed on as they are', () => {
    const { open, hear, act } = talk();
    open(5);
    assert.deepEqual(act({ kind: 'ask-snapshot' }), [{ kind: 'send', message: { kind: 'snapshot-please', epoch: 5 } }]);
    const answer = { commandId: commandId('c'), answer: { kind: 'accepted' }, version: sampleVersion(2) } as const;
    assert.deepEqual(hear({ kind: 'answer', epoch: 5, ...answer }), [{ kind: 'answer', ...answer }]);
    const feedback = sampleFeedback(1);
    assert.deepEqual(hear({ kind: 'feedback', epoch: 5, feedback }), [{ kind: 'feedback', feedback }]);
  });

  test('[WI5] silence ends a handshake and a link after 5 s', () => {
    assert.deepEqual(talk().pass(5_000), [{ kind: 'close', end: { reason: 'handshake-timeout', detail: '' } }]);
    const assigning = talk();
    assigning.hear(hello);
    assert.deepEqual(
      kinds(assigning.pass(5_000)),
      ['close'],
      'a database that does not answer is no reason to hold on',
    );
    const open = talk();
    open.open(5);
    assert.deepEqual(kinds(open.pass(5_000)), ['send heartbeat', 'send heartbeat', 'close']);
  });

  test('[WI5] a second hello, or a piece of a file from a machine, ends the link', () => {
    const first = talk();
    first.open(5);
    assert.deepEqual(kinds(first.hear(hello)), ['close']);
    assert.deepEqual(
      kinds(talk().act({ kind: 'chunk', chunk: { requestId: 9, offset: 0, bytes: new Uint8Array(1) } })),
      ['close'],
    );
  });

  test('[MA5] pieces of files go one at a time, when there is room; commands do not wait for them', () => {
    const { open, hear, act } = talk();
    open(5);
    const ask = (requestId: number) =>
      kinds(hear({ kind: 'file-request', epoch: 5, requestId, digest: sampleDigest, offset: 0, length: 10 }));
    const chunk = (requestId: number) => ({ requestId, offset: 0, bytes: new Uint8Array(10) });
    for (let i = 1; i <= FILE_REQUESTS_LIMIT; i++) assert.deepEqual(ask(i), ['read-file']);
    assert.deepEqual(ask(9), ['send file-refusal'], 'a machine that asks for everything at once fills no memory');
    assert.deepEqual(act({ kind: 'file-read', chunk: chunk(1) }), [{ kind: 'send-chunk', chunk: chunk(1) }]);
    assert.deepEqual(act({ kind: 'file-read', chunk: chunk(2) }), []);
    assert.deepEqual(act({ kind: 'congested', bufferedBytes: 300_000 }), []);
    const envelope = sampleEnvelope(5, { kind: 'stop', stopNumber: 1 });
    assert.deepEqual(kinds(act({ kind: 'command', envelope })), ['send command']);
    assert.deepEqual(act({ kind: 'drained' }), [{ kind: 'send-chunk', chunk: chunk(2) }]);
    assert.deepEqual(ask(10), ['read-file']);
    assert.deepEqual(kinds(act({ kind: 'file-refused', requestId: 10, reason: 'unknown-file' })), [
      'send file-refusal',
    ]);
  });

  test('[WI5] a machine that reads nothing is cut off at 8 MiB', () => {
    const { open, act } = talk();
    open(5);
    assert.deepEqual(kinds(act({ kind: 'congested', bufferedBytes: 8 * 1024 * 1024 + 1 })), ['close']);
    assert.deepEqual(act({ kind: 'command', envelope: sampleEnvelope(5, { kind: 'stop', stopNumber: 1 }) }), []);
  });
});
