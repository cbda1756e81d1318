import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FaultTrigger, NO_FAULTS, parseFaultSettings, parseFaultTrigger } from './fault-settings.ts';
import { type Bench, createBench, frame } from './fixtures/bench.ts';
import type { SimulatorOptions } from './options.ts';

function faulty(set: Parameters<typeof parseFaultSettings>[0], options: Partial<SimulatorOptions> = {}): Bench {
  const bench = createBench({ speed: Number.POSITIVE_INFINITY, ...options });
  bench.printer.control({ command: 'faults', set: parseFaultSettings(set) });
  return bench;
}

function trigger(bench: Bench, fault: FaultTrigger): void {
  bench.printer.control({ command: 'trigger', fault });
}

const LINES = Array.from({ length: 200 }, (_, i) => frame(i + 1, `G1 X${i + 1} F600`));

describe('faults of answers', () => {
  test('a lost ok: the line was executed, its answer never comes', () => {
    const bench = faulty({ lostOk: 1 });
    assert.deepEqual(bench.send(frame(1, 'G1 X1')), []);
    assert.equal(bench.records('line').length, 1);
  });

  test('some oks are lost, the same ones on the same seed', () => {
    const heard = [1, 1, 2].map((seed) => faulty({ lostOk: 0.3 }, { seed, advancedOk: true }).send(LINES).join());
    assert.equal(heard[0], heard[1]);
    assert.notEqual(heard[0], heard[2]);
    const lost = 200 - (heard[0]?.split(',').length ?? 0);
    assert.ok(lost > 30 && lost < 90, String(lost));
  });

  test('just the next two oks are lost', () => {
    const bench = createBench();
    trigger(bench, { fault: 'lose-ok', times: 2 });
    assert.equal(bench.send(['M117', 'M105', 'M117', 'M117']).length, 2);
  });

  test('a doubled ok', () => {
    assert.deepEqual(faulty({ duplicateOk: 1 }).send('M117'), ['ok', 'ok']);
  });

  test('a Resend without its ok, and an ok without its Resend', () => {
    const last = 'Error:checksum mismatch, Last Line: 0';
    assert.deepEqual(faulty({ resendWithoutOk: true }).send('N1 G1*0'), [last, 'Resend: 1']);
    assert.deepEqual(faulty({ lostResend: 1 }).send('N1 G1*0'), [last, 'ok']);
  });

  test('latency delays what is said and keeps its order', () => {
    const bench = faulty({ latencyMs: 8, latencyJitterMs: 4 }, { advancedOk: true });
    assert.deepEqual(bench.send(LINES.slice(0, 50), 7), []);
    const numbers = bench.wait(6).map((line) => Number(/N(\d+)/.exec(line)?.[1]));
    assert.deepEqual(
      numbers,
      numbers.map((_, i) => i + 1),
    );
    assert.equal(numbers.length, 50);
  });

  test('CR LF, and bytes one by one', () => {
    assert.deepEqual(faulty({ crlf: true }).send('M117'), ['ok\r']);
    const bench = faulty({ oneByteWrites: true }, { recordBytes: true });
    assert.deepEqual(bench.send('M117', 5), ['ok']);
    assert.deepEqual(
      bench
        .records('tx')
        .slice(-3)
        .map(({ bytes }) => bytes),
      ['o', 'k', '\n'],
    );
  });

  test('silence loses what is said, the printer works on', () => {
    const bench = createBench();
    trigger(bench, { fault: 'silence', forMs: 1000 });
    assert.deepEqual(bench.send([frame(1, 'M117'), frame(2, 'M117')], 1001), []);
    assert.deepEqual(bench.send(frame(3, 'M117')), ['ok']);
    assert.equal(bench.records('line').length, 3);
  });

  test('a stall loses nothing and makes up for it', () => {
    const bench = createBench();
    trigger(bench, { fault: 'stall', forMs: 1000 });
    assert.deepEqual(bench.send([frame(1, 'M117'), frame(2, 'M117')], 998), []);
    assert.deepEqual(bench.wait(2), ['ok', 'ok']);
  });

  test('a storm of busy lines', () => {
    const bench = createBench();
    trigger(bench, { fault: 'busy-storm', forMs: 1000, perSecond: 100 });
    const storm = bench.wait(2000).filter((line) => line === 'echo:busy: processing').length;
    assert.ok(storm >= 100 && storm <= 101, String(storm));
  });
});

