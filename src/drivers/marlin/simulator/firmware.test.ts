import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBench, frame } from './fixtures/bench.ts';

const INSTANT = { speed: Number.POSITIVE_INFINITY };

describe('numbered lines', () => {
  test('a line is answered by ok when it was executed, and executed once', () => {
    const bench = createBench(INSTANT);
    assert.deepEqual(bench.send([frame(0, 'M110 N0'), frame(1, 'G28 X'), frame(2, 'G1 X5')]).at(-1), 'ok');
    assert.deepEqual(
      bench.records('line').map(({ n, text, session }) => [n, text, session]),
      [
        [0, 'M110 N0', 1],
        [1, 'G28 X', 2],
        [2, 'G1 X5', 2],
      ],
    );
    assert.equal(bench.records('anomaly').length, 0);
  });

  test('a duplicate is dropped without any answer', () => {
    const bench = createBench(INSTANT);
    bench.send([frame(1, 'G1 X1'), frame(2, 'G1 X2')]);
    assert.deepEqual(bench.send([frame(2, 'G1 X2'), frame(1, 'G1 X1')], 10_000), []);
    assert.deepEqual(
      bench.records('duplicate').map(({ n }) => n),
      [2, 1],
    );
    assert.equal(bench.records('line').length, 2);
  });

  test('a gap, a bad checksum and a missing one are answered by Error, Resend and a plain ok', () => {
    const bench = createBench({ ...INSTANT, advancedOk: true });
    bench.send(frame(1, 'G1 X1'));
    const answers = (reason: string) => [`Error:${reason}, Last Line: 1`, 'Resend: 2', 'ok'];
    assert.deepEqual(bench.send(frame(3, 'G1 X3')), answers('Line Number is not Last Line Number+1'));
    assert.deepEqual(bench.send('N2 G1 X2*1'), answers('checksum mismatch'));
    assert.deepEqual(bench.send('N2 G1 X2'), answers('No Checksum with line number'));
    assert.deepEqual(bench.send('N2 G1 X2 ; *90'), answers('No Checksum with line number'));
    assert.deepEqual(
      bench.records('resend-asked').map(({ n }) => n),
      [2, 2, 2, 2],
    );
    assert.deepEqual(bench.send(frame(2, 'G1 X2')), ['ok N2 P15 B3']);
  });

  test('a line longer than MAX_CMD_SIZE loses its checksum and is demanded again for ever', () => {
    const bench = createBench(INSTANT);
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(bench.send(frame(1, `M117 ${'x'.repeat(100)}`)), [
        'Error:No Checksum with line number, Last Line: 0',
        'Resend: 1',
        'ok',
      ]);
    }
  });

  test('asking for a resend destroys what has arrived behind the bad line, not what is still on the wire', () => {
    const bench = createBench(INSTANT);
    const behind = [frame(1, 'M117 first'), frame(2, 'M117 second'), frame(3, 'M117 third')];
    bench.port.write(Buffer.from(`N1 G1 X1*0\n${behind.join('\n')}\n`));
    assert.deepEqual(bench.wait(1), ['Error:checksum mismatch, Last Line: 0', 'Resend: 1', 'ok']);
    assert.deepEqual(bench.send(behind), ['ok', 'ok', 'ok']);
  });

  test('a stale line that arrives after the flush gets a triplet of its own', () => {
    const bench = createBench(INSTANT);
    bench.send('N1 G1 X1*0');
    assert.equal(bench.send([frame(2, 'G1 X2'), frame(3, 'G1 X3')]).length, 6);
  });

  test('M110 sets the number when it arrives and again when it is executed, which undoes what was sent behind it', () => {
    const bench = createBench();
    bench.send(frame(1, 'G4 P5000'));
    const answers = bench.send([frame(2, 'M110 N500'), frame(501, 'M117 a')], 6000);
    assert.deepEqual(answers.slice(-3), ['ok', 'ok', 'ok']);
    assert.deepEqual(bench.send(frame(502, 'M117 b')), [
      'Error:Line Number is not Last Line Number+1, Last Line: 500',
      'Resend: 501',
      'ok',
    ]);
  });

  test('un-numbered M110 sets the number, or tells it', () => {
    const bench = createBench(INSTANT);
    assert.deepEqual(bench.send(['M110 N41', 'M110']), ['ok', 'Line: 41', 'ok']);
    assert.deepEqual(bench.send(frame(42, 'M117')), ['ok']);
  });

  test('the resync probe finds the last accepted line and does nothing else', () => {
    const bench = createBench(INSTANT);
    bench.send([frame(1, 'G1 X1'), frame(2, 'G1 X2')]);
    assert.deepEqual(bench.send(`\n${frame(1002, 'M105')}`), [
      'Error:Line Number is not Last Line Number+1, Last Line: 2',
      'Resend: 3',
      'ok',
    ]);
  });

  test('empty lines and comments get no answer at all', () => {
    const bench = createBench(INSTANT);
    assert.deepEqual(bench.send(['', '; comment', '\r', '   '], 10_000), []);
  });

  test('unknown and lower-case commands are named and acknowledged', () => {
    const bench = createBench(INSTANT);
    assert.deepEqual(bench.send(frame(1, 'G999 X1')), ['echo:Unknown command: "G999 X1"', 'ok']);
    assert.deepEqual(bench.send('g28'), ['echo:Unknown command: "g28"', 'ok']);
  });
});

