import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import fc from 'fast-check';
import type { SpoolRecord } from '#drivers/driver';
import { printId } from '#model/ids';
import { journalPath, openJournal } from './journal.ts';
import { machineIn, NOW, P1 } from './machine-fixtures.ts';
import { advance, type MachineState } from './machine-state.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'croft-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SPOOL: SpoolRecord = {
  printId: P1,
  digest: 'a'.repeat(64) as never,
  portSession: 'session-1',
  base: 1234,
  firstLine: 0,
  reservedTo: 1490,
  exceptions: [{ number: 1240, text: 'M104 S200' }],
  note: null,
};

/** A machine that lives a little: each step adds facts, outcomes and confirmations. */
function life(steps: number): MachineState[] {
  const states = [machineIn('ready')];
  for (let i = 0; i < steps; i++) {
    const before = states.at(-1) as MachineState;
    const begun =
      i % 3 === 0 ? new Map(before.begun).set(printId(`print-${i}`), i % 2 === 0 ? 'finished' : null) : before.begun;
    const next = advance(before, { begun }, [{ kind: 'machine-started', driver: `driver-${i}` }], NOW + i);
    states.push(i % 4 === 3 ? { ...next, entries: next.entries.slice(2) } : next);
  }
  return states;
}

async function write(states: readonly MachineState[]): Promise<void> {
  const { journal } = openJournal(folder, NOW);
  for (let i = 1; i < states.length; i++) journal.append(states[i - 1] as MachineState, states[i] as MachineState);
  await journal.sync();
  journal.close();
}

