import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Feedback } from '#model/feedback';
import { commandId } from '#model/ids';
import { arbitraryOf } from './fixtures/arbitrary-of-schema.ts';
import {
  sampleDigest,
  sampleEnvelope,
  sampleFeedback,
  sampleHello,
  sampleLines,
  sampleVersion,
} from './fixtures/samples.ts';
import { LINK_TIMES } from './limits.ts';
import {
  beginMachineSession,
  type MachineSession,
  type MachineSessionEffect,
  type MachineSessionEvent,
  machineSessionWakeAt,
  stepMachineSession,
} from './machine-session.ts';
import { type CombinatorMessage, CombinatorMessageSchema } from './message.ts';

/** A session with its clock, so that a test reads as a conversation. */
function talk(highestEpoch = 4) {
  let now = 0;
  let session: MachineSession = beginMachineSession(sampleHello({ highestEpoch }), now, LINK_TIMES).session;
  const act = (event: MachineSessionEvent): readonly MachineSessionEffect[] => {
    const step = stepMachineSession(session, event, now, LINK_TIMES);
    session = step.session;
    return step.effects;
  };
  return {
    act,
    hear: (message: CombinatorMessage) => act({ kind: 'message', message }),
    welcome: (epoch = 5, feedbackIntervalMs = 250) =>
      act({ kind: 'message', message: { kind: 'welcome', protocol: 1, epoch, feedbackIntervalMs } }),
    /** Lets time pass from wake to wake, the other side being alive. */
    pass: (ms: number, quiet = false): MachineSessionEffect[] => {
      const until = now + ms;
      const effects: MachineSessionEffect[] = [];
      for (let at = machineSessionWakeAt(session); at !== null && at <= until; at = machineSessionWakeAt(session)) {
        now = Math.max(now, at);
        if (!quiet) act({ kind: 'heard' });
        effects.push(...act({ kind: 'tick' }));
      }
      now = until;
      return effects;
    },
    get session() {
      return session;
    },
  };
}

/** Each says something new. */
const told = (at: number): Feedback => ({ ...sampleFeedback(at), notice: `notice ${at}` });
const kinds = (effects: readonly MachineSessionEffect[]): string[] =>
  effects.map((effect) => (effect.kind === 'send' ? `send ${effect.message.kind}` : effect.kind));
const cancel = (epoch: number, name?: string): CombinatorMessage => ({
  kind: 'command',
  envelope: sampleEnvelope(epoch, { kind: 'stop', stopNumber: 1 }, name),
});