describe('ok and flow control', () => {
  test('ADVANCED_OK of an idle printer says P15 B3, without N for a line without number, and M105 has none of it', () => {
    const bench = createBench({ advancedOk: true });
    assert.deepEqual(bench.send(frame(1, 'M117 hi')), ['ok N1 P15 B3']);
    assert.deepEqual(bench.send('M117 hi'), ['ok P15 B3']);
    assert.deepEqual(bench.send(frame(2, 'M105')), ['ok T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0']);
  });

  test('moves are acknowledged until the planner is full, then one for each block that ends', () => {
    const bench = createBench({ advancedOk: true });
    const moves = Array.from({ length: 20 }, (_, i) => frame(i + 1, `G1 X${i + 1} F600`));
    // 1 mm at 10 mm/s: 100 ms for each move.
    const first = bench.send(moves, 50);
    assert.equal(first.length, 15);
    assert.equal(first[0], 'ok N1 P14 B3');
    assert.equal(first.at(-1), 'ok N15 P0 B3');
    assert.deepEqual(bench.wait(50), ['ok N16 P0 B0']);
    assert.deepEqual(bench.wait(100), ['ok N17 P0 B0']);
    assert.equal(bench.wait(10_000).length, 3);
    assert.equal(bench.printer.printer.status().underruns, 0);
  });

  test('moves that come too late are counted as underruns with the time the head stood still', () => {
    const bench = createBench();
    bench.send('G1 X1 F600', 150);
    bench.send('G1 X2', 200);
    const [underrun] = bench.records('underrun');
    assert.equal(underrun?.gapMs, 50);
  });

  test('a command takes the processor its time', () => {
    const bench = createBench({ commandMs: 5 });
    assert.deepEqual(bench.send(['M117', 'M117'], 9), ['ok']);
    assert.deepEqual(bench.wait(2), ['ok']);
  });

  test('a board with a UART loses what does not fit while it is busy, one with USB leaves it with the host', () => {
    const lines = Array.from({ length: 40 }, (_, i) => frame(i + 1, `G1 X${i + 1} F600`));
    const uart = createBench({ rxFull: 'drop' });
    uart.port.write(Buffer.from(`${lines.join('\n')}\n`));
    uart.wait(10_000);
    assert.ok(uart.records('rx-overflow').length > 0);
    const usb = createBench();
    usb.port.write(Buffer.from(`${lines.join('\n')}\n`));
    usb.wait(10_000);
    assert.equal(usb.records('line').length, 40);
  });

  test('at 115200 baud lines arrive at the pace of the wire', () => {
    const bench = createBench({ ...INSTANT, baud: 115_200 });
    const line = frame(1, 'M117 0123456789012345678901234');
    const wireMs = ((line.length + 1 + 3) * 10_000) / 115_200;
    assert.deepEqual(bench.send(line, wireMs - 0.05), []);
    assert.deepEqual(bench.wait(0.1), ['ok']);
  });
});

