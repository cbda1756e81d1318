import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LiveMessage, openLiveClient } from '../api/fixtures/live-client.ts';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { seededChance } from '../fixtures/test-farm.ts';

/** With `CROFT_PRINTERS=1000` it takes minutes. */
const PRINTERS = Number(process.env.CROFT_PRINTERS ?? 100);
const QUERY =
  'subscription ($after: String) { events(after: $after, names: ["print-found", "print-ended"]) { cursor name printerId } }';

interface Heard {
  readonly cursor: string;
  readonly name: string;
  readonly printerId: string;
}

const eventOf = (message: LiveMessage): Heard | undefined => message.payload?.data?.events;

for (const seed of [1, 2]) {
  test(`[EV5] of many printers that change at once every start and end is heard, once and in order, seed ${seed}`, async () => {
    await using server = await openTestServer();
    const { farm } = server;
    const chance = seededChance(seed);
    const machines = [];
    for (let i = 0; i < PRINTERS; i++) machines.push(await farm.addMachine(`printer ${i}`));
    for (const machine of machines) {
      await machine.connect();
      machine.report({ kind: 'connected', continuity: 'unproven', firmware: null, foreign: null });
    }
    await farm.rest();

    let cursor = String(await farm.events.begin(null));
    const heard: Heard[] = [];
    let expected = 0;
    /** Follows until it has heard so many in all; a reader that is broken off in between comes back with its cursor. */
    const follow = async (until: number): Promise<void> => {
      using client = await openLiveClient(server.host);
      client.subscribe(QUERY, { after: cursor });
      let from = 0;
      while (heard.length < until) {
        const message = await client.until((one) => eventOf(one) !== undefined, from);
        from = client.messages.indexOf(message) + 1;
        const event = eventOf(message);
        if (event === undefined) continue;
        heard.push(event);
        cursor = event.cursor;
      }
    };

    for (let round = 0; round < 3; round++) {
      const begin = [];
      const end = [];
      for (const machine of machines) {
        const isPrinting = machine.state.phase.kind === 'printing';
        // Some begin and end between two looks of the combinator, some lose their link in the same turn.
        if (isPrinting) end.push(machine);
        else {
          begin.push(machine);
          if (chance.fraction() < 0.3) end.push(machine);
        }
      }
      expected += begin.length + end.length;
      const following = follow(expected - Math.floor(chance.fraction() * 500));
      for (const machine of begin) machine.beginForeign(`${machine.printerId} ${round}`);
      for (const machine of end) machine.endForeign();
      const broken = machines.filter(() => chance.fraction() < 0.1);
      for (const machine of broken) machine.disconnect();
      await farm.rest();
      for (const machine of broken) await machine.connect();
      await farm.rest();
      await following;
      await follow(expected);
    }
    assert.equal(heard.length, expected);
    const told = new Map<string, string[]>();
    for (const { printerId, name } of heard) told.set(printerId, [...(told.get(printerId) ?? []), name]);
    for (const [printer, names] of told)
      for (const [i, name] of names.entries())
        assert.equal(name, i % 2 === 0 ? 'print-found' : 'print-ended', `${printer}: ${names.join(' ')}`);
  });
}
