import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONTRACT } from '#drivers/contract';
import { ContractStage, refusedFor, wholePrint } from '#drivers/fixtures/contract-stage';
import { printId } from '#model/ids';
import { benchWithComputer, contractPrinter } from './fixtures/contract-bench.ts';
import { SimulatedDuet, type SimulatorOptions } from './simulator/duet.ts';

const GCODE = 'G28\nG1 X10 E1\n; the end\n';
const MODES = ['standalone', 'sbc'] as const;

interface Stage extends AsyncDisposable {
  readonly stage: ContractStage;
  readonly simulated: SimulatedDuet;
}

/** As in the contract suite: the driver on a fast clock, the board over real sockets. */
async function open(options: SimulatorOptions = {}): Promise<Stage> {
  const simulated = await SimulatedDuet.start({ printSeconds: 30, speed: 40, ...options });
  const stage = new ContractStage(contractPrinter(simulated));
  return { stage, simulated, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

describe('Duet, with a computer beside it: the contract', { concurrency: true }, () => {
  // DR11 counts what its process holds, and must run alone: the suite does that with the board alone.
  for (const { rule, title, run, appliesTo } of CONTRACT)
    if (rule !== 'DR11' && (appliesTo?.(benchWithComputer) ?? true))
      test(`[${rule}] ${title}: duet, sbc`, () => run(benchWithComputer));
});

describe('Duet', { concurrency: true }, () => {
  for (const mode of MODES) {
    test(`a session that the board forgets is opened anew unseen, and given back at the end (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage, simulated } = at;
      const life = await stage.connected();
      simulated.forgetSessions();
      assert.equal(await wholePrint(stage, life, GCODE), 'finished');
      assert.equal(simulated.board.printed[0]?.content, GCODE);
      assert.equal(life.count('disconnected'), 0);
      await life.end();
      assert.equal(simulated.sessions, 0);
    });

    test(`[S14] an upload cut in the middle or stored short is never started, and each says why (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage, simulated } = at;
      const life = await stage.connected();
      simulated.switches.cutUploadAt = 1_000;
      assert.match(await refusedFor(stage, life, 'p1'), /could not be brought/);
      simulated.switches.cutUploadAt = null;
      simulated.switches.storeOnly = 1_000;
      assert.match(await refusedFor(stage, life, 'p2'), /stored 1000 of 300000 bytes/);
      assert.deepEqual(simulated.board.printed, []);
      assert.ok(!simulated.board.codes.some((each) => each.startsWith('M32')));
    });

    test(`[MA5] after our stop it stands; M999, on a person’s word, brings it back as begun anew (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage, simulated } = at;
      const life = await stage.connected();
      life.driver.start(stage.print('p1', GCODE));
      await life.report('print-moved');
      life.driver.stop();
      await life.report('standing');
      assert.equal(simulated.board.status, 'halted');
      assert.ok(!simulated.board.codes.includes('M999'));
      const heard = life.heard.length;
      life.driver.reset();
      assert.equal((await life.report('connected', heard)).report.continuity, 'restarted');
      assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
    });

    test(`[MA5] [DR10] a stop in a session that the board has forgotten opens one anew, beside what waits (${mode})`, async () => {
      await using at = await open({ mode, printSeconds: 300_000 });
      const { stage, simulated } = at;
      const life = await stage.connected();
      life.driver.start(stage.print('p1', GCODE));
      await life.report('print-moved');
      simulated.forgetSessions();
      const asked = stage.clock.monotonic();
      life.driver.stop();
      const { atMs } = await life.report('standing');
      assert.equal(simulated.board.status, 'halted');
      assert.ok(atMs - asked <= 10_000, `stood after ${atMs - asked} ms`);
      assert.equal(life.count('trouble'), 0);
    });

    test(`[DR3] an object is left out when the board shows it, by the names that the board tells (${mode})`, async () => {
      await using at = await open({ mode, printSeconds: 300 });
      const { stage, simulated } = at;
      const life = await stage.connected();
      const print = stage.print('p1', 'M486 S0 A"left"\nM486 S1 A"right"\nG28\n');
      life.driver.start(print);
      await life.report('print-moved');
      const objects = () => {
        const last = life.heard.findLast(({ report: { kind } }) => kind === 'feedback')?.report;
        return last?.kind === 'feedback' ? last.feedback.overrides?.objects : undefined;
      };
      const told = await stage.until('the objects', objects);
      assert.deepEqual(
        told.map(({ name, skipped }) => `${name} ${skipped}`),
        ['left false', 'right false'],
      );
      life.driver.adjust(print.printId, { kind: 'skip-object', object: '1' });
      await stage.until('the proof', () => objects()?.[1]?.skipped === true);
      life.driver.adjust(print.printId, { kind: 'skip-object', object: '2' });
      assert.match((await life.report('trouble')).report.error.message, /no object of this number/);
      simulated.switches.deafToSkips = true;
      const heard = life.heard.length;
      life.driver.adjust(print.printId, { kind: 'skip-object', object: '0' });
      const { report } = await life.report('trouble', heard);
      assert.match(report.error.message, /does not show that it leaves the object out/);
      const skips = simulated.board.codes.filter((each) => each.startsWith('M486'));
      assert.deepEqual([skips, life.count('trouble')], [['M486 P1', 'M486 P0'], 2]);
    });

    test(`[DR3] the power supply is switched when the board shows it, and by a print that needs it (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage, simulated } = at;
      const { board, switches } = simulated;
      const life = await stage.connected();
      assert.match(JSON.stringify(await life.driver.manual(['M81'])), /refused.*switches no power supply/);
      assert.deepEqual(board.codes, []);
      board.atxPower = true;
      board.ask({});
      await stage.pass(5_000);
      assert.equal((await life.driver.manual(['M81'])).kind, 'done');
      assert.deepEqual([board.status, board.atxPower], ['off', false]);
      assert.equal(life.count('disconnected'), 0, 'it can be told to come back');
      assert.equal((await life.driver.manual(['M80'])).kind, 'done');
      assert.equal((await life.driver.manual(['M81 ; good night'])).kind, 'done');
      switches.hasDeadPower = true;
      assert.match(JSON.stringify(await life.driver.manual(['M80'])), /does not show that its power supply is on/);
      assert.match(await refusedFor(stage, life, 'p1'), /power supply is off, and M80 did not switch it on/);
      switches.hasDeadPower = false;
      assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
      assert.deepEqual(stage.printer.begun(), ['p2']);
    });

    test(`a board that is found without its power is in sight, and nobody knows what stands on its bed (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage, simulated } = at;
      simulated.board.atxPower = false;
      simulated.board.status = 'off';
      const life = await stage.connected();
      assert.equal((await life.report('connected')).report.continuity, 'unproven');
      const { report } = await life.report('feedback');
      assert.match(report.feedback.notice ?? '', /power supply is off/);
      simulated.board.status = 'disconnected';
      simulated.board.ask({});
      assert.match((await life.report('disconnected')).report.reason, /does not reach the board/);
    });

    test(`what is said by hand and what the board replies stand in the history, once (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage } = at;
      const life = await stage.connected();
      const told = (text: string) => life.told.filter((each) => each.includes(text)).length;
      assert.equal((await life.driver.manual(['M115'])).kind, 'done');
      assert.deepEqual([told('"text":"M115"'), told('FIRMWARE_NAME')], [1, 1]);
      assert.equal((await life.driver.manual(['M80'])).kind, 'refused');
      assert.deepEqual([told('"text":"M80"'), told('switches no power supply')], [0, 1]);
    });

    test(`a card that is full is said so, and nothing begins (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage, simulated } = at;
      const life = await stage.connected();
      simulated.switches.isCardFull = true;
      assert.match(await refusedFor(stage, life, 'p1'), /could not be brought.*card is full/);
      assert.deepEqual(stage.printer.begun(), []);
    });

    test(`what the board asks is a dialog, and is answered once (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage, simulated } = at;
      const life = await stage.connected();
      simulated.board.ask({ mode: 3, seq: 7, title: 'Probe', message: 'Is the plate in?' });
      const { dialog } = (await life.report('dialog')).report;
      assert.deepEqual([dialog?.text, dialog?.choices], ['Probe\nIs the plate in?', ['OK', 'Cancel']]);
      const heard = life.heard.length;
      life.driver.answer('another', 0);
      life.driver.answer(dialog?.id ?? '', 1);
      assert.equal((await life.report('dialog', heard)).report.dialog, null);
      assert.deepEqual(simulated.board.codes, ['M292 P1 S7']);
    });
  }

  test('a byte that is lost on the way is found by the board, by its CRC', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.switches.spoilsUpload = true;
    assert.match(await refusedFor(stage, life, 'p1'), /did not store the file/);
    assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
  });

  test('out of memory for a moment is no blindness, and all sessions taken is no wrong password', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.isFull = true;
    const life = stage.drive();
    const { report } = await life.report('disconnected');
    assert.equal(report.wrongCredentials, false);
    assert.match(report.reason, /sessions/);
    simulated.switches.isFull = false;
    const heard = life.heard.length;
    await life.report('connected');
    simulated.switches.outOfMemory = 2;
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    assert.ok(
      !life.heard.slice(heard).some(({ report: { kind } }) => kind === 'disconnected' || kind === 'print-lost'),
    );
  });

  for (const mode of ['standalone', 'sbc'] as const)
    test(`[WI4] an error that the board tells of something else beside a start is no refusal of it (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage, simulated } = at;
      simulated.switches.saysBeside = 'Error: Heater 1 fault: temperature excursion exceeded 15.0°C';
      const life = await stage.connected();
      assert.equal(await wholePrint(stage, life, GCODE), 'finished');
      assert.deepEqual(life.story, ['connected', 'print-moved', 'print-ended']);
    });

  test('[DR4] a refused pause leaves the print printing, in the board’s own words; an error to a command is a refusal', async () => {
    await using at = await open({ printSeconds: 120 });
    const { stage, simulated } = at;
    const life = await stage.connected();
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    simulated.board.status = 'changingTool';
    life.driver.pause(print.printId);
    assert.match((await life.report('trouble')).report.error.message, /Cannot pause print/);
    await life.report('print-resumed');
    simulated.board.status = 'processing';
    assert.match(JSON.stringify(await life.driver.manual(['BOGUS'])), /refused.*Bad command/);
    const told = await life.driver.manual(['M115']);
    assert.match(JSON.stringify(told), /done.*RepRapFirmware/);
    life.driver.adjust(print.printId, { kind: 'feed', percent: 80 });
    await stage.until('the change', () => simulated.board.codes.includes('M220 S80'));
  });

  test('[MA10] a print that ended while nobody looked, without a word of how, is lost; one that broke off has failed', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.board.abort();
    const { report } = await life.report('print-ended');
    assert.deepEqual([report.outcome, report.error?.code], ['failed', 'printer-reported-failure']);
    simulated.switches.isForgetful = true;
    life.driver.start(stage.print('p2', GCODE));
    assert.equal((await life.report('print-lost')).report.error.code, 'resume-unproven');
  });

  test('[MA10] a board that has halted by itself ends what ran, and is found again when somebody has reset it', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.board.code('M112');
    const { report } = await life.report('print-lost');
    assert.deepEqual([report.printId, report.error.code], ['p1', 'printer-halted']);
    const heard = life.heard.length;
    simulated.board.restart();
    assert.equal((await life.report('connected', heard)).report.continuity, 'unproven');
  });

  test('[WI4] a start that waits behind other orders is withdrawn, by a cancel or in time, and never leaves later', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    const ordered = (id: string) => life.told.some((each) => each.includes('M32') && each.includes(id));
    // The board says nothing to any of them, which is waited for one after the other.
    const before = Array.from({ length: 9 }, () => life.driver.manual(['G4 P1']));
    life.driver.start(stage.print('p1', GCODE));
    await stage.until('the order', () => ordered('p1'));
    const asked = stage.clock.monotonic();
    life.driver.cancel(printId('p1'));
    const first = await life.report('print-ended');
    assert.deepEqual([first.report.outcome, first.report.moved], ['cancelled', false]);
    assert.ok(first.atMs - asked <= 1_000, `told after ${first.atMs - asked} ms`);
    const heard = life.heard.length;
    life.driver.start(stage.print('p2', GCODE));
    const { report } = await life.report('print-ended', heard);
    assert.deepEqual([report.outcome, report.moved], ['failed', false]);
    assert.match(report.error?.message ?? '', /could not be reached in time to start the print, and nothing moved/);
    await Promise.all(before);
    await stage.pass(10_000);
    assert.deepEqual([...new Set(simulated.board.codes)], ['G4 P1']);
    assert.deepEqual(stage.printer.begun(), []);
    assert.equal(await wholePrint(stage, life, GCODE, 'p3'), 'finished');
    assert.equal(life.count('disconnected'), 0);
  });

  test('a list of the model that is longer than an answer is read in pieces', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.itemsAtOnce = 1;
    const life = await stage.connected();
    const { feedback } = (await life.report('feedback')).report;
    assert.deepEqual(feedback.temperatures.map(({ name }) => name).toSorted(), ['bed', 'nozzle']);
  });

  for (const busyAtOrders of ['done', 'not-done'] as const)
    test(`[WI4] a board that is out of memory when a print is to begin: looking decides (${busyAtOrders})`, async () => {
      await using at = await open();
      const { stage, simulated } = at;
      const life = await stage.connected();
      simulated.switches.busyAtOrders = busyAtOrders;
      life.driver.start(stage.print('p1', GCODE));
      const { report } = await life.report('print-ended');
      const isDone = busyAtOrders === 'done';
      assert.deepEqual([report.outcome, report.moved], isDone ? ['finished', true] : ['failed', false]);
      if (!isDone) assert.match(report.error?.message ?? '', /never began.*HTTP 503/);
      assert.deepEqual(stage.printer.begun(), isDone ? ['p1'] : []);
    });

  test('a control server that is away is no wrong password, and its return is seen', async () => {
    await using at = await open({ mode: 'sbc' });
    const { stage, simulated } = at;
    simulated.switches.hasLostControl = true;
    const life = stage.drive();
    const { report } = await life.report('disconnected');
    assert.equal(report.wrongCredentials, false);
    assert.match(report.reason, /does not reach its control server/);
    simulated.switches.hasLostControl = false;
    await life.report('connected');
    simulated.switches.hasLostControl = true;
    life.driver.start(stage.print('p1', GCODE));
    const refused = (await life.report('print-ended')).report;
    assert.match(refused.error?.message ?? '', /could not be brought.*control server/);
    simulated.switches.hasLostControl = false;
    assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
  });

  test('[S3] a print at the panel before our file is there ends ours unmoved; a simulation is no print', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', 'G1 X1\n'.repeat(100_000)));
    simulated.board.print('0:/gcodes/other.gcode', GCODE);
    const { report } = await life.report('print-ended');
    assert.deepEqual([report.outcome, report.moved], ['failed', false]);
    assert.ok(!stage.printer.begun().includes('p1'));
    assert.equal((await life.report('foreign-began')).report.foreign.name, 'other.gcode');
    assert.equal((await life.report('foreign-ended')).report.outcome, 'finished');
    simulated.board.status = 'simulating';
    await stage.pass(5_000);
    const heard = life.heard.length;
    life.driver.start(stage.print('p2', GCODE));
    assert.match((await life.report('print-ended', heard)).report.error?.message ?? '', /simulating/);
    assert.equal(life.count('foreign-began'), 1);
  });

  for (const mode of MODES)
    test(`a board that starts or is updated is out of sight; one that is busy without a print is in sight, and starts nothing (${mode})`, async () => {
      await using at = await open({ mode });
      const { stage, simulated } = at;
      const life = await stage.connected();
      for (const status of ['starting', 'updating'] as const) {
        const heard = life.heard.length;
        simulated.board.status = status;
        assert.match((await life.report('disconnected', heard)).report.reason, /is starting/);
        simulated.board.status = 'idle';
        assert.equal((await life.report('connected', heard)).report.continuity, 'unproven');
      }
      const heard = life.heard.length;
      simulated.board.status = 'busy';
      await life.report('feedback', heard);
      assert.match(await refusedFor(stage, life, 'p1'), /does something else \(busy\)/);
      assert.deepEqual(stage.printer.begun(), []);
      assert.equal(life.story.slice(heard).includes('disconnected'), false);
    });

  test('a cancel while the file is on its way never starts it', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', 'G1 X1\n'.repeat(300_000)));
    await stage.until('the upload', () => simulated.asked.includes('POST /rr_upload'));
    life.driver.cancel(printId('p1'));
    const { report } = await life.report('print-ended');
    assert.deepEqual([report.outcome, report.moved, simulated.board.codes], ['cancelled', false, []]);
  });
});