describe('waiting, busy and heat', () => {
  test('a long command says busy every 2 s, M113 changes that', () => {
    const bench = createBench();
    assert.deepEqual(bench.send('G4 S5', 5001), ['echo:busy: processing', 'echo:busy: processing', 'ok']);
    bench.send('M113 S1');
    assert.equal(bench.send('G4 P4500', 4501).filter((line) => line.startsWith('echo:busy')).length, 4);
    bench.send('M113 S0');
    assert.deepEqual(bench.send('G4 S5', 5001), ['ok']);
  });

  test('moves that wait for the planner say nothing', () => {
    const bench = createBench();
    bench.send('G1 X100 F60', 1);
    for (let i = 0; i < 20; i++) bench.send(`G1 X${101 + i}`, 1);
    assert.deepEqual(
      bench.wait(50_000).filter((line) => line !== 'ok'),
      [],
    );
  });

  test('M109 reports each second until the target is met and held, and says busy meanwhile', () => {
    const bench = createBench();
    const lines = bench.send('M109 S200', 120_000);
    assert.equal(lines.at(-1), 'ok');
    const reports = lines.filter((line) => line.startsWith(' T:'));
    assert.match(reports[0] ?? '', /^ T:2\d\.\d\d \/200\.00 B:21\.00 \/0\.00 @:127 B@:0 W:\?$/);
    assert.ok(reports.length > 40 && reports.length < 80, String(reports.length));
    assert.ok(lines.includes('echo:busy: processing'));
    assert.equal(bench.printer.printer.status().nozzle, 200);
    assert.deepEqual(bench.send('M109 S190', 1), ['ok']);
  });

  test('M109 R waits for cooling too', () => {
    const bench = createBench();
    bench.send('M109 S200', 120_000);
    assert.deepEqual(bench.send('M109 R150', 500), []);
    assert.equal(bench.wait(100_000).at(-1), 'ok');
  });

  test('M108 ends the wait for heat at once', () => {
    const bench = createBench();
    bench.send('M190 S100', 5000);
    assert.deepEqual(bench.send('M108'), ['ok', 'ok']);
  });

  test('M155 reports by itself, and is silent while M109 does', () => {
    const bench = createBench();
    bench.send('M155 S2');
    assert.equal(bench.wait(6000).length, 3);
    bench.send('M109 S100', 10_000);
    const heating = bench.wait(1000);
    assert.ok(heating.filter((line) => line.startsWith(' T:')).every((line) => line.includes('W:')));
    bench.send(['M108', 'M155 S0'], 10);
    assert.deepEqual(bench.wait(6000), []);
  });

  test('M0 asks the person, without a deadline, until M108 or the knob', () => {
    const bench = createBench();
    const asked = bench.send('M0', 4500);
    assert.ok(asked.includes('//action:prompt_begin M0/1 Break Called'));
    assert.equal(asked.filter((line) => line === 'echo:busy: paused for user').length, 2);
    assert.equal(bench.send('M108').filter((line) => line === 'ok').length, 2);
    bench.send('M600', 3_600_000);
    bench.printer.control({ command: 'press' });
    assert.equal(bench.wait(1).at(-1), 'ok');
  });

  test('M400 waits for all motion, G4 for motion and its time', () => {
    const bench = createBench();
    bench.send('G1 X10 F600');
    assert.deepEqual(bench.send('M400', 990), []);
    assert.deepEqual(bench.wait(10), ['ok']);
    bench.send('G1 X20');
    assert.deepEqual(bench.send('G4 P500', 1490), []);
    assert.deepEqual(bench.wait(10), ['ok']);
  });

  test('cold extrusion is prevented, and the move goes on without it', () => {
    const bench = createBench(INSTANT);
    assert.deepEqual(bench.send('G1 X10 E5 F600'), ['echo: cold extrusion prevented', 'ok']);
    assert.equal(bench.printer.printer.bed.object, null);
    assert.deepEqual(bench.send(['M104 S200', 'G1 X20 E10']), ['ok', 'ok']);
    assert.notEqual(bench.printer.printer.bed.object, null);
  });

  test('wait is said when the printer is idle, where that is switched on', () => {
    const bench = createBench({ waitMs: 1000 });
    assert.deepEqual(bench.wait(3000), ['wait', 'wait', 'wait']);
    bench.send('G4 S5', 1);
    assert.ok(!bench.wait(4000).includes('wait'));
  });

  test('M85 halts a printer that was left alone', () => {
    const bench = createBench();
    bench.send('M85 S60');
    bench.wait(59_000);
    assert.equal(bench.records('killed').length, 0);
    assert.deepEqual(bench.wait(2000).slice(0, 1), ['Error:KILL caused by too much inactive time - current command: ']);
    assert.equal(bench.records('killed').length, 1);
  });
});

