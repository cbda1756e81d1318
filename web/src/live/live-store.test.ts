import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLiveStore, type FarmUpdate } from './live-store.ts';

/** A server and a clock turned by hand. */
function stage() {
  const opened: {
    after: string | null;
    measured: readonly string[];
    ended: boolean;
    update: (u: FarmUpdate) => void;
    closed: () => void;
  }[] = [];
  const waits: { ms: number; act: () => void }[] = [];
  const store = createLiveStore({
    open: (after, measured, told) => {
      const stream = { after, measured, ended: false, update: told.update, closed: told.closed };
      opened.push(stream);
      return () => {
        stream.ended = true;
      };
    },
    now: () => 1000,
    later: (ms, act) => {
      waits.push({ ms, act });
      return () => {};
    },
    fraction: () => 1,
  });
  return { store, opened, waits };
}

const snapshot = { printers: { a: { name: 'A' }, b: { name: 'B' } }, jobs: {}, jobOrder: [], problems: {} };

test('[EV5] after a lost connection it goes on from the last sequence, keeping what it knew', () => {
  const { store, opened, waits } = stage();
  assert.equal(opened[0]?.after, null);
  opened[0]?.update({ sequence: '7', snapshot });
  opened[0]?.update({ sequence: '8', patch: { printers: { a: { name: 'C' } } } });
  assert.equal(store.connection().kind, 'live');
  opened[0]?.closed();
  assert.deepEqual(store.connection(), { kind: 'lost', since: 1000, tries: 1 });
  assert.equal(store.state()?.printers.a?.name, 'C');
  waits[0]?.act();
  assert.equal(opened[1]?.after, '8');
  opened[1]?.update({ sequence: '9', patch: {} });
  assert.equal(store.connection().kind, 'live');
});

test('one printer’s patch leaves the other printers’ objects as they were', () => {
  const { store, opened } = stage();
  opened[0]?.update({ sequence: '1', snapshot });
  const before = store.state()?.printers.b;
  opened[0]?.update({ sequence: '2', patch: { printers: { a: { name: 'C' } } } });
  assert.equal(store.state()?.printers.b, before);
});

test('waits between tries grow, and are bounded', () => {
  const { opened, waits } = stage();
  for (let i = 0; i < 8; i++) {
    opened.at(-1)?.closed();
    waits.at(-1)?.act();
  }
  const lengths = waits.map((wait) => wait.ms);
  assert.deepEqual(lengths.slice(0, 3), [500, 1000, 2000]);
  assert.equal(Math.max(...lengths), 10_000);
});

test('an update of a conversation that has ended changes nothing', () => {
  const { store, opened } = stage();
  opened[0]?.update({ sequence: '1', snapshot });
  opened[0]?.closed();
  opened[0]?.update({ sequence: '2', patch: { printers: { a: null } } });
  assert.ok(store.state()?.printers.a);
  assert.equal(store.connection().kind, 'lost');
});

test('the measurements of what comes into sight are asked for together, from where the page stands', () => {
  const { store, opened, waits } = stage();
  opened[0]?.update({ sequence: '1', snapshot });
  assert.deepEqual(opened[0]?.measured, []);
  const leave = store.look('a');
  store.look('b');
  assert.equal(waits.length, 1);
  waits[0]?.act();
  assert.equal(opened[0]?.ended, true);
  assert.deepEqual([opened[1]?.after, opened[1]?.measured], ['1', ['a', 'b']]);
  opened[0]?.update({ sequence: '9', patch: { printers: { a: null } } });
  assert.ok(store.state()?.printers.a, 'the stream before is over');
  assert.equal(store.connection().kind, 'live');
  opened[1]?.update({ sequence: '2', patch: {} });
  leave();
  store.look('b');
  assert.equal(waits.length, 1, 'what has left the sight, or is asked for already, is no reason to ask again');
  store.look('c');
  waits[1]?.act();
  assert.deepEqual([opened[2]?.after, opened[2]?.measured], ['2', ['b', 'c']]);
});

test('what came into sight while there was no connection is asked for with the next', () => {
  const { store, opened, waits } = stage();
  opened[0]?.update({ sequence: '1', snapshot });
  opened[0]?.closed();
  store.look('a');
  waits[1]?.act();
  assert.equal(opened.length, 1);
  waits[0]?.act();
  assert.deepEqual(opened[1]?.measured, ['a']);
});