describe('the machine’s side of a link', () => {
  test('[WI2] the machine speaks first, and sends its whole state as soon as it is welcome', () => {
    const begun = beginMachineSession(sampleHello(), 0, LINK_TIMES);
    assert.deepEqual(begun.effects, [{ kind: 'send', message: { kind: 'hello', protocol: [1], ...sampleHello() } }]);
    const { welcome, session } = talk();
    assert.equal(session.kind, 'greeting');
    assert.deepEqual(welcome(), [
      { kind: 'welcomed', epoch: 5 },
      { kind: 'send-snapshot', epoch: 5 },
    ]);
  });

  test('[WI2] before the handshake nothing is obeyed, whatever is said', () => {
    fc.assert(
      fc.property(arbitraryOf(CombinatorMessageSchema), (message) => {
        fc.pre(!['welcome', 'reject', 'stop'].includes(message.kind));
        assert.deepEqual(talk().hear(message), []);
      }),
    );
  });

  test('[MA5] an emergency stop is obeyed before the handshake, in it, after it and after the end', () => {
    const { act, hear, welcome } = talk();
    const stop = { kind: 'stop', stopNumber: 7 } as const;
    assert.deepEqual(hear(stop), [stop]);
    welcome();
    assert.deepEqual(hear(stop), [stop]);
    act({ kind: 'congested', bufferedBytes: 1_000_000 });
    assert.deepEqual(hear(stop), [stop]);
    act({ kind: 'bad-frame', error: { reason: 'bad-json', detail: '' } });
    assert.deepEqual(hear(stop), [stop]);
  });

  test('[WI3] a welcome into an epoch that the machine has left behind ends the link', () => {
    for (const epoch of [0, 3, 4]) {
      const { welcome } = talk(4);
      assert.deepEqual(kinds(welcome(epoch)), ['close']);
    }
    const { welcome, hear } = talk(4);
    welcome(6);
    assert.deepEqual(hear({ kind: 'welcome', protocol: 1, epoch: 5, feedbackIntervalMs: 0 }), [], 'held up: ignored');
    assert.deepEqual(kinds(hear({ kind: 'welcome', protocol: 1, epoch: 7, feedbackIntervalMs: 0 })), ['close']);
  });

  test('[I11] a command of any other epoch is refused and not handed on', () => {
    const { hear, welcome } = talk();
    welcome(5);
    assert.deepEqual(kinds(hear(cancel(5))), ['obey']);
    for (const epoch of [0, 4, 6]) {
      assert.deepEqual(hear(cancel(epoch, `c-${epoch}`)), [
        { kind: 'refuse-stale', commandId: commandId(`c-${epoch}`) },
      ]);
    }
  });

  test('[WI3] any other message of another epoch is ignored', () => {
    const { hear, welcome, act } = talk();
    welcome(5);
    assert.deepEqual(hear({ kind: 'snapshot-please', epoch: 4 }), []);
    assert.deepEqual(hear({ kind: 'file-refusal', epoch: 4, requestId: 1, reason: 'unknown-file' }), []);
    hear({ kind: 'history-watch', epoch: 4, on: true });
    assert.deepEqual(act({ kind: 'history', lines: sampleLines(0, 1), from: 0 }), []);
    assert.deepEqual(kinds(hear({ kind: 'snapshot-please', epoch: 5 })), ['send-snapshot']);
    hear({ kind: 'history-watch', epoch: 5, on: true });
    assert.deepEqual(kinds(act({ kind: 'history', lines: sampleLines(0, 1), from: 0 })), ['send history']);
  });

  test('[WI5] a version that it does not speak, or a rejection, ends the link with its reason', () => {
    assert.deepEqual(talk().hear({ kind: 'welcome', protocol: 2, epoch: 9, feedbackIntervalMs: 0 }), [
      { kind: 'close', end: { reason: 'unknown-version', detail: 'welcome in 2' } },
    ]);
    assert.deepEqual(talk().hear({ kind: 'reject', reason: 'unknown-version', understood: [2, 3] }), [
      { kind: 'close', end: { reason: 'rejected', detail: 'unknown-version; understood: 2, 3' } },
    ]);
  });

  test('[WI5] silence ends the handshake and the link after 5 s; in between a heartbeat goes every 2 s', () => {
    const greeting = talk();
    assert.deepEqual(greeting.pass(4_999), []);
    assert.deepEqual(greeting.pass(1), [{ kind: 'close', end: { reason: 'handshake-timeout', detail: '' } }]);
    const open = talk();
    open.welcome();
    assert.deepEqual(kinds(open.pass(10_000)), Array(5).fill('send heartbeat'));
    assert.deepEqual(kinds(open.pass(10_000, true)), ['send heartbeat', 'send heartbeat', 'close']);
    assert.equal(machineSessionWakeAt(open.session), null);
  });

  test('[MA14] feedback goes at most at 4 Hz, and at most as often as the combinator wishes', () => {
    for (const [wish, most] of [
      [0, 4],
      [250, 4],
      [1_000, 1],
    ] as const) {
      const { welcome, act, pass } = talk();
      welcome(5, wish);
      const sent: MachineSessionEffect[] = [];
      for (let i = 0; i < 1_000; i++) sent.push(...act({ kind: 'feedback', feedback: told(i) }), ...pass(10));
      const feedback = sent.filter((effect) => effect.kind === 'send' && effect.message.kind === 'feedback');
      assert.ok(feedback.length >= 10 * most - 1 && feedback.length <= 10 * most + 1, `${feedback.length} in 10 s`);
    }
  });

  test('[MA14] measurements that say the same go every five seconds, the newest of them, and at once when they say more', () => {
    const { welcome, act, pass } = talk();
    const sent = (effects: readonly MachineSessionEffect[]): number[] =>
      effects.flatMap((effect) =>
        effect.kind === 'send' && effect.message.kind === 'feedback' ? [effect.message.feedback.at] : [],
      );
    welcome();
    const during = (from: number, until: number): number[] => {
      const all: number[] = [];
      for (let i = from; i < until; i++) {
        const feedback = { ...sampleFeedback(i), temperatures: [{ name: 'bed', actual: 21 + (i % 2) / 5, target: 0 }] };
        all.push(...sent(act({ kind: 'feedback', feedback })), ...sent(pass(250)));
      }
      return all;
    };
    assert.deepEqual(during(0, 42), [0, 19, 39]);
    assert.deepEqual(sent(act({ kind: 'feedback', feedback: told(42) })), [42]);
    assert.deepEqual(sent(act({ kind: 'feedback', feedback: told(43) })), []);
    assert.deepEqual(sent(pass(250)), [43], 'what is new does not wait for what is not');
    assert.deepEqual(sent(act({ kind: 'feedback', feedback: { ...told(43), at: 44 } })), []);
    assert.deepEqual(sent(pass(5_000)), [44], 'nor is it lost when the printer says no more');
    assert.deepEqual(sent(pass(10_000)), []);
  });

  test('[MA14] [F14] while nobody takes anything, one snapshot and the newest feedback wait, and every answer has gone', () => {
    const { welcome, act, pass } = talk();
    welcome();
    act({ kind: 'congested', bufferedBytes: 100_000 });
    for (let i = 0; i < 1_000; i++) {
      assert.deepEqual(act({ kind: 'feedback', feedback: sampleFeedback(i) }), []);
      assert.deepEqual(act({ kind: 'changed' }), []);
      const answer = {
        commandId: commandId(`c-${i}`),
        answer: { kind: 'accepted' },
        version: sampleVersion(i),
      } as const;
      assert.deepEqual(act({ kind: 'answer', ...answer }), [
        { kind: 'send', message: { kind: 'answer', epoch: 5, ...answer } },
      ]);
    }
    assert.deepEqual(kinds(pass(4_000)), ['send heartbeat', 'send heartbeat'], 'no feedback into a full channel');
    assert.deepEqual(act({ kind: 'drained' }), [
      { kind: 'send-snapshot', epoch: 5 },
      { kind: 'send', message: { kind: 'feedback', epoch: 5, feedback: sampleFeedback(999) } },
    ]);
    assert.deepEqual(act({ kind: 'drained' }), []);
  });

  test('[WI5] a backlog over 8 MiB ends the link', () => {
    const { welcome, act } = talk();
    welcome();
    assert.deepEqual(act({ kind: 'congested', bufferedBytes: 8 * 1024 * 1024 }), []);
    assert.deepEqual(kinds(act({ kind: 'congested', bufferedBytes: 8 * 1024 * 1024 + 1 })), ['close']);
  });

  test('[MA14] history goes only to who watches, in batches, and stops when the watcher goes', () => {
    const { welcome, act, hear, pass } = talk();
    welcome();
    assert.deepEqual(act({ kind: 'history', lines: sampleLines(0, 3), from: 0 }), []);
    hear({ kind: 'history-watch', epoch: 5, on: true });
    const first = act({ kind: 'history', lines: sampleLines(3, 2), from: 3 });
    assert.deepEqual(first, [
      { kind: 'send', message: { kind: 'history', epoch: 5, lines: sampleLines(3, 2), from: 3, dropped: 0 } },
    ]);
    assert.deepEqual(act({ kind: 'history', lines: sampleLines(5, 1), from: 5 }), [], 'waits for company');
    assert.deepEqual(act({ kind: 'history', lines: sampleLines(6, 1), from: 6 }), []);
    assert.deepEqual(pass(100), [
      { kind: 'send', message: { kind: 'history', epoch: 5, lines: sampleLines(5, 2), from: 5, dropped: 0 } },
    ]);
    hear({ kind: 'history-watch', epoch: 5, on: false });
    assert.deepEqual(act({ kind: 'history', lines: sampleLines(7, 1), from: 7 }), []);
  });

  test('[MA12] a piece of a file is asked for by digest and offset, and handed on when it comes', () => {
    const { welcome, act } = talk();
    const request = { requestId: 1, digest: sampleDigest, offset: 10, length: 20 };
    assert.deepEqual(act({ kind: 'request-file', request }), [], 'not before the handshake');
    welcome();
    assert.deepEqual(act({ kind: 'request-file', request }), [
      { kind: 'send', message: { kind: 'file-request', epoch: 5, ...request } },
    ]);
    const chunk = { requestId: 1, offset: 10, bytes: new Uint8Array(20) };
    assert.deepEqual(act({ kind: 'chunk', chunk }), [{ kind: 'chunk', chunk }]);
  });
});