describe('positions and reports', () => {
  test('M114 tells the planned position and the steps made, M114 R the real one', () => {
    const bench = createBench();
    bench.send('G1 X10 Y5 F600', 1);
    bench.send('G1 X20', 1);
    assert.deepEqual(bench.send('M114', 0), ['X:20.00 Y:5.00 Z:0.00 E:0.00 Count X:1 Y:1 Z:0', 'ok']);
    bench.wait(60_000);
    assert.deepEqual(bench.send('M114 R', 0), ['X:20.00 Y:5.00 Z:0.00 E:0.00 Count X:1600 Y:400 Z:0', 'ok']);
  });

  test('M115 names the firmware and its capabilities, and is recognisable as a simulator', () => {
    const bench = createBench({ name: 'Bench', bedSensor: true });
    const lines = bench.send('M115');
    assert.match(lines[0] ?? '', /^FIRMWARE_NAME:Marlin .* MACHINE_TYPE:Bench EXTRUDER_COUNT:1 UUID:[0-9a-f-]{36}$/);
    for (const cap of ['AUTOREPORT_TEMP:1', 'EMERGENCY_PARSER:1', 'CROFT_SIMULATOR:1', 'CROFT_BED_SENSOR:1']) {
      assert.ok(lines.includes(`Cap:${cap}`), cap);
    }
    assert.equal(lines.at(-1), 'ok');
  });

  test('M118 prints, with A1 as an action', () => {
    const bench = createBench();
    assert.deepEqual(bench.send(['M118 hello', 'M118 E1 hello', 'M118 A1 action:pause']), [
      'hello',
      'ok',
      'echo:hello',
      'ok',
      '//action:pause',
      'ok',
    ]);
  });
});

describe('emergencies', () => {
  test('M112 acts ahead of everything: heaters off, mute until reset, motion dropped', () => {
    const bench = createBench();
    bench.send(['M104 S200', 'M140 S60', ...Array.from({ length: 17 }, (_, i) => `G1 X${i + 1} F60`)], 10);
    assert.deepEqual(bench.send('N7 M112*1'), ['//action:poweroff', 'Error:Printer halted. kill() called!']);
    const status = bench.printer.printer.status();
    assert.equal(status.state, 'killed');
    assert.equal(status.nozzleTarget + status.bedTarget, 0);
    assert.ok(!status.moving);
    assert.equal(bench.records('motion-dropped')[0]?.blocks, 15);
    assert.deepEqual(bench.send(['M105', 'M999', frame(1, 'G28')], 60_000), []);
    assert.deepEqual(
      bench.records('heater').map(({ heater, target }) => [heater, target]),
      [
        ['hotend', 200],
        ['bed', 60],
        ['hotend', 0],
        ['bed', 0],
      ],
    );
  });

  test('without the emergency parser M112 waits for a place in the ring', () => {
    const bench = createBench({ emergencyParser: false });
    const waiting = ['G4 S10', 'M117 1', 'M117 2', 'M117 3'];
    assert.deepEqual(bench.send([...waiting, 'M112'], 1000), []);
    assert.equal(bench.records('killed').length, 0);
    bench.wait(9001);
    assert.equal(bench.records('killed').length, 1);
    const free = createBench({ emergencyParser: false });
    free.send(['G4 S10', 'M112'], 1);
    assert.equal(free.records('killed').length, 1);
  });

  test('M410 stops the head where it is, and the position is the real one', () => {
    const bench = createBench();
    bench.send('G1 X100 F600', 5000);
    bench.send('M410', 1);
    bench.wait(1);
    const [position] = bench.send('M114', 1);
    assert.match(position ?? '', /^X:50\.\d\d /);
  });

  test('M108 still takes its place in the ring and gets its ok', () => {
    const bench = createBench(INSTANT);
    assert.deepEqual(bench.send('M108'), ['ok']);
    assert.equal(bench.records('line').length, 1);
  });

  test('a reset forgets number, targets, modes and reports, and greets', () => {
    const bench = createBench(INSTANT);
    bench.send([frame(1, 'M104 S200'), frame(2, 'M155 S1'), frame(3, 'G91')]);
    bench.printer.control({ command: 'trigger', fault: { fault: 'reset' } });
    const greeting = bench.wait(5000);
    assert.deepEqual(greeting.slice(0, 2), ['start', 'External Reset']);
    assert.match(greeting[2] ?? '', /^Marlin /);
    assert.equal(greeting.filter((line) => line.startsWith(' T:')).length, 0);
    assert.equal(bench.printer.printer.status().nozzleTarget, 0);
    assert.deepEqual(bench.send(frame(1, 'M117')), ['ok']);
  });

  test('bytes that arrive while the board boots are lost', () => {
    const bench = createBench({ bootMs: 2000 });
    bench.printer.control({ command: 'power-cycle' });
    bench.send('M105', 1000);
    assert.ok(bench.wait(2000).every((line) => !line.startsWith('ok')));
  });

  test('a stopped printer answers and does not move until M999', () => {
    const bench = createBench(INSTANT);
    bench.printer.control({ command: 'trigger', fault: { fault: 'stop' } });
    const answers = bench.send('G1 X10 F600');
    assert.match(answers[0] ?? '', /^Printer stopped due to errors/);
    assert.equal(answers[1], 'ok');
    assert.equal(bench.printer.printer.status().position.x, 0);
    bench.send(['M999', 'G1 X10']);
    assert.equal(bench.printer.printer.status().position.x, 10);
  });
});

