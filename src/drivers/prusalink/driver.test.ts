import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContractStage, refusedFor, wholePrint } from '#drivers/fixtures/contract-stage';
import { printId } from '#model/ids';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { manifest } from './manifest.ts';
import { SimulatedPrusaLink, type SimulatorOptions } from './simulator/prusa-link.ts';

const GCODE = 'G28\nG1 X10 E1\n; the end\n';

interface Stage extends AsyncDisposable {
  readonly stage: ContractStage;
  readonly simulated: SimulatedPrusaLink;
}

/** As in the contract suite: the driver on a fast clock, the printer over real sockets. */
async function open(options: SimulatorOptions = {}): Promise<Stage> {
  const simulated = await SimulatedPrusaLink.start({ printSeconds: 30, speed: 40, ...options });
  const stage = new ContractStage(contractPrinter(simulated));
  return { stage, simulated, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

describe('PrusaLink', { concurrency: true }, () => {
  for (const [dialect, user] of [
    ['buddy', 'maker'],
    ['pi', 'pi'],
  ] as const) {
    test(`login by digest (${dialect}): a print through nonces that grow old all the time`, async () => {
      await using at = await open({ dialect });
      const { stage, simulated } = at;
      simulated.switches.nonceUses = 2;
      const { options } = stage.printer;
      const life = stage.drive({ options: { ...options, user } });
      await life.report('connected');
      assert.equal(await wholePrint(stage, life, GCODE), 'finished');
      assert.equal(simulated.printer.printed[0]?.content, GCODE);
      const stranger = stage.drive({ options: { ...options, user, password: 'another' } });
      assert.equal((await stranger.report('disconnected')).report.wrongCredentials, true);
      const secrets = [simulated.switches.password, 'another'];
      const leaks = [...life.told, ...stranger.told].filter((each) => secrets.some((secret) => each.includes(secret)));
      assert.deepEqual(leaks, [], 'no password leaves the driver');
    });
  }

  test('a Raspberry Pi: by its key, starting for a minute, with a card that cannot be written', async () => {
    await using at = await open({ dialect: 'pi' });
    const { stage, simulated } = at;
    simulated.switches.isStarting = true;
    const life = stage.drive();
    const { report } = await life.report('disconnected');
    assert.deepEqual([report.wrongCredentials, report.reason], [false, 'PrusaLink is starting']);
    simulated.switches.isStarting = false;
    assert.match((await life.report('connected')).report.firmware ?? '', /Raspberry Pi/);
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    assert.ok(simulated.asked.includes('PUT /api/v1/files/local/croft/p1.gcode'));
    const stranger = stage.drive({ options: stage.printer.wrongOptions ?? {} });
    assert.equal((await stranger.report('disconnected')).report.wrongCredentials, true);
  });

  test('[S14] an upload cut in the middle or stored short is never started; nor one without a stick, and each says why', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.switches.cutUploadAt = 1_000;
    assert.match(await refusedFor(stage, life, 'p1'), /could not be brought/);
    simulated.switches.cutUploadAt = null;
    simulated.switches.storeOnly = 1_000;
    assert.match(await refusedFor(stage, life, 'p2'), /stored 1000 of 300000 bytes/);
    simulated.switches.storeOnly = null;
    simulated.switches.hasStorage = false;
    await stage.pass(10_000);
    assert.match(await refusedFor(stage, life, 'p3'), /USB drive/);
    assert.deepEqual(simulated.printer.printed, []);
    assert.ok(!simulated.asked.some((each) => each.startsWith('POST')));
  });

  test('[CA1] a Raspberry Pi names its cameras to whom it lets in, each with its picture; a Buddy knows of none', async () => {
    const own = manifest.network?.cameras;
    assert.ok(own !== undefined);
    const listed = async (simulated: SimulatedPrusaLink, options: Readonly<Record<string, unknown>>) => {
      const question = own.question(options);
      assert.ok(question !== null);
      const answer = await fetch(question.url, { headers: question.headers });
      const cameras = own.read(answer.ok ? await answer.json() : null, options);
      assert.ok(simulated.asked.includes('GET /api/v1/cameras'));
      return cameras;
    };
    await using pi = await open({ dialect: 'pi' });
    pi.simulated.cameras.set('front', { name: 'Front', picture: Buffer.from([0xff, 0xd8, 0xff, 1]) });
    pi.simulated.cameras.set('top', { name: ' ', picture: null });
    const [front, top] = await listed(pi.simulated, pi.stage.printer.options);
    assert.deepEqual([front?.name, top?.name], ['Front', 'Camera top']);
    const headers = { 'x-api-key': front?.password ?? '' };
    assert.equal((await (await fetch(front?.url ?? '', { headers })).arrayBuffer()).byteLength, 4);
    assert.equal((await fetch(top?.url ?? '', { headers })).status, 204);
    assert.equal((await fetch(front?.url ?? '', { headers: { 'x-api-key': 'x' } })).status, 403);
    await using buddy = await open();
    assert.deepEqual(await listed(buddy.simulated, buddy.stage.printer.options), []);
  });

  test('an upload that is refused says why, in words: full, busy, too slow, a name or a kind that it does not take', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    const answers: readonly (readonly [number, string, RegExp])[] = [
      [507, '', /storage is full or missing/],
      [409, '409: Another transfer in progress', /Another transfer in progress/],
      [409, '{"title":"Conflict","message":"File is busy"}', /File is busy/],
      [503, 'Upload stopped from connect', /Upload stopped from connect/],
      [408, '', /waited too long for the file/],
      [422, '<html>422</html>', /does not take the name/],
      [415, '', /does not take this kind of file/],
    ];
    for (const [place, [code, message, says]] of answers.entries()) {
      simulated.switches.refuseUploads = [{ code, message }];
      assert.match(await refusedFor(stage, life, `p${place}`), says);
    }
    assert.deepEqual([simulated.printer.printed, simulated.files.size], [[], 0]);
  });

  test('while a file is on its way the page says how far; what else the printer does by then is said, and nothing started', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    for (const [state, says] of [
      ['ATTENTION', /asks something at its panel: answer that first/],
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

  test('that the print will ask for another filament is said before it does', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.switches.changeIn = 700;
    simulated.printer.start('panel.gcode', 'G28\n');
    await life.report('foreign-began');
    await stage.until('it is said', () =>
      life.heard.some(
        ({ report }) =>
          report.kind === 'feedback' && report.feedback.notice?.startsWith('In about 12 min it waits') === true,
      ),
    );
  });

  test('45 ms to each answer and a slow printer: never a fourth connection, and cancel while the file is on its way', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.latencyMs = 45;
    simulated.switches.slowMs = 45;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    const heard = life.heard.length;
    life.driver.start(stage.print('p2', 'G1 X1\n'.repeat(200_000)));
    await stage.until('the upload', () => simulated.asked.includes('PUT /api/v1/files/usb/croft/p2.gcode'));
    life.driver.cancel(printId('p2'));
    const { report } = await life.report('print-ended', heard);
    assert.deepEqual([report.outcome, report.moved], ['cancelled', false]);
    assert.ok(simulated.mostConnections <= 3);
    assert.equal(simulated.printer.printed.length, 1);
  });

  test('[MA11a] after an accepted start it is idle for its preview, with the last page of another print before; no conclusion is drawn', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    simulated.switches.previewMs = 250;
    assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
    assert.deepEqual(stage.printer.begun(), ['p1', 'p2']);
    assert.equal(life.count('foreign-began'), 0);
  });

  test('[WI4] [BE3] a print that began and was broken off behind one question that was lost is not called unmoved', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.switches.previewMs = 50;
    life.driver.start(stage.print('p1', GCODE));
    await stage.until('the start', () => simulated.asked.some((each) => each.startsWith('POST')));
    await stage.pass(200);
    simulated.switches.isSilent = true;
    await stage.until('its begin', () => stage.printer.isAtWork());
    simulated.printer.reboot();
    await stage.pass(5_000);
    simulated.switches.isSilent = false;
    const told = await stage.until('its end', () =>
      life.story.find((kind) => kind === 'print-lost' || kind === 'print-ended'),
    );
    assert.equal(told, 'print-lost');
    assert.equal(life.count('disconnected'), 0, 'nobody took it for blindness');
    assert.deepEqual(stage.printer.begun(), ['p1']);
  });

  test('the printer asks at its panel: a pause that says so; answered there, it goes on; a crash is no end', async () => {
    await using at = await open({ printSeconds: 120 });
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.printer.askAtPanel();
    assert.match((await life.report('print-paused')).report.reason, /asks something at its panel/);
    simulated.printer.answerAtPanel();
    await life.report('print-resumed');
    simulated.printer.recoverFromCrash();
    await stage.pass(5_000);
    simulated.printer.answerAtPanel();
    assert.equal((await life.report('print-ended')).report.outcome, 'finished');
    assert.equal(life.count('print-paused'), 1);
  });

  test('an end that a person dismisses unseen, far from done, is a failure with what is known', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    const dismissedAt = async (id: string, share: number): Promise<string> => {
      const heard = life.heard.length;
      life.driver.start(stage.print(id, GCODE));
      const reached = await stage.until('so much', () =>
        life.heard
          .slice(heard)
          .map(({ report }) => (report.kind === 'feedback' ? (report.feedback.progress?.fraction ?? 0) : 0))
          .some((fraction) => fraction >= share),
      );
      assert.ok(reached);
      simulated.printer.stop();
      simulated.printer.dismiss();
      const { report } = await life.report('print-ended', heard);
      return `${report.outcome} ${report.error?.code ?? 'without error'}`;
    };
    assert.equal(await dismissedAt('p1', 0.2), 'failed printer-reported-failure');
  });

  test('an error at the panel: the print is lost, the printer must be dealt with there, and is found again', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await life.report('print-moved');
    simulated.printer.fail();
    const { report } = await life.report('print-lost');
    assert.deepEqual([report.printId, report.error.code], ['p1', 'printer-halted']);
    await life.report('disconnected');
    const heard = life.heard.length;
    simulated.printer.dismiss();
    assert.equal((await life.report('connected', heard)).report.continuity, 'unproven');
  });

  test('[MA10] the last page of an earlier print is no verdict on a print that may never have begun', async () => {
    await using at = await open();
    const { stage } = at;
    const first = await stage.connected();
    assert.equal(await wholePrint(stage, first, GCODE), 'finished');
    await first.end();
    // Without a note of whether its start had left.
    stage.record = null;
    const next = stage.drive({ adopt: { print: stage.print('p2', GCODE), into: 'printing' } });
    assert.equal((await next.report('print-lost')).report.error.code, 'resume-unproven');
    assert.equal(next.count('print-ended'), 0);
  });

  test('[BE4] [BE5] a “ready” that a firmware forgets to take back, or that comes with the end of a print, is nobody’s word', async () => {
    await using at = await open({ dialect: 'pi', printSeconds: 5 });
    const { stage, simulated } = at;
    const { printer } = simulated;
    const life = await stage.connected();
    await stage.pass(10_000);
    printer.setReady(true);
    await life.report('bed-declared');
    printer.keepsReady = true;
    // Its last page says “ready”, too, and not that it has finished.
    await wholePrint(stage, life, GCODE);
    await stage.pass(30_000);
    printer.keepsReady = false;
    assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
    printer.setReady(true);
    await stage.pass(30_000);
    const told = life.heard.flatMap(({ report }) => (report.kind === 'bed-declared' ? [report.clear] : []));
    assert.deepEqual(told, [true, false], 'of the first press, and that the print ended it');
  });

  test('[S3] our own file printed again at the panel is foreign; one that comes before our file is there ends ours unmoved', async () => {
    await using at = await open({ printSeconds: 60 });
    const { stage, simulated } = at;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    simulated.printer.start('croft/p1.gcode', GCODE);
    assert.equal((await life.report('foreign-began')).report.foreign.name, 'p1.gcode');
    simulated.printer.stop();
    assert.equal((await life.report('foreign-ended')).report.outcome, 'cancelled');
    simulated.switches.latencyMs = 100;
    const heard = life.heard.length;
    life.driver.start(stage.print('p2', GCODE));
    simulated.printer.start('other.gcode', GCODE);
    const { report } = await life.report('print-ended', heard);
    assert.deepEqual([report.outcome, report.moved], ['failed', false]);
    assert.ok(!stage.printer.begun().includes('p2'));
  });

  test('[DR4] a refused pause leaves the print printing; what PrusaLink cannot do is told', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.refusePause = true;
    const life = await stage.connected();
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    life.driver.pause(print.printId);
    assert.match((await life.report('trouble')).report.error.message, /Can’t pause now/);
    await life.report('print-resumed');
    life.driver.adjust(print.printId, { kind: 'feed', percent: 80 });
    await stage.until('two troubles', () => life.count('trouble') === 2);
    assert.match(JSON.stringify(await life.driver.manual(['G28'])), /takes no G-code/);
    assert.equal((await life.report('print-ended')).report.outcome, 'finished');
  });

  test('[DR4] [WI4] a server’s error to a pause or cancel proves nothing: the state tells, and a cancel is asked for again', async () => {
    await using at = await open({ printSeconds: 120 });
    const { stage, simulated } = at;
    const life = await stage.connected();
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    simulated.switches.failsOrders = 'obeyed';
    life.driver.pause(print.printId);
    await life.report('print-paused');
    assert.equal(life.count('print-resumed'), 0, 'it was paused, whatever the answer said');
    assert.doesNotMatch((await life.report('trouble')).report.error.message, /refused/);
    simulated.switches.failsOrders = 'ignored';
    life.driver.cancel(print.printId);
    await stage.until('two answers', () => life.count('trouble') >= 2);
    simulated.switches.failsOrders = null;
    const { report } = await life.report('print-ended');
    assert.deepEqual([report.outcome, life.count('print-resumed')], ['cancelled', 0]);
  });

  test('[MA5] a stop that overtakes a start waits for what the start brings about, and ends it', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.previewMs = 200;
    const life = await stage.connected();
    life.driver.start(stage.print('p1', GCODE));
    await stage.until('the start', () => simulated.asked.some((each) => each.startsWith('POST')));
    life.driver.stop();
    // A person presses it twice.
    life.driver.stop();
    await life.report('standing');
    assert.equal(simulated.printer.printed[0]?.outcome, 'stopped');
    const heard = life.heard.length;
    life.driver.reset();
    await life.report('connected', heard);
  });

  test('[MA5] the job that has ended, still shown, is no sign of the start that a stop has overtaken', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.keepsEndedJob = true;
    const life = await stage.connected();
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    simulated.switches.previewMs = 200;
    life.driver.start(stage.print('p2', GCODE));
    await stage.until('the start', () => simulated.asked.includes('POST /api/v1/files/usb/croft/p2.gcode'));
    life.driver.stop();
    await life.report('standing');
    assert.deepEqual(
      simulated.printer.printed.map(({ outcome }) => outcome),
      ['finished', 'stopped'],
    );
  });

  for (const state of ['BUSY', 'ATTENTION'] as const) {
    test(`[MA11a] [JO10] a start that waits at the panel (${state}) may begin at any time; refused there, it never does`, async () => {
      await using at = await open();
      const { stage, simulated } = at;
      const life = await stage.connected();
      simulated.switches.waitsAtPanel = state;
      life.driver.start(stage.print('p1', GCODE));
      await stage.until('the question', () => simulated.printer.state === state);
      await stage.pass(90_000);
      assert.equal(life.count('print-ended'), 0);
      simulated.answerBeforePrint(true);
      assert.equal((await life.report('print-ended')).report.outcome, 'finished');
      const heard = life.heard.length;
      life.driver.start(stage.print('p2', GCODE));
      await stage.until('the question', () => simulated.printer.state === state);
      simulated.answerBeforePrint(false);
      const { report } = await life.report('print-ended', heard);
      assert.deepEqual([report.moved, report.error?.code], [false, 'start-unconfirmed']);
    });

    test(`[MA5] nor does a printer stand that may still begin what waits at its panel (${state})`, async () => {
      await using at = await open();
      const { stage, simulated } = at;
      const life = await stage.connected();
      simulated.switches.waitsAtPanel = state;
      life.driver.start(stage.print('p1', GCODE));
      await stage.until('the question', () => simulated.printer.state === state);
      life.driver.stop();
      await stage.pass(90_000);
      assert.equal(life.count('standing'), 0);
      simulated.answerBeforePrint(true);
      await life.report('standing');
      assert.equal(simulated.printer.printed[0]?.outcome, 'stopped');
    });
  }

  test('[MA11a] [WI4] only 404 and 409 say that nothing moved; after any other answer the printer’s state decides', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.switches.failsAfterStart = 500;
    assert.equal(await wholePrint(stage, life, GCODE), 'finished');
    assert.deepEqual(stage.printer.begun(), ['p1']);
    simulated.switches.failsAfterStart = null;
    simulated.switches.refuseStarts = [{ code: 503, message: 'Out of memory' }];
    const heard = life.heard.length;
    const sentAt = stage.clock.monotonic();
    life.driver.start(stage.print('p2', GCODE));
    const { report, atMs } = await life.report('print-ended', heard);
    assert.deepEqual([report.moved, atMs - sentAt >= 60_000], [false, true]);
    assert.match(report.error?.message ?? '', /never began.*Out of memory/);
  });

  test('[BE1] [MA11] a print that was given up while it waits at the panel: the next is refused in words, and begun there it is another’s', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    simulated.switches.waitsAtPanel = 'ATTENTION';
    const given = stage.print('p1', GCODE);
    life.driver.start(given);
    await stage.until('the question', () => simulated.printer.state === 'ATTENTION');
    // Its start was not seen in time: the bed is unknown, and then a person has cleared it.
    life.driver.cancel(given.printId);
    const heard = life.heard.length;
    life.driver.reset();
    await life.report('connected', heard);
    life.driver.start(stage.print('p2', GCODE));
    const { report } = await life.report('print-ended', heard);
    assert.deepEqual([report.printId, report.moved], ['p2', false]);
    assert.match(
      report.error?.message ?? '',
      /does something else \(it asks something at its panel: answer that first\)/,
    );
    simulated.answerBeforePrint(true);
    assert.match((await life.report('foreign-began', heard)).report.foreign.name, /p1/);
    assert.equal(life.count('print-moved'), 0);
  });
});
