import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sampleHello } from './fixtures/samples.ts';
import {
  beginCombinatorSession,
  type CombinatorSession,
  type CombinatorSessionEvent,
  stepCombinatorSession,
} from './combinator-session.ts';
import { FILE_REQUESTS_LIMIT, LINK_TIMES } from './limits.ts';
import { beginMachineSession, stepMachineSession } from './machine-session.ts';
import { readCombinatorMessage } from './read-combinator-message.ts';

const LIST = { kind: 'list' } as const;
const chunk = (requestId: number) => ({ requestId, offset: 0, bytes: Uint8Array.of(1, 2, 3) });

/** A combinator’s session that is open in epoch 5. */
function combinator() {
  let session: CombinatorSession = beginCombinatorSession(0, LINK_TIMES);
  const act = (event: CombinatorSessionEvent) => {
    const step = stepCombinatorSession(session, event, 0, LINK_TIMES);
    session = step.session;
    return step.effects;
  };
  act({ kind: 'message', message: { kind: 'hello', protocol: [1], ...sampleHello() } });
  act({ kind: 'epoch-assigned', epoch: 5, feedbackIntervalMs: 250 });
  return { act };
}

describe('a printer’s files over a link', () => {
  test('[DL2] a question goes out, and its answer, a piece or words, is handed on once', () => {
    const { act } = combinator();
    assert.deepEqual(act({ kind: 'ask-file', requestId: 1, ask: LIST }), [
      { kind: 'send', message: { kind: 'printer-file-ask', epoch: 5, requestId: 1, ask: LIST } },
    ]);
    act({ kind: 'ask-file', requestId: 2, ask: LIST });
    const answer = { kind: 'done' } as const;
    const message = { kind: 'printer-file-answer', epoch: 5, requestId: 1, answer } as const;
    assert.deepEqual(act({ kind: 'message', message: { ...message, epoch: 4 } }), [], 'of an earlier link');
    assert.deepEqual(act({ kind: 'message', message }), [{ kind: 'file-answer', requestId: 1, answer }]);
    assert.deepEqual(act({ kind: 'message', message }), [], 'it was answered');
    assert.deepEqual(act({ kind: 'chunk', chunk: chunk(2) }), [
      { kind: 'file-answer', requestId: 2, answer: chunk(2) },
    ]);
    assert.equal(act({ kind: 'chunk', chunk: chunk(2) })[0]?.kind, 'close', 'nobody asked for this one');
  });

  test('[DL5] so many questions are open at once; one more is refused here', () => {
    const { act } = combinator();
    for (let id = 0; id < FILE_REQUESTS_LIMIT; id++) act({ kind: 'ask-file', requestId: id, ask: LIST });
    const [refused] = act({ kind: 'ask-file', requestId: 99, ask: LIST });
    assert.ok(refused?.kind === 'file-answer' && 'kind' in refused.answer && refused.answer.kind === 'refused');
    assert.equal(refused.answer.reason, 'busy');
    act({ kind: 'chunk', chunk: chunk(0) });
    assert.equal(act({ kind: 'ask-file', requestId: 100, ask: LIST })[0]?.kind, 'send');
  });

  test('[WI3] a machine hears questions of its own epoch only, and none before the welcome', () => {
    const ask = { kind: 'printer-file-ask', epoch: 5, requestId: 7, ask: LIST } as const;
    const hear = (session: ReturnType<typeof beginMachineSession>['session'], message: typeof ask) =>
      stepMachineSession(session, { kind: 'message', message }, 0, LINK_TIMES);
    const { session: greeting } = beginMachineSession(sampleHello({ highestEpoch: 4 }), 0, LINK_TIMES);
    assert.deepEqual(hear(greeting, ask).effects, []);
    const welcome = { kind: 'welcome', protocol: 1, epoch: 5, feedbackIntervalMs: 250 } as const;
    const { session } = stepMachineSession(greeting, { kind: 'message', message: welcome }, 0, LINK_TIMES);
    assert.deepEqual(hear(session, ask).effects, [{ kind: 'file-ask', requestId: 7, ask: LIST }]);
    assert.deepEqual(hear(session, { ...ask, epoch: 4 as 5 }).effects, []);
    const { effects } = stepMachineSession(session, { kind: 'file-piece', chunk: chunk(7) }, 0, LINK_TIMES);
    assert.deepEqual(effects, [{ kind: 'send-chunk', chunk: chunk(7) }]);
  });

  test('[WI2] an upload to the card is read as it was said, and nothing that is no name of a card', () => {
    const file = { digest: 'd'.repeat(64), name: 'a.gcode', sizeBytes: 5 };
    const ask = { kind: 'card-upload', id: 'u-1', file, name: 'A.GCO', replace: true };
    const said = { kind: 'printer-file-ask', epoch: 5, requestId: 7, ask };
    assert.deepEqual(readCombinatorMessage(said), { ok: true, value: said });
    const bad = { ...said, ask: { ...ask, name: '../A.GCO' } };
    assert.equal(readCombinatorMessage(bad).ok, false);
  });
});