describe('bed sensor, auto-removal and panel', () => {
  const PRINT = ['M104 S200', 'G28', 'G1 X10 E1 F600', 'G1 X20 E2'];

  test('M8300 tells what the sensor sees; a printer without one does not know it', () => {
    const bench = createBench({ ...INSTANT, bedSensor: true });
    assert.deepEqual(bench.send('M8300'), ['croft-bed: empty', 'ok']);
    bench.send(PRINT);
    assert.deepEqual(bench.send('M8300'), ['croft-bed: object', 'ok']);
    assert.deepEqual(createBench().send('M8300'), ['echo:Unknown command: "M8300"', 'ok']);
  });

  test('the object vanishes some seconds after the last motion of an ended print, not while the nozzle is heated', () => {
    const bench = createBench({ ...INSTANT, autoRemoveSeconds: 10 });
    bench.send(PRINT, 60_000);
    assert.notEqual(bench.printer.printer.bed.object, null);
    bench.send(['G1 X0', 'M104 S0'], 9000);
    assert.notEqual(bench.printer.printer.bed.object, null);
    bench.wait(1001);
    assert.equal(bench.printer.printer.bed.object, null);
    assert.deepEqual(
      bench.records('bed').map((record) => ('by' in record ? record.by : record.event)),
      ['object', 'auto-removal'],
    );
  });

  test('a second print onto the object is a recorded collision', () => {
    const bench = createBench(INSTANT);
    bench.send(PRINT);
    assert.equal(bench.printer.printer.status().collisions, 0);
    bench.send(['G92 E0', ...PRINT]);
    assert.equal(bench.printer.printer.status().collisions, 1);
    assert.deepEqual(bench.printer.control({ command: 'remove-object' }), { ok: true, removed: true });
    bench.send(['G92 E0', ...PRINT]);
    assert.equal(bench.printer.printer.status().collisions, 1);
  });

  test('extrusion that was still in the planner when the printer halted never happened', () => {
    const bench = createBench();
    bench.send(['M302 P1', 'G1 X10 F600', 'G1 X20 E1'], 100);
    bench.send('M112');
    bench.wait(60_000);
    assert.equal(bench.printer.printer.bed.object, null);
  });

  test('a print from the panel runs without oks beside the host, is told by M27 and leaves its object', () => {
    const bench = createBench();
    bench.printer.control({ command: 'panel-print', lines: ['M302 P1', 'G1 X10 E1 F600', 'G4 S5', 'G1 X20'] });
    bench.wait(100);
    assert.deepEqual(bench.send('M27', 10_000), [
      'echo:busy: processing',
      'echo:busy: processing',
      'SD printing byte 3/4',
      'ok',
      'Done printing file',
    ]);
    assert.notEqual(bench.printer.printer.bed.object, null);
    assert.deepEqual(bench.send('M27'), ['Not SD printing', 'ok']);
  });
});
