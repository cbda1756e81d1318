import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContractStage, type DriverLife, refusedFor, wholePrint } from '#drivers/fixtures/contract-stage';
import type { PrintToDrive } from '#drivers/driver';
import type { FilamentSlot } from '#model/slots';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { SimulatedCc2, type SimulatorOptions } from './simulator/cc2.ts';
import { MACHINE } from './simulator/printer.ts';

const GCODE = 'G28\nG1 X10 E1\n; the end\n';
const START = 1020;

interface Stage extends AsyncDisposable {
  readonly stage: ContractStage;
  readonly simulated: SimulatedCc2;
}

/** As in the contract suite: the driver on a fast clock, the printer over real sockets. */
async function open(options: SimulatorOptions = {}): Promise<Stage> {
  const simulated = await SimulatedCc2.start({ printSeconds: 30, speed: 40, ...options });
  const stage = new ContractStage(contractPrinter(simulated));
  return { stage, simulated, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

const tray = (type: string, colour: string, isFilled = true) => ({ type, colour, isFilled });
const ONE_UNIT = () => [
  [tray('PLA', '#2850df'), tray('PETG', '#FFFFFF'), tray('PLA', '#000000'), tray('PLA', '#F32FF8', false)],
];
const from = (filament: number, slot: number, type: string, colour: string): FilamentSlot => ({
  filament,
  slot,
  holds: { type, colour, tag: null },
});

/** A print that the farm has mapped. */
function mapped(stage: ContractStage, id: string, gcode: string, slots: readonly FilamentSlot[]): PrintToDrive {
  const print = stage.print(id, gcode);
  return { ...print, file: { ...print.file, slots } };
}

/** How a print ended that was to be started. */
async function endOf(life: DriverLife, print: PrintToDrive): Promise<string> {
  const heard = life.heard.length;
  life.driver.start(print);
  const { report } = await life.report('print-ended', heard);
  return report.outcome === 'finished' ? 'finished' : `${report.moved ? 'moved' : 'unmoved'}: ${report.error?.message}`;
}

describe('Centauri Carbon 2', { concurrency: true }, () => {
  test('[CO5] it is asked by UDP who it is; one that says nothing needs its serial number typed, and a wrong one is told', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const { serial, ...nameless } = stage.printer.options;
    simulated.switches.isMute = true;
    const life = stage.drive({ options: nameless });
    assert.match((await life.report('disconnected')).report.reason, /does not say who it is .* type its serial number/);
    simulated.switches.isMute = false;
    assert.equal((await life.report('connected')).report.firmware, 'Centauri Carbon 2 02.01.00.00');
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    await life.end();
    const stranger = stage.drive({ options: { ...nameless, serial: `${String(serial)}0` } });
    assert.match((await stranger.report('disconnected')).report.reason, /Nobody answers there by the serial number/);
  });

  test('it registers under a name of its own each time, and says every ten seconds that it is there; where all places are taken it waits', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.strangers = 4;
    const life = stage.drive();
    assert.match((await life.report('disconnected')).report.reason, /Too many programs are connected/);
    simulated.switches.strangers = 3;
    await life.report('connected');
    await stage.until('three pings', () => simulated.pings >= 3);
    simulated.hangUp();
    await life.report('connected', life.heard.length);
    assert.equal(new Set(simulated.clients).size, simulated.clients.length);
    assert.ok(simulated.clients.every((name) => /^0cli[0-9a-f]{6}$/.test(name)));
  });

  test('[S14] a file goes in parts of a megabyte over one connection; cut, spoilt, short or without room it is never started', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const { switches, printer } = simulated;
    const life = await stage.connected();
    const big = 'G1 X1 Y1\n'.repeat(300_000);
    assert.equal(await wholePrint(stage, life, big), 'finished');
    assert.ok(printer.printed[0]?.content === big, 'byte for byte');
    switches.spoilsUpload = true;
    assert.match(await refusedFor(stage, life, 'p2'), /could not be brought.*MD5/);
    switches.ignoresMd5 = true;
    switches.losesByte = true;
    assert.match(await refusedFor(stage, life, 'p3'), /could not be brought.*holds \d+ bytes of \d+/);
    switches.cutUploadAt = 1;
    assert.match(await refusedFor(stage, life, 'p4'), /could not be brought/);
    switches.cutUploadAt = null;
    switches.isMemoryFull = true;
    assert.match(await refusedFor(stage, life, 'p5'), /could not be brought.*memory is full/);
    assert.deepEqual(stage.printer.begun(), ['p1']);
    assert.equal(simulated.methods.filter((each) => each === START).length, 1);
    await stage.until('it to be taken away again', () => !printer.files.has('croft-p1.gcode'));
  });

  test('[BE1] that it still takes our file is waited for; that it loads filament is none of ours, and is told', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const { switches, printer } = simulated;
    const life = await stage.connected();
    switches.takesFileMs = 100;
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    switches.takesFileMs = 0;
    await stage.until('rest', () => printer.machine === MACHINE.idle);
    printer.machine = MACHINE.loading;
    const { report } = await life.report('unable');
    assert.match(report.reason ?? '', /busy: it loads or unloads filament/);
    assert.match(await refusedFor(stage, life, 'p2'), /does something else \(it loads or unloads filament\)/);
    const heard = life.heard.length;
    printer.rest();
    assert.equal((await life.report('unable', heard)).report.reason, null);
    assert.deepEqual(stage.printer.begun(), ['p1']);
  });

  test('a change that was missed is asked for before anything is concluded', async () => {
    await using at = await open({ printSeconds: 20 });
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.switches.losesChange = true;
    const heard = life.heard.length;
    simulated.printer.end('stopped');
    simulated.printer.rest();
    const { report } = await life.report('print-ended', heard);
    assert.equal(report.outcome, 'cancelled');
    assert.equal(simulated.switches.losesChange, false);
  });

  test('[MA10] what is shown no more is looked up in the history; stopped by nobody here, it has failed', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const { switches, printer } = simulated;
    switches.forgetsEnd = true;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    let heard = life.heard.length;
    life.driver.start(stage.print('p2', GCODE));
    await life.report('print-moved', heard);
    printer.end('stopped');
    printer.forget();
    const { report } = await life.report('print-ended', heard);
    assert.equal(report.outcome, 'failed');
    assert.match(report.error?.message ?? '', /by a person or by a fault/);
    switches.hasNoHistory = true;
    heard = life.heard.length;
    life.driver.start(stage.print('p3', GCODE));
    assert.equal((await life.report('print-lost', heard)).report.error.code, 'resume-unproven');
  });

  test('[BE2] an emergency stop at its screen ends what ran, and nobody says what lies there; so does a power cut', async () => {
    for (const [machine, says] of [
      [MACHINE.stopped, /stands by an emergency stop/],
      [MACHINE.powerLoss, /power cut/],
    ] as const) {
      await using at = await open({ printSeconds: 10_000 });
      const { stage, simulated } = at;
      const life = await stage.connected();
      life.driver.start(stage.print('p1', GCODE));
      await life.report('print-moved');
      simulated.printer.machine = machine;
      const { report } = await life.report('print-lost');
      assert.deepEqual([report.printId, report.error.code], ['p1', 'printer-halted']);
      assert.match((await life.report('disconnected')).report.reason, says);
      const heard = life.heard.length;
      // A person has looked, and has not dealt with it.
      life.driver.reset();
      await stage.pass(40_000);
      assert.ok(!life.heard.slice(heard).some(({ report }) => report.kind === 'connected'), 'halted is not in sight');
      simulated.printer.reboot();
      assert.equal((await life.report('connected', heard)).report.continuity, 'unproven');
      assert.equal(life.count('print-ended'), 0);
    }
  });

  test('[MA5] one that a person has stopped at its screen stands, which ends our stop as well', async () => {
    await using at = await open({ printSeconds: 10_000 });
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.switches.refusesStops = true;
    life.driver.stop();
    await stage.pass(5_000);
    assert.equal(life.count('standing'), 0, 'it prints on');
    simulated.printer.machine = MACHINE.stopped;
    await life.report('standing');
    assert.match((await life.report('disconnected')).report.reason, /stands by an emergency stop/);
    assert.equal(life.count('print-lost'), 0, 'the machine knows already that nobody knows');
  });

  test('[CO1] one that is starting is out of sight', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.printer.machine = MACHINE.starting;
    assert.match((await life.report('disconnected')).report.reason, /is starting/);
    const heard = life.heard.length;
    simulated.printer.rest();
    await life.report('connected', heard);
  });

  test('[DR4] a refused pause leaves the print printing; what the printer can change is changed, and the rest is told', async () => {
    await using at = await open({ printSeconds: 200 });
    const { stage, simulated } = at;
    const { switches, printer } = simulated;
    switches.refusePause = true;
    const life = await stage.connected();
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    life.driver.pause(print.printId);
    assert.match((await life.report('trouble')).report.error.message, /refused: The printer is busy/);
    await life.report('print-resumed');
    life.driver.adjust(print.printId, { kind: 'feed', percent: 150 });
    life.driver.adjust(print.printId, { kind: 'fan', percent: 40 });
    life.driver.adjust(print.printId, { kind: 'target', heater: 'bed', celsius: 65 });
    await stage.until(
      'the changes',
      () => printer.speedMode === 2 && printer.fan === 102 && printer.targets.heater_bed === 65,
    );
    life.driver.adjust(print.printId, { kind: 'feed', percent: 120 });
    await stage.until('two troubles', () => life.count('trouble') === 2);
    const told = await stage.until('the changes to be shown', () =>
      life.heard
        .map(({ report }) => (report.kind === 'feedback' ? report.feedback.overrides : undefined))
        .find((each) => each?.feedPercent === 150 && each.fanPercent === 40),
    );
    assert.ok(told);
    assert.match(JSON.stringify(await life.driver.manual(['G28'])), /takes no G-code/);
    life.driver.cancel(print.printId);
    assert.equal((await life.report('print-ended')).report.outcome, 'cancelled');
  });

  test('[DR3] the light is switched when the printer shows it', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    await life.report('feedback');
    assert.deepEqual(await life.driver.manual(['M355 S1']), { kind: 'done', replies: [] });
    assert.deepEqual(simulated.methods, [], 'it is on already');
    assert.deepEqual(await life.driver.manual(['M355 S0']), { kind: 'done', replies: [] });
    assert.equal(simulated.printer.light, 0);
    simulated.switches.ignoresLight = true;
    assert.match(JSON.stringify(await life.driver.manual(['M355 S1'])), /does not show that its light is on/);
  });

  test('[MA5] a stop that overtakes a start waits for what the start brings about, and ends it', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.slowMs = 200;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await stage.until('the start', () => simulated.methods.includes(START));
    life.driver.stop();
    await life.report('standing');
    assert.equal(simulated.printer.printed[0]?.outcome, 'stopped');
    const heard = life.heard.length;
    life.driver.reset();
    assert.equal((await life.report('connected', heard)).report.continuity, 'unbroken');
  });

  test('[MT2] the trays of its Canvas are slots; each tool of a file comes from the tray that the farm has chosen', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const { printer } = simulated;
    printer.canvases = [...ONE_UNIT(), [tray('ASA', '#112233')]];
    const life = await stage.connected();
    const { report } = await life.report('feedback');
    assert.deepEqual(
      report.feedback.slots?.map(({ slot, label, filled, type, colour }) => [slot, label, filled, type, colour]),
      [
        [0, 'A1', true, 'PLA', '#2850DF'],
        [1, 'A2', true, 'PETG', '#FFFFFF'],
        [2, 'A3', true, 'PLA', '#000000'],
        [3, 'A4', false, null, null],
        [4, 'B1', true, 'ASA', '#112233'],
      ],
    );
    const slots = [from(0, 2, 'PLA', '#000000'), from(1, 4, 'ASA', '#112233')];
    assert.equal(await endOf(life, mapped(stage, 'p1', 'T0\nG1 X1 E1\nT1\nG1 X2 E1\n', slots)), 'finished');
    assert.deepEqual(printer.printed[0]?.trays, [
      { t: 0, canvas: 0, tray: 2 },
      { t: 1, canvas: 1, tray: 0 },
    ]);
  });

  test('[MT2] a tray that is empty by now, or holds another filament, is never printed from, and neither is one that nobody chose', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const { printer } = simulated;
    printer.canvases = ONE_UNIT();
    const life = await stage.connected();
    const one = (id: string, slot: FilamentSlot, gcode = GCODE) => endOf(life, mapped(stage, id, gcode, [slot]));
    assert.match(await one('p1', from(0, 3, 'PLA', '#F32FF8')), /unmoved: .*from A4, which is empty now/);
    assert.match(await one('p2', from(0, 1, 'PLA', '#FFFFFF')), /unmoved: .*from A2, which holds something else/);
    assert.match(await one('p3', from(0, 0, 'PLA', '#2850DF'), 'T0\nT1\n'), /unmoved: Filament 2 .* given no slot/);
    // A person changes it while the file is on its way.
    simulated.uploads.shut();
    const late = one('p4', from(0, 0, 'PLA', '#2850DF'));
    await stage.until('the upload', () => simulated.uploads.waiting > 0);
    printer.canvases = [[tray('PETG', '#2850DF')]];
    simulated.uploads.open();
    assert.match(await late, /unmoved: .*from A1, which holds something else/);
    printer.canvases = [];
    assert.match(await one('p5', from(0, 0, 'PETG', '#2850DF')), /unmoved: The Canvas .* not connected any more/);
    assert.match(
      await endOf(life, stage.print('p6', 'T0\nT1\n')),
      /unmoved: .*needs 2 filaments, and the printer has no Canvas/,
    );
    assert.equal(simulated.starts.length, 0);
    // Without a Canvas, and of one filament, it is the printer's own spool.
    assert.equal(await endOf(life, stage.print('p7', GCODE)), 'finished');
    assert.match(JSON.stringify(simulated.starts.at(0)), /"slot_map":\[\]/);
  });

  test('[MT2] a tray that the printer goes on with by itself is told, once', async () => {
    await using at = await open({ printSeconds: 400 });
    const { stage, simulated } = at;
    const { printer } = simulated;
    printer.canvases = ONE_UNIT();
    const life = await stage.connected();
    life.driver.start(mapped(stage, 'p1', GCODE, [from(0, 0, 'PLA', '#2850DF')]));
    await life.report('print-moved');
    await stage.pass(70_000);
    assert.equal(life.count('print-slot'), 0);
    printer.active = { canvas: 0, tray: 2 };
    const { change } = (await life.report('print-slot')).report;
    assert.deepEqual([change.filament, change.slot, change.seen], [0, 2, true]);
    await stage.pass(70_000);
    assert.equal(life.count('print-slot'), 1);
  });
});