describe('the journal', () => {
  test('[MA7] what was written is read again, whole', async () => {
    const states = life(20);
    await write(states);
    const { state, problem } = openJournal(folder, NOW);
    assert.equal(problem, 'none');
    assert.deepEqual(state, states.at(-1));
  });

  test('[PZ13] it is for its user alone: it holds the credentials of the printer', async () => {
    const umask = process.umask(0);
    using _restored = { [Symbol.dispose]: () => void process.umask(umask) };
    // Enough that it is written anew in between.
    const { journal } = openJournal(folder, NOW);
    const states = life(4);
    const inode = new Set<number>();
    for (let i = 0; i < 4_000; i++) {
      journal.append(states[i % 4] as MachineState, states[(i + 1) % 4] as MachineState);
      if (i % 500 === 0) inode.add(statSync(journalPath(folder)).ino);
    }
    await journal.sync();
    journal.close();
    assert.ok(inode.size > 1, 'it was written anew');
    assert.deepEqual(
      readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8)),
      ['600'],
    );
  });

  test('[MA7] a folder without a journal has none, and says so', () => {
    const opened = openJournal(folder, NOW);
    assert.equal(opened.problem, 'new');
    assert.equal(opened.state, null);
  });

  test('[MA7] a tail torn at any byte is cut, and what stood before it is kept (F20)', async () => {
    const states = life(6);
    await write(states.slice(0, 6));
    const whole = statSync(journalPath(folder)).size;
    const before = states[5] as MachineState;
    const { journal } = openJournal(folder, NOW);
    journal.append(before, states[6] as MachineState);
    journal.close();
    const full = readFileSync(journalPath(folder));
    for (let cut = whole; cut < full.length; cut++) {
      writeFileSync(journalPath(folder), full.subarray(0, cut));
      const opened = openJournal(folder, NOW);
      assert.deepEqual(opened.state, before, `cut at ${cut}`);
      assert.equal(opened.problem, cut === whole ? 'none' : 'torn-tail');
      assert.equal(statSync(journalPath(folder)).size, whole, 'the torn part is gone');
      opened.journal.close();
    }
  });

  test('[BE3] a journal damaged in its middle is not trusted, and is put aside', async () => {
    await write(life(6));
    const bytes = readFileSync(journalPath(folder));
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 1;
    writeFileSync(journalPath(folder), bytes);
    const opened = openJournal(folder, NOW);
    assert.equal(opened.problem, 'corrupt');
    assert.equal(opened.state, null);
    assert.ok(readdirSync(folder).some((name) => name.startsWith('journal.corrupt-')));
  });

  test('[MA7] whatever bytes stand there, opening neither throws nor invents a state', async () => {
    await write(life(4));
    const good = readFileSync(journalPath(folder));
    const known = new Set(life(4).map((state) => state.version));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(good.length), (at, flip, cut) => {
        const bytes = Buffer.from(good.subarray(0, Math.max(1, cut)));
        if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ flip;
        writeFileSync(journalPath(folder), bytes);
        const opened = openJournal(folder, NOW);
        opened.journal.close();
        if (opened.state !== null) assert.ok(known.has(opened.state.version));
      }),
      { numRuns: 300 },
    );
  });

  test('[MA10] the spool record is kept beside the state, the newest wins, and a null forgets it', async () => {
    const states = life(2);
    await write(states);
    const { journal } = openJournal(folder, NOW);
    journal.appendSpool(SPOOL);
    journal.appendSpool({ ...SPOOL, reservedTo: 2000 });
    await journal.sync();
    journal.close();
    const again = openJournal(folder, NOW);
    assert.equal(again.spool?.reservedTo, 2000);
    assert.deepEqual(again.state, states.at(-1));
    again.journal.appendSpool(null);
    again.journal.close();
    assert.equal(openJournal(folder, NOW).spool, null);
  });

  test('[MA6] it is written anew when it has grown, and forgets nothing but what is confirmed', async () => {
    const { journal } = openJournal(folder, NOW);
    let state = machineIn('ready');
    journal.append(state, state);
    for (let i = 0; i < 3_000; i++) {
      const begun = i % 100 === 0 ? new Map(state.begun).set(printId(`print-${i}`), 'finished' as const) : state.begun;
      const next = { ...advance(state, { begun }, [{ kind: 'printer-connected' }], NOW), entries: [] };
      journal.append(state, next);
      state = next;
    }
    await journal.sync();
    journal.close();
    assert.ok(statSync(journalPath(folder)).size < 1.2 * 1024 * 1024);
    const opened = openJournal(folder, NOW);
    assert.deepEqual(opened.state, state);
    assert.equal(opened.state?.begun.size, 30);
  });

  test('[MA7] a record takes its own place: what a failed write left behind it is written over', async () => {
    const states = life(3);
    await write(states.slice(0, 2));
    const { journal } = openJournal(folder, NOW);
    appendFileSync(journalPath(folder), 'half a rec');
    journal.append(states[1] as MachineState, states[2] as MachineState);
    await journal.sync();
    journal.close();
    assert.deepEqual(openJournal(folder, NOW).state, states[2]);
  });

  test('[I2] a record that was written over one that nobody was told of takes its numbers: no entry stands there twice', async () => {
    const before = machineIn('ready');
    const untold = advance(before, {}, [{ kind: 'printer-connected' }, { kind: 'printer-connected' }], NOW);
    const after = advance(before, {}, [{ kind: 'machine-started', driver: 'marlin' }], NOW);
    const { journal } = openJournal(folder, NOW);
    journal.append(before, before);
    journal.append(before, untold);
    journal.append(before, after);
    await journal.sync();
    journal.close();
    assert.deepEqual(openJournal(folder, NOW).state?.entries, after.entries);
  });

  test('[MA7] [I2] the same change tried again, when it stands there, adds nothing', async () => {
    const [first, second] = life(1) as [MachineState, MachineState];
    const { journal } = openJournal(folder, NOW);
    journal.append(first, first);
    journal.append(first, second);
    const { size } = statSync(journalPath(folder));
    journal.append(first, second);
    await journal.sync();
    journal.close();
    assert.equal(statSync(journalPath(folder)).size, size);
    assert.deepEqual(openJournal(folder, NOW).state, second);
  });
});
