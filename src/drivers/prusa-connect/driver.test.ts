import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { ContractStage, refusedFor, wholePrint } from '#drivers/fixtures/contract-stage';
import { printId } from '#model/ids';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { ownPlace } from './simulator/own-place.ts';
import { SimulatedPrusaConnect, type SimulatorOptions } from './simulator/prusa-connect.ts';

const GCODE = 'G28\nG1 X10 E1\n; the end\n';
const LONG = 'G1 X1 Y2 E3 ; a line\n'.repeat(7_001);

interface Stage extends AsyncDisposable {
  readonly stage: ContractStage;
  readonly simulated: SimulatedPrusaConnect;
  readonly place: { readonly host: string; readonly port: number };
}

/** As in the contract suite: the driver on a fast clock, the printer over real sockets. */
function open(options: Partial<SimulatorOptions> = {}): Stage {
  const place = ownPlace();
  const simulated = new SimulatedPrusaConnect({ ...place, printSeconds: 30, speed: 40, ...options });
  const stage = new ContractStage(contractPrinter(simulated, place));
  return { stage, simulated, place, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

describe('a Prusa printer that dials', { concurrency: true }, () => {
  for (const build of ['http', 'websocket'] as const) {
    test(`[S14] ${build}: a long file comes whole, though it breaks off and each event is said twice; then pause, resume and cancel`, async () => {
      await using at = open({ build });
      const { stage, simulated } = at;
      simulated.switches.cutTransfersAt = [7_000, 1_000, 50_001];
      simulated.switches.repeatsEvents = true;
      const life = await stage.connected();
      assert.equal(await wholePrint(stage, life, LONG), 'finished');
      assert.equal(simulated.printer.printed[0]?.content, LONG);
      assert.equal(life.count('print-moved'), 1);
      const heard = life.heard.length;
      const print = stage.print('p2', GCODE);
      life.driver.start(print);
      await life.report('print-moved', heard);
      life.driver.pause(print.printId);
      await life.report('print-paused', heard);
      life.driver.resume(print.printId);
      await life.report('print-resumed', heard);
      life.driver.cancel(print.printId);
      assert.equal((await life.report('print-ended', heard)).report.outcome, 'cancelled');
      await stage.until('the file to go', () => simulated.files.size === 0);
      assert.deepEqual(stage.printer.begun(), ['p1', 'p2']);
    });

    test(`[MA5] ${build}: a stop that overtakes a start waits for what the start brings about, and ends it`, async () => {
      await using at = open({ build });
      const { stage, simulated } = at;
      simulated.switches.previewMs = 200;
      const life = await stage.connected();
      life.driver.start(stage.print('p1', GCODE));
      await stage.until('the start', () => simulated.commanded.includes('START_PRINT /usb/croft/p1.gcode'));
      life.driver.stop();
      life.driver.stop();
      await life.report('standing');
      assert.deepEqual(
        simulated.printer.printed.map(({ outcome }) => outcome),
        ['stopped'],
      );
      const heard = life.heard.length;
      life.driver.reset();
      await life.report('connected', heard);
    });
  }

  test('[MN1] [PZ5] an idle printer on a WebSocket is silent for minutes, and what happens at it is told all the same', async () => {
    await using at = open({ build: 'websocket' });
    const { stage } = at;
    const life = await stage.connected();
    const began = stage.clock.monotonic();
    stage.printer.startAtPanel();
    const { atMs } = await life.report('foreign-began');
    assert.ok(atMs - began <= 15_000, `told after ${atMs - began} ms`);
  });

  test('what cannot be brought is never started, and says why: no drive, stored short, given up', async () => {
    await using at = open({ build: 'websocket' });
    const { stage, simulated } = at;
    simulated.switches.hasStorage = false;
    const life = await stage.connected();
    assert.match(await refusedFor(stage, life, 'p1'), /USB drive/);
    simulated.switches.hasStorage = true;
    // It says so by itself.
    await stage.pass(5_000);
    simulated.switches.storeOnly = 1_000;
    assert.match(await refusedFor(stage, life, 'p2'), /stored 1000 of 300000 bytes/);
    simulated.switches.storeOnly = null;
    simulated.switches.cutTransfersAt = [0, 0, 0, 0, 0];
    assert.match(await refusedFor(stage, life, 'p3'), /could not fetch the file from Croft/);
    assert.ok(!simulated.commanded.some((each) => each.startsWith('START_PRINT')));
    assert.deepEqual(simulated.printer.printed, []);
  });

  test('a drive without room is said, before and on the way; how far a file is, too; and what else the printer does by then', async () => {
    await using at = open({ build: 'websocket' });
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.switches.isFull = 'at-once';
    assert.match(await refusedFor(stage, life, 'p1'), /could not write to its USB drive. Is there room/);
    simulated.switches.isFull = 'on-the-way';
    assert.match(await refusedFor(stage, life, 'p2'), /could not write to its USB drive. Is there room/);
    simulated.switches.isFull = null;
    for (const [state, says] of [
      ['ATTENTION', /asks something: answer that first/],
      ['BUSY', /busy at its panel/],
    ] as const) {
      simulated.uploads.shut();
      const heard = life.heard.length;
      const refused = refusedFor(stage, life, `p-${state.toLowerCase()}`);
      await stage.until('how far it is', () =>
        life.heard
          .slice(heard)
          .some(({ report }) => report.kind === 'feedback' && /on its way: \d+ %/.test(report.feedback.notice ?? '')),
      );
      await stage.until('all of it', () => simulated.uploads.waiting > 0);
      simulated.printer.state = state;
      simulated.uploads.open();
      assert.match(await refused, says);
      simulated.printer.dismiss();
    }
    assert.deepEqual(simulated.printer.printed, []);
  });

  test('45 ms to each word: a print to its end, and cancel while the file is on its way', async () => {
    await using at = open();
    const { stage, simulated } = at;
    simulated.switches.latencyMs = 45;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    simulated.uploads.shut();
    const heard = life.heard.length;
    const print = stage.print('p2', GCODE);
    life.driver.start(print);
    await stage.until('all of it', () => simulated.uploads.waiting > 0);
    life.driver.cancel(print.printId);
    const { report } = await life.report('print-ended', heard);
    assert.deepEqual([report.outcome, report.moved], ['cancelled', false]);
    simulated.uploads.open();
    assert.equal(simulated.printer.printed.length, 1);
  });

  test('a transfer of the process before is ended, a file of that name replaced, and the lost word of an end asked for', async () => {
    await using at = open({ build: 'websocket' });
    const { stage, simulated } = at;
    const first = await stage.connected();
    simulated.switches.cutTransfersAt = [100, 100, 100, 100];
    first.driver.start(stage.print('p1', LONG));
    await stage.until('the transfer', () => simulated.commanded.some((each) => each.startsWith('START_ENCRYPTED')));
    await first.end();
    simulated.files.set('/usb/croft/p2.gcode', 'old');
    simulated.switches.losesTransferEnd = true;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
    assert.deepEqual(
      simulated.printer.printed.map(({ content }) => content),
      [GCODE],
    );
  });

  test('[MA10] a start that never left stands on disk: after a restart nothing moved, for sure', async () => {
    await using at = open();
    const { stage, simulated } = at;
    const first = await stage.connected();
    simulated.switches.cutTransfersAt = [100, 100, 100];
    first.driver.start(stage.print('p1', LONG));
    await stage.until('the transfer', () => simulated.commanded.some((each) => each.startsWith('START_ENCRYPTED')));
    await first.end();
    const next = stage.drive({ adopt: { print: stage.print('p1', LONG), into: 'printing' } });
    const { report } = await next.report('print-ended');
    assert.deepEqual([report.outcome, report.moved, report.error?.code], ['failed', false, 'start-unconfirmed']);
    assert.deepEqual(simulated.printer.printed, []);
  });

  test('[MA11a] [JO10] idle for its preview, and “no job” as its answer to a start: no conclusion is drawn; what has ended unseen is learned', async () => {
    await using at = open();
    const { stage, simulated } = at;
    simulated.switches.previewMs = 200;
    simulated.switches.answersEarly = true;
    const life = await stage.connected();
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    await life.end();
    await stage.until('its end', () => !stage.printer.isAtWork());
    // A person has pressed “home” on its last page.
    simulated.printer.dismiss();
    const next = stage.drive({ adopt: { print, into: 'printing' } });
    assert.equal((await next.report('print-ended')).report.outcome, 'finished');
    await next.end();
    simulated.switches.forgetsJobs = true;
    const blind = stage.drive({ adopt: { print, into: 'printing' } });
    assert.equal((await blind.report('print-lost')).report.error.code, 'resume-unproven');
  });

  test('what it asks is a dialog whose buttons answer it: before a print, and in the middle of one', async () => {
    await using at = open({ build: 'websocket', printSeconds: 60 });
    const { stage, simulated } = at;
    simulated.switches.asksBeforeStart = true;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    const { dialog } = (await life.report('dialog')).report;
    assert.deepEqual([dialog?.text, dialog?.choices], ['Wrong filament: Print anyway? (#10318)', ['Yes', 'No']]);
    life.driver.answer('another', 0);
    assert.match((await life.report('trouble')).report.error.message, /asks that no more/);
    life.driver.answer(dialog?.id ?? '', 0);
    await life.report('print-moved');
    const heard = life.heard.length;
    simulated.ask({ id: 78, code: '10704', title: 'Filament', text: 'Put in new filament.', buttons: ['Continue'] });
    assert.match((await life.report('print-paused', heard)).report.reason, /Put in new filament/);
    const asked = (await life.report('dialog', heard)).report.dialog;
    assert.deepEqual(asked?.choices, ['Continue']);
    life.driver.answer(asked?.id ?? '', 0);
    await life.report('print-resumed', heard);
    assert.equal((await life.report('print-ended')).report.outcome, 'finished');
    const told = life.heard.flatMap(({ report }) => (report.kind === 'dialog' ? [report.dialog?.id ?? null] : []));
    assert.deepEqual(told, ['77', null, '78', null]);
  });

  test('[DR9] another printer with the same settings file, or without one, is turned away; the first keeps its port', async () => {
    await using at = open();
    const { stage, place } = at;
    const life = await stage.connected();
    await using other = new SimulatedPrusaConnect({ ...place, speed: 40, fingerprint: 'another0000000000' });
    assert.match((await life.report('trouble')).report.error.message, /Another printer calls with this one’s token/);
    other.switches.token = 'quite-another';
    await stage.until('both to be told', () => life.count('trouble') === 2);
    const body = JSON.stringify({ sn: '1', fingerprint: 'third' });
    const asked = await fetch(`http://${place.host}:${place.port}/p/register`, { method: 'POST', body });
    assert.equal(asked.status, 200);
    assert.match(life.heard.map(({ report }) => JSON.stringify(report)).join('\n'), /asks to be registered/);
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    assert.deepEqual([life.count('disconnected'), other.printer.printed.length], [0, 0]);
  });

  test('[DR9] one that asks to be registered shows a code, and has its token when a person has typed that code; nobody else has', async () => {
    await using at = open();
    const { stage, simulated, place } = at;
    const { token } = simulated.switches;
    simulated.switches.token = '';
    const address = `http://${place.host}:${place.port}/p/register`;
    const asking = stage.drive();
    const { reason, wrongCredentials } = (await asking.report('disconnected')).report;
    const code = await stage.until('the code', () => simulated.shownCode);
    assert.ok(wrongCredentials && reason.includes(code) && reason.includes('10589-3742441631'), reason);
    const body = JSON.stringify({ sn: 'x', fingerprint: 'a stranger’s' });
    const strange = await fetch(address, { method: 'POST', body });
    const strangeCode = strange.headers.get('code') ?? '';
    assert.ok(strangeCode.length === code.length && strangeCode !== code);
    for (const odd of ['{}', '[]', '{', '']) {
      const refused = await fetch(address, { method: 'POST', body: odd });
      assert.deepEqual([refused.status, refused.headers.get('code')], [400, null], odd);
    }
    await stage.pass(30_000);
    assert.equal(simulated.switches.token, '', 'nobody has confirmed it');
    await asking.end();

    const typed = ` ${code.replace('-', ' ').toLowerCase()}`;
    const life = stage.drive({ options: { ...stage.printer.options, registrationCode: typed } });
    await life.report('connected');
    assert.equal(simulated.switches.token, token);
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    for (const [other, status] of [
      [strangeCode, 202],
      ['AAAA-AAAA', 404],
      ['', 404],
      // It has its token, and the code is spent.
      [code, 404],
    ] as const) {
      const answer = await fetch(address, { headers: { code: other } });
      assert.deepEqual([answer.status, answer.headers.get('token')], [status, null], other);
    }
  });

  test('a printer that never calls, and a port that is taken: both say what a person can do', async () => {
    await using at = open();
    const { stage, simulated, place } = at;
    simulated.cut();
    const lonely = stage.drive();
    assert.match((await lonely.report('disconnected')).report.reason, /has not called yet.*USB drive.*Prusa Connect/);
    await lonely.end();
    const holder = createServer();
    await new Promise<void>((done) => holder.listen({ ...place }, done));
    const shut = stage.drive();
    assert.match((await shut.report('disconnected')).report.reason, /Port 8090 .* taken already.* another one/);
    await new Promise((done) => holder.close(done));
    simulated.mend();
    await shut.report('connected');
  });

  test('[DR4] refused orders leave the print as it is; lines of G-code, overrides and objects go between', async () => {
    await using at = open({ printSeconds: 120 });
    const { stage, simulated } = at;
    simulated.switches.refusePause = true;
    simulated.objects = [
      { id: 0, name: 'left', canceled: false },
      { id: 1, name: 'right', canceled: false },
    ];
    const life = await stage.connected();
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    life.driver.pause(print.printId);
    assert.match((await life.report('trouble')).report.error.message, /No print to pause/);
    await life.report('print-resumed');
    life.driver.adjust(print.printId, { kind: 'feed', percent: 80 });
    life.driver.adjust(print.printId, { kind: 'skip-object', object: '1' });
    await stage.until('both', () => simulated.executed.includes('M220 S80') && simulated.objects[1]?.canceled === true);
    const overrides = await stage.until('the objects', () => {
      const last = life.heard.findLast(({ report }) => report.kind === 'feedback')?.report;
      return (
        last?.kind === 'feedback' && (last.feedback.overrides?.objects?.length ?? 0) === 2 && last.feedback.overrides
      );
    });
    assert.deepEqual(
      overrides.objects?.map(({ skipped }) => skipped),
      [false, true],
    );
    assert.deepEqual(await life.driver.manual(['M104 S0', 'M117 x']), { kind: 'done', replies: [] });
    assert.match(JSON.stringify(await life.driver.manual([`M117 ${'x'.repeat(300)}`])), /no line of that length/);
    life.driver.cancel(print.printId);
    assert.equal((await life.report('print-ended')).report.outcome, 'cancelled');
  });

  test('a red screen: the print is lost, the reset restarts the printer, and it is found again', async () => {
    await using at = open({ build: 'websocket' });
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.printer.fail();
    const { report } = await life.report('print-lost');
    assert.deepEqual([report.printId, report.error.code], ['p1', 'printer-halted']);
    const heard = life.heard.length;
    life.driver.reset();
    assert.equal((await life.report('connected', heard)).report.continuity, 'unproven');
    assert.ok(simulated.commanded.includes('RESET_PRINTER'));
  });

  test('it recovers from a crash and tells of no job meanwhile: no end, and the end is learned when it comes', async () => {
    await using at = open({ build: 'websocket', printSeconds: 60 });
    const { stage, simulated } = at;
    simulated.switches.hidesJobWhileBusy = true;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    const asked = (): number => simulated.commanded.filter((each) => each === 'SEND_JOB_INFO').length;
    const before = asked();
    simulated.printer.recoverFromCrash();
    await stage.until('its history to be asked', () => asked() > before);
    await stage.pass(5_000);
    const heard = life.heard.length;
    simulated.printer.answerAtPanel();
    await stage.until('it to print on', () =>
      life.heard.slice(heard).some(({ report: each }) => each.kind === 'feedback' && each.feedback.progress !== null),
    );
    simulated.printer.stop();
    simulated.printer.dismiss();
    const { report } = await life.report('print-ended');
    assert.deepEqual([report.outcome, report.error, life.count('print-paused')], ['cancelled', null, 0]);
  });

  test('[S3] our own file printed again at the panel is foreign; nothing of it is paused or cancelled', async () => {
    await using at = open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    simulated.startAtPanel('croft/p1.gcode', GCODE);
    assert.equal((await life.report('foreign-began')).report.foreign.name, 'p1.gcode');
    life.driver.cancel(printId('p1'));
    assert.equal((await life.report('foreign-ended')).report.outcome, 'finished');
  });
});
