import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '#lib/clock';
import { Conversation, type ConversationOwner } from './conversation.ts';
import { PLAIN_SETTINGS } from './protocol/spool-state.ts';

/** A conversation whose owner and port write down what reaches them, in its order. */
function overheard() {
  const order: string[] = [];
  const owner: ConversationOwner = {
    heard: (reply) => order.push(`heard ${reply.kind}`),
    sent: (line) => order.push(`sent ${line}`),
    persist: () => Promise.resolve(),
    drawBase: () => 2_000,
    synchronised: () => order.push('synchronised'),
    begun: () => order.push('begun'),
    exhausted: () => order.push('exhausted'),
    warned: () => {},
    fault: (fault) => order.push(fault),
    history: ({ direction, text }) => order.push(`${direction} ${text}`),
  };
  const line = {
    write: (text: string) => order.push(`wire ${JSON.stringify(text)}`),
    writeNow: () => {},
    pauseReading() {},
    [Symbol.dispose]() {},
  };
  return { order, talk: new Conversation(line, systemClock, PLAIN_SETTINGS, owner) };
}

const say = (talk: Conversation, text: string): void => talk.receive(Buffer.from(text, 'latin1'));

async function printing(lines: readonly string[]) {
  const { order, talk } = overheard();
  talk.event({ kind: 'synchronise' });
  say(talk, 'ok\nResend: 501\nok\n');
  talk.source = { line: (index) => lines[index] ?? null };
  talk.event({ kind: 'begin', base: 2_000 });
  await new Promise(setImmediate);
  say(talk, 'ok\nResend: 2001\n');
  order.length = 0;
  return { order, talk };
}

test('[MA14] the next line is on the wire before history, progress and measurements hear of its ok', async () => {
  const { order, talk } = await printing(['G1 X1', 'G1 X2']);
  using _ = { [Symbol.dispose]: () => talk.close() };
  say(talk, 'ok\n');
  order.length = 0;
  say(talk, 'ok N2001 P15 B3\n');
  assert.deepEqual(order, [
    'wire "N2002 G1 X2*82\\n"',
    'received ok N2001 P15 B3',
    'heard ok',
    'sent 1',
    'sent N2002 G1 X2*82',
  ]);
});

test('what came before an ok is heard before what the ok ends', async () => {
  const { order, talk } = await printing([]);
  using _ = { [Symbol.dispose]: () => talk.close() };
  say(talk, 'ok\n');
  const answer = talk.ask('M115');
  // Its number goes to disk first.
  await new Promise(setImmediate);
  order.length = 0;
  say(talk, 'FIRMWARE_NAME:Marlin 2.1.2\nCap:ARCS:1\nok\n');
  assert.deepEqual(await answer, ['FIRMWARE_NAME:Marlin 2.1.2', 'Cap:ARCS:1']);
  assert.deepEqual(
    order.filter((each) => each.startsWith('heard')),
    ['heard firmware', 'heard capability', 'heard ok'],
  );
});