describe('faults of the wire', () => {
  test('a corrupt byte towards the printer is found by the checksum', () => {
    const bench = faulty({ corruptInLine: 1 });
    bench.send(LINES.slice(0, 20), 5000);
    assert.ok(bench.records('resend-asked').length > 10);
    assert.equal(bench.records('anomaly').length, 0);
  });

  test('bytes towards the printer are lost', () => {
    const bench = faulty({ dropInByte: 0.05 });
    bench.send(LINES.slice(0, 50));
    assert.ok(bench.records('resend-asked').length > 5);
  });

  test('bytes from the printer are other ones or missing', () => {
    const noisy = faulty({ corruptOutByte: 0.1 });
    noisy.send(Array.from({ length: 100 }, () => 'M117'));
    const quiet = faulty({ corruptOutLine: 1 });
    quiet.port.write(Buffer.from('M117\n'));
    quiet.clock.turn(1);
    assert.notEqual(quiet.raw(), 'ok\n');
    const dropping = faulty({ dropOutByte: 1 });
    assert.deepEqual(dropping.send('M117'), []);
  });

  test('a flood of 0xFF, and a line of 10 MB made without holding it', () => {
    const bench = createBench();
    trigger(bench, { fault: 'garbage', bytes: 10_000 });
    bench.wait(1);
    assert.equal(bench.raw(), '\xff'.repeat(10_000));
    const long = createBench();
    trigger(long, { fault: 'long-line', bytes: 10_000_000 });
    const [line] = long.wait(1);
    assert.equal(line?.length, 10_000_000);
  });
});

describe('faults of the board', () => {
  test('a resend storm demands the line named so often, however well it arrives', () => {
    const bench = createBench();
    trigger(bench, { fault: 'resend-storm', line: 2, times: 3 });
    assert.deepEqual(bench.send(frame(1, 'M117')), ['ok']);
    for (let i = 0; i < 3; i++) assert.equal(bench.send(frame(2, 'M117'))[1], 'Resend: 2');
    assert.deepEqual(bench.send(frame(2, 'M117')), ['ok']);
  });

  test('the board resets when it takes the line named, once', () => {
    const bench = faulty({ resetAtLine: 3 });
    const heard = bench.send(LINES.slice(0, 5), 1000);
    assert.deepEqual(heard.slice(0, 4), ['ok', 'ok', 'start', 'External Reset']);
    assert.equal(bench.records('line').length, 2);
    assert.deepEqual(bench.send(LINES.slice(0, 3)), ['ok', 'ok', 'ok']);
  });

  test('thermal runaway halts the printer with its two lines', () => {
    const bench = createBench();
    trigger(bench, { fault: 'thermal-runaway' });
    assert.deepEqual(bench.wait(1), [
      'Error:Thermal Runaway, system stopped! Heater_ID: 0',
      '//action:poweroff',
      'Error:Printer halted. kill() called!',
    ]);
  });

  test('every fault is recorded with what was asked for', () => {
    const bench = faulty({ lostOk: 0.5 });
    trigger(bench, { fault: 'reset' });
    assert.deepEqual(
      bench.records('fault').map(({ fault, detail }) => [fault, detail]),
      [
        ['settings', { lostOk: 0.5 }],
        ['reset', { fault: 'reset' }],
      ],
    );
  });

  test('unplugging closes the port, replugging lets it be opened, and the printer lived on', () => {
    const bench = createBench();
    bench.send(frame(1, 'G4 S5'));
    bench.printer.control({ command: 'unplug', forMs: 10_000 });
    assert.equal(bench.port.write(Buffer.from('M105\n')), 0);
    assert.throws(() => bench.printer.open({ bytes() {} }), /unplugged/);
    bench.wait(10_001);
    let heard = '';
    const port = bench.printer.open({ bytes: (chunk) => (heard += Buffer.from(chunk).toString()) });
    port.write(Buffer.from(`${frame(2, 'M117')}\n`));
    bench.wait(1);
    assert.equal(heard, 'ok\n');
  });
});

describe('faults from outside', () => {
  test('wrong ones are refused by name and rule', () => {
    assert.throws(() => parseFaultSettings({ lostOk: 2 }), /"lostOk" must be a number from 0 to 1, not 2/);
    assert.throws(() => parseFaultSettings({ crlf: 1 }), /"crlf" must be true or false/);
    assert.throws(() => parseFaultSettings({ lostok: 1 }), /"lostok" does not exist; known are lostOk/);
    assert.throws(() => parseFaultSettings([]), /must be an object/);
    assert.throws(() => parseFaultTrigger({ fault: 'silence' }), /"silence" needs "forMs"/);
    assert.throws(() => parseFaultTrigger({ fault: 'fire' }), /"fire" does not exist; known are reset/);
  });

  test('right ones are taken', () => {
    assert.deepEqual(parseFaultSettings(JSON.parse(JSON.stringify(NO_FAULTS))), NO_FAULTS);
    assert.deepEqual(parseFaultTrigger({ fault: 'resend-storm', times: 3 }), { fault: 'resend-storm', times: 3 });
  });
});
