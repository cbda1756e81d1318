import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBench, frame } from './fixtures/bench.ts';
import { createTurnedClock } from './fixtures/turned-clock.ts';
import { createInProcessPrinter } from './in-process-printer.ts';

describe('a printer in the same process', () => {
  test('answers in a turn of its own, never from within the write', () => {
    const clock = createTurnedClock();
    using printer = createInProcessPrinter(clock, { bootMs: 0 });
    clock.turn(1);
    let heard = '';
    const port = printer.open({ bytes: (chunk) => (heard += Buffer.from(chunk).toString()) });
    assert.equal(port.write(Buffer.from('M117\n')), 5);
    assert.equal(heard, '');
    clock.turn(0);
    assert.equal(heard, 'ok\n');
  });

  test('takes no more than a transmit buffer while it is busy, and says when there is room', () => {
    const clock = createTurnedClock();
    using printer = createInProcessPrinter(clock, { bootMs: 0 });
    clock.turn(1);
    let writable = 0;
    const port = printer.open({ bytes() {}, writable: () => writable++ });
    port.write(Buffer.from('G4 S10\n'));
    const taken = Array.from({ length: 10 }, () => port.write(Buffer.from('M117 0123456789\n'.repeat(100))));
    assert.ok(taken.includes(1600) && taken.includes(0), String(taken));
    clock.turn(5000);
    assert.equal(writable, 0);
    clock.turn(5001);
    assert.equal(writable, 1);
  });

  test('the port opens once; after closing it opens again, and the printer is the same', () => {
    const bench = createBench();
    assert.throws(() => bench.printer.open({ bytes() {} }), /open already/);
    bench.send(frame(1, 'M117'));
    bench.port.close();
    const port = bench.printer.open({ bytes() {} });
    port.write(Buffer.from(`${frame(2, 'M117')}\n`));
    assert.equal(bench.printer.printer.status().lastN, 2);
    assert.deepEqual(
      bench.records('connection').map(({ event }) => event),
      ['open', 'close', 'open'],
    );
  });

  test('opening resets the board where DTR does', () => {
    const bench = createBench({ resetOnOpen: true });
    assert.equal(bench.records('reset').length, 2);
  });

  test('the same seed, clock and bytes give the same records', () => {
    const runs = [1, 2].map(() => {
      const bench = createBench({ seed: 7, baud: 250_000 });
      bench.printer.control({ command: 'faults', set: { corruptInByte: 0.01, lostOk: 0.1, latencyJitterMs: 3 } });
      for (let n = 1; n <= 50; n++) bench.send(frame(n, `G1 X${n} F3000`), 7);
      bench.wait(10_000);
      return JSON.stringify(bench.printer.records());
    });
    assert.equal(runs[0], runs[1]);
  });

  test('a print of 60 mm/s in segments of 0.3 mm at 115200 with four lines under way leaves the planner never dry', () => {
    const bench = createBench({ baud: 115_200, commandMs: 0.3 });
    let next = 1;
    let acked = 0;
    const total = 2000;
    while (acked < total) {
      for (; next <= total && next - acked <= 4; next++) {
        bench.port.write(Buffer.from(`${frame(next, `G1 X${(next * 0.3).toFixed(1)} F3600`)}\n`));
      }
      acked += bench.wait(0.5).length;
    }
    assert.equal(bench.printer.printer.status().underruns, 0);
  });
});
