import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { printId } from '#model/ids';
import { openTls, pinnedTls, seeCertificate } from './certificate-pin.ts';
import { open, openLong, options, settled, times } from './fixtures/quick-printer.ts';
import { DriverHome } from './fixtures/driver-under-test.ts';
import { MqttSession } from './mqtt-session.ts';
import { taskIdOf } from './protocol/task-id.ts';

// Each has a printer of its own, and most of its time is waiting.
describe('Bambu Lab', { concurrency: 4 }, () => {
  test('[DR1] [CO1] connected when the whole state and the version have arrived, with what the printer measures', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = home.drive(options(printer));
    life.driver.connect();
    const { continuity, foreign, firmware } = await life.report('connected');
    assert.deepEqual([continuity, foreign, firmware], ['unproven', null, 'Bambu Lab P1S 01.08.02.00']);
    const { feedback } = await life.report('feedback');
    assert.deepEqual(
      feedback.temperatures.map(({ name }) => name),
      ['nozzle', 'bed'],
    );
    assert.deepEqual(printer.asked, ['get_version', 'pushall']);
  });

  for (const deltasOnly of [true, false]) {
    test(`[DR2] [DR3] a print is packed, brought, verified, started and ends when the printer shows it (${deltasOnly ? 'changes only' : 'everything'})`, async () => {
      await using printer = await open();
      printer.switches.deltasOnly = deltasOnly;
      using home = new DriverHome();
      await using life = await home.connected(options(printer));
      const text = 'G28\nG1 X1 E1\n; the end\n';
      life.driver.start(home.print('p1', text));
      await life.report('print-moved');
      await life.report('feedback', ({ feedback }) => (feedback.progress?.fraction ?? 0) > 0.2);
      const { outcome, moved } = await life.report('print-ended');
      assert.deepEqual([outcome, moved], ['finished', true]);
      const [job] = printer.printed;
      assert.deepEqual([job?.content, job?.name, job?.subtaskId], [text, 'p1', taskIdOf(printId('p1'))]);
      await settled(() => printer.files.size === 0);
      assert.deepEqual(readdirSync(home.folder), ['p1.gcode']);
    });
  }

  test('[DR3] [MA11a] FINISH of the print before, and its id, end nothing after a start', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-ended');
    printer.switches.acceptSeconds = 4;
    life.driver.start(home.print('p2'));
    await life.report('print-moved', (each) => each.printId === 'p2');
    assert.equal((await life.report('print-ended', (each) => each.printId === 'p2')).outcome, 'finished');
    assert.deepEqual(
      printer.printed.map(({ name }) => name),
      ['p1', 'p2'],
    );
  });

  test('[DR3] pause and resume count when the state shows them; a lost pause is sent again', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { answerMs: 50 });
    const print = home.print('p1');
    life.driver.start(print);
    await life.report('print-moved');
    printer.switches.commandsLost = 2;
    life.driver.pause(print.printId);
    assert.ok(!life.story.includes('print-paused'));
    assert.equal((await life.report('print-paused')).reason, 'Paused by a person.');
    assert.ok(times(printer, 'pause') >= 3);
    life.driver.resume(print.printId);
    await life.report('print-resumed');
    assert.equal(times(printer, 'resume'), 1);
    assert.equal(printer.device.state, 'RUNNING');
  });

  test('[MA6a] a lost resume is not sent again; the print is paused as before, and a person is told', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { answerMs: 50, proofMs: 600 });
    const print = home.print('p1');
    life.driver.start(print);
    await life.report('print-moved');
    printer.device.pauseFor(6, 0x0300_8004);
    assert.match((await life.report('print-paused')).reason, /ran out.*Load new filament.*0300_8004/);
    printer.switches.commandsLost = 1;
    life.driver.resume(print.printId);
    await life.report('trouble');
    await life.report('print-paused', ({ reason }) => /did not do it/.test(reason));
    assert.equal(times(printer, 'resume'), 1);
  });

  for (const [mode, told] of [
    ['off-told', /Developer Mode.*verify failed/],
    ['off-by-hms', /Developer Mode/],
    ['off-by-fun', /Developer Mode/],
    ['off-silently', /never began.*Developer Mode may be off/],
  ] as const) {
    test(`[DR4] Developer Mode is off (${mode}): nothing moved, and the remedy is said`, async () => {
      await using printer = await open();
      printer.switches.developerMode = mode;
      using home = new DriverHome();
      const soon = mode === 'off-silently' ? { answerMs: 100, startProofMs: 600 } : {};
      await using life = await home.connected(options(printer), soon);
      life.driver.start(home.print('p1'));
      const { outcome, moved, error } = await life.report('print-ended');
      assert.deepEqual([outcome, moved], ['failed', false]);
      assert.match(error?.message ?? '', told);
      if (mode === 'off-by-fun')
        await life.report('feedback', ({ feedback }) => /LAN Only/.test(feedback.notice ?? ''));
      assert.deepEqual([printer.printed.length, times(printer, 'project_file') <= 1], [0, true]);
    });
  }

  test('[DR4] a printer that says it is broken is brought nothing; what it only tells is shown, and stops nothing', async () => {
    await using printer = await open();
    printer.device.hms = [{ attr: 0x0300_0100, code: 0x0001_0002 }];
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    const { moved, error } = await life.report('print-ended');
    assert.equal(moved, false);
    assert.match(
      error?.message ?? '',
      /cannot start: The heater of the bed.*Switch the printer off.*0300_0100_0001_0002/,
    );
    assert.deepEqual([printer.files.size, times(printer, 'project_file')], [0, 0]);
    assert.match((await life.report('unable')).reason ?? '', /^The heater of the bed.*0300_0100_0001_0002/);
    printer.device.hms = [{ attr: 0x0500_0400, code: 0x0003_0008 }];
    await life.report('unable', ({ reason }) => reason === null);
    await life.report('feedback', ({ feedback }) => /The door is open/.test(feedback.notice ?? ''));
    life.driver.start(home.print('p2'));
    assert.equal((await life.report('print-ended', ({ printId: id }) => id === 'p2')).outcome, 'finished');
  });

  test('[DR2] a printer that shows no card is given prints all the same: those with a storage of their own need none', async () => {
    await using printer = await open();
    printer.switches.homeFlag = 0;
    // Without a card it records no timelapse.
    printer.device.hms.push({ attr: 0x0500_0100, code: 0x0003_0007 });
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    assert.equal((await life.report('print-ended')).outcome, 'finished');
  });

  test('[S8] a start that was answered with success and never showed is found out, and its file is taken away', async () => {
    await using printer = await open();
    printer.switches.ignoreStart = true;
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { startProofMs: 600 });
    life.driver.start(home.print('p1'));
    const { moved, error } = await life.report('print-ended');
    assert.deepEqual([moved, error?.code], [false, 'start-unconfirmed']);
    await settled(() => printer.files.size === 0);
  });

  test('[S14] an upload that breaks, is stored short or finds no card is never started; a false “426” is no failure', async () => {
    await using printer = await open();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const noise = Array.from({ length: 20_000 }, (_, i) => `G1 X${(i * 7919) % 251} Y${(i * 104_729) % 241}\n`).join(
      '',
    );
    const fails = async (id: string): Promise<string> => {
      life.driver.start(home.print(id, noise));
      const { moved, error } = await life.report('print-ended', (each) => each.printId === id);
      assert.equal(moved, false);
      return error?.message ?? '';
    };
    printer.switches.truncateUploadAt = 1_000;
    assert.match(await fails('p1'), /stored 1000 of \d+ bytes/);
    printer.switches.truncateUploadAt = null;
    printer.switches.cutUploadAt = 1_000;
    assert.match(await fails('p2'), /could not be brought/);
    printer.switches.cutUploadAt = null;
    printer.switches.refuseUpload = true;
    assert.match(await fails('p3'), /memory card/);
    printer.switches.refuseUpload = false;
    assert.equal(times(printer, 'project_file'), 0);
    printer.switches.falseAbort = true;
    life.driver.start(home.print('p4', noise));
    assert.equal((await life.report('print-ended', (each) => each.printId === 'p4')).outcome, 'finished');
  });

  test('[S14] an upload that is confirmed too late is there by its size, and printed', async () => {
    await using printer = await open();
    printer.switches.confirmLateMs = 600_000;
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { transferIdleMs: 2_000 });
    life.driver.start(home.print('p1'));
    assert.equal((await life.report('print-ended')).outcome, 'finished');
    assert.equal(printer.fileServer.asked.filter((each) => each.startsWith('STOR')).length, 1);
  });

  test('[DR5] [DR6] [WI4] the connection breaks at the start; the print goes on and is not started twice', async () => {
    await using printer = await open();
    printer.switches.dropAtStart = true;
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    assert.equal((await life.report('print-ended')).outcome, 'finished');
    assert.equal(printer.printed.length, 1);
    assert.ok(life.story.includes('disconnected'));
    assert.equal(times(printer, 'project_file'), 1);
  });

  for (const how of ['silent', 'stalled'] as const) {
    test(`[DR5] [S9] a connection that stands and is ${how} is given up, and the printer is found again`, async () => {
      await using printer = await open();
      using home = new DriverHome();
      await using life = await home.connected(options(printer), { silenceMs: 1_000 });
      if (how === 'silent') printer.switches.isSilent = true;
      else printer.stall();
      assert.match((await life.report('disconnected')).reason, /silent/);
      printer.switches.isSilent = false;
      await life.report('connected', (each) => each !== life.reports.find(({ kind }) => kind === 'connected'));
    });
  }

  test('[CO2] a wrong serial number connects and is never answered, or is told by the certificate: said in words', async () => {
    await using printer = await open({ serial: 'SHORT0001' });
    using home = new DriverHome();
    await using life = home.drive({ ...options(printer), serial: 'SHORT0002' }, { firstReportMs: 400 });
    life.driver.connect();
    assert.match((await life.report('disconnected')).reason, /tells nothing.*SHORT0002/);
    await using other = await open();
    using otherHome = new DriverHome();
    await using otherLife = otherHome.drive({ ...options(other), serial: '01S00C999999999' });
    otherLife.driver.connect();
    assert.match((await otherLife.report('disconnected')).reason, /01S00C123456789, and not 01S00C999999999/);
    assert.deepEqual(other.asked, []);
  });

  test('[DR9] [CO2] a wrong access code is a state of its own and is not tried again', async () => {
    await using printer = await open();
    using home = new DriverHome();
    {
      await using life = home.drive({ ...options(printer), accessCode: 'wrong' });
      life.driver.connect();
      const { reason, wrongCredentials } = await life.report('disconnected');
      assert.equal(wrongCredentials, true);
      assert.match(reason, /access code.*Developer Mode/);
      assert.ok(!reason.includes('wrong'));
    }
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    assert.equal((await life.report('print-ended')).outcome, 'finished');
  });

  test('[CO2] a code that changes while the printer is in sight is told as that, and the print goes on', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    printer.switches.accessCode = '87654321';
    printer.cut();
    const { reason } = await life.report('disconnected', ({ wrongCredentials }) => wrongCredentials);
    assert.match(reason, /refuses the access code.*changes whenever LAN Only or Developer Mode/);
    assert.deepEqual([life.story.includes('print-ended'), printer.device.state], [false, 'RUNNING']);
  });

  test('the first certificate is believed, and no other one: it is told nothing, until a person names it', async () => {
    await using printer = await open();
    using home = new DriverHome();
    {
      await using life = await home.connected(options(printer));
      printer.swapCertificate();
      await life.report('disconnected', ({ reason }) => /another certificate/.test(reason));
    }
    const asked = printer.asked.length;
    await using life = home.drive(options(printer));
    life.driver.connect();
    const { reason } = await life.report('disconnected', (each) => /another certificate/.test(each.reason));
    assert.equal(printer.asked.length, asked);
    const [certificate] = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/.exec(reason) ?? [];
    {
      await using again = home.drive({ ...options(printer), certificate });
      again.driver.connect();
      await again.report('connected');
    }
    printer.swapCertificate();
    await using elsewhere = home.drive({ ...options(printer), host: 'localhost' });
    elsewhere.driver.connect();
    await elsewhere.report('connected');
  });

  test('[S9] a printer that is full is not stormed', async () => {
    await using printer = await open();
    printer.switches.connectionLimit = 0;
    using home = new DriverHome();
    await using life = home.drive(options(printer), { retry: { firstMs: 200, capMs: 1_000 } });
    life.driver.connect();
    await life.report('disconnected');
    const { opened } = printer;
    printer.switches.connectionLimit = 30;
    await life.report('connected');
    assert.ok(printer.opened - opened <= 3, String(printer.opened - opened));
  });

  test('[DR11] a session leaves nothing behind at the signal that ends them all', async () => {
    await using printer = await open();
    const place = { host: '127.0.0.1', port: printer.mqttPort };
    const { signal } = new AbortController();
    const limits = { answerMs: 20_000, signal };
    const { pin } = await seeCertificate(place, limits);
    const { serial, switches } = printer;
    const socket = await openTls(place, pinnedTls(pin), limits);
    const session = await MqttSession.open({
      ...limits,
      socket,
      serial,
      accessCode: switches.accessCode,
      clock: systemClock,
      chance: systemChance,
      hear: () => {},
    });
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
    session.close('ended');
  });

  test('[DR10] cancel, while it prints, through lost commands, and while the file is still on its way', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    await using life = await home.connected(options(printer), { answerMs: 50 });
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    printer.switches.commandsLost = 2;
    life.driver.cancel(printId('p1'));
    const printing = await life.report('print-ended');
    assert.deepEqual([printing.outcome, printing.moved], ['cancelled', true]);
    life.driver.start(home.print('p2', 'G1 X1\n'.repeat(500_000)));
    life.driver.cancel(printId('p2'));
    const early = await life.report('print-ended', (each) => each.printId === 'p2');
    assert.deepEqual([early.outcome, early.moved], ['cancelled', false]);
    assert.equal(printer.printed.length, 1);
  });

  test('a person cancels at the printer, which says so after it said FAILED; another failure says why', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    printer.device.failWith(0);
    await settled(() => printer.device.state === 'FAILED');
    printer.device.printError = 0x0500_400e;
    assert.equal((await life.report('print-ended')).outcome, 'cancelled');
    life.driver.start(home.print('p2'));
    await life.report('print-moved', (each) => each.printId === 'p2');
    printer.device.failWith(0x0300_8009);
    const { outcome, error } = await life.report('print-ended', (each) => each.printId === 'p2');
    assert.equal(outcome, 'failed');
    assert.match(error?.message ?? '', /bed does not keep its temperature.*0300_8009/);
  });

  test('[MA5] [MA6a] [DR10] the stop is repeated until the printer stands; a reset brings it back', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    printer.switches.commandsLost = 3;
    life.driver.stop();
    await life.report('standing');
    assert.equal(printer.printed[0]?.outcome, 'cancelled');
    assert.ok(!life.story.includes('print-lost') && !life.story.includes('foreign-began'));
    life.driver.reset();
    await life.report('connected', (each) => each.continuity === 'restarted');
  });

  test('[MA5] a start that shows only after the stop is stopped all the same', async () => {
    await using printer = await openLong();
    printer.switches.acceptSeconds = 6;
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await settled(() => times(printer, 'project_file') === 1);
    printer.switches.commandsLost = 3;
    life.driver.stop();
    // A person presses it twice.
    life.driver.stop();
    await life.report('standing');
    assert.deepEqual(
      printer.printed.map(({ outcome }) => outcome),
      ['cancelled'],
    );
  });

  test('[MA15] G-code, light and speed', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    assert.deepEqual(await life.driver.manual(['G28', 'G1 X10']), { kind: 'done', replies: [] });
    assert.deepEqual(printer.device.lines, ['G28', 'G1 X10']);
    await life.driver.manual(['M355 S0']);
    assert.equal(printer.device.light, 'off');
    const print = home.print('p1');
    life.driver.start(print);
    await life.report('feedback', ({ feedback }) => feedback.overrides?.feedPercent === 100);
    life.driver.adjust(print.printId, { kind: 'feed', percent: 160 });
    await life.report('feedback', ({ feedback }) => feedback.overrides?.feedPercent === 166);
    life.driver.adjust(print.printId, { kind: 'pause-at', at: { kind: 'layer', layer: 5 } });
    assert.match((await life.report('trouble')).error.message, /slicer/);
  });

  test('AMS: filament 1 comes from tray 1; a tray of another material is refused before anything is sent', async () => {
    await using printer = await open();
    printer.switches.trays = [
      { type: 'PLA', colour: 'FF0000FF' },
      { type: null, colour: '' },
    ];
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const gcode = (type: string) =>
      `; HEADER_BLOCK_START\n; BambuStudio 02.04.00.70\n; total filament length [mm] : 100.00\n; filament: 1\n; HEADER_BLOCK_END\n` +
      `; CONFIG_BLOCK_START\n; filament_type = ${type}\n; filament_colour = #00AE42\n; CONFIG_BLOCK_END\nT0\nG28\nG1 X1 E1\n`;
    life.driver.start(home.print('p1', gcode('PLA')));
    assert.equal((await life.report('print-ended')).outcome, 'finished');
    assert.deepEqual(printer.printed[0]?.amsMapping, [0]);
    life.driver.start(home.print('p2', gcode('PETG')));
    const { moved, error } = await life.report('print-ended', (each) => each.printId === 'p2');
    assert.equal(moved, false);
    assert.match(error?.message ?? '', /PETG.*tray 1 holds PLA/);
    await using external = home.drive({ ...options(printer), filamentFrom: 'external' });
    await life[Symbol.asyncDispose]();
    external.driver.connect();
    await external.report('connected');
    external.driver.start(home.print('p3', gcode('PETG')));
    assert.equal((await external.report('print-ended')).outcome, 'finished');
    assert.deepEqual(printer.printed[1]?.amsMapping, [-1]);
  });

  for (const isAdopted of [false, true]) {
    test(`[MT2] AMS: another tray that goes on by itself is told once, with how far the print was (${isAdopted ? 'over two processes' : 'in one'})`, async () => {
      await using printer = await open({ printSeconds: 200, speed: 100 });
      const red = { type: 'PLA', colour: 'FF0000FF' };
      printer.switches.trays = [red, { type: 'PETG', colour: '0000FFFF' }, red, red];
      using home = new DriverHome();
      const given = home.print('p1');
      const holds = { type: 'PLA', colour: '#FF0000', tag: null };
      const print = { ...given, file: { ...given.file, slots: [{ filament: 0, slot: 2, holds }] } };
      const changes = [];
      {
        await using life = await home.connected(options(printer));
        // What the print before left in the nozzle is none of this one's.
        printer.device.trayNow = 0;
        life.driver.start(print);
        await life.report('feedback', ({ feedback }) => (feedback.progress?.fraction ?? 0) > 0.2);
        printer.device.refillFrom(3);
        changes.push((await life.report('print-slot')).change);
        if (!isAdopted) await life.report('print-ended');
        await settled(() => home.record?.note?.includes('"slot":3') ?? false);
        assert.equal(life.story.filter((kind) => kind === 'print-slot').length, 1);
      }
      const [change] = changes;
      assert.ok(change !== undefined && change.fraction >= 0.2 && change.fraction < 1, String(change?.fraction));
      assert.deepEqual([change.filament, change.slot, change.seen], [0, 3, true]);
      if (!isAdopted) return;
      await using next = home.drive(options(printer));
      next.driver.adopt(print, 'printing');
      next.driver.connect();
      await next.report('print-ended');
      assert.ok(!next.story.includes('print-slot'));
    });
  }

  test('[JO5] [MT2] two nozzles: the slot of the other side is refused before anything is sent, that of its own is printed and told', async () => {
    await using printer = await open({ printSeconds: 200, speed: 100 });
    const red = { type: 'PLA', colour: 'FF0000FF' };
    Object.assign(printer.switches, { trays: Array(8).fill(red), feeds: ['right', 'left'], model: 'Bambu Lab H2D' });
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const holds = { type: 'PLA', colour: '#FF0000', tag: null };
    const from = (id: string, slot: number, text: string) => {
      const given = home.print(id, text);
      return { ...given, file: { ...given.file, slots: [{ filament: 0, slot, holds }] } };
    };
    const SLICED = 'G28\nG1 X1 E1\n; filament_map = 1,2\n; physical_extruder_map = 1,0\n';
    const refusal = async (id: string, slot: number, text: string): Promise<string> => {
      life.driver.start(from(id, slot, text));
      const { moved, error } = await life.report('print-ended', (each) => each.printId === id);
      assert.equal(moved, false);
      return error?.message ?? '';
    };
    assert.match(await refusal('p1', 0, SLICED), /sliced for the left nozzle.*feeds the right one/);
    assert.match(await refusal('p2', 4, 'G28\nG1 X1 E1\n'), /does not say which/);
    assert.equal(times(printer, 'project_file'), 0);
    life.driver.start(from('p3', 4, SLICED));
    await life.report('feedback', ({ feedback }) => (feedback.progress?.fraction ?? 0) > 0.2);
    printer.device.refillFrom(6);
    const { change } = await life.report('print-slot');
    assert.deepEqual([change.filament, change.slot], [0, 6]);
    await life.report('print-ended', (each) => each.printId === 'p3' && each.outcome === 'finished');
  });

  test('[DR2] a P2S is asked for no check that it refuses', async () => {
    await using printer = await open();
    printer.switches.model = 'Bambu Lab P2S';
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    assert.equal((await life.report('print-ended')).outcome, 'finished');
  });

  test('[JO5] AMS: slots are told as they change, a start takes those that were chosen, and none that was changed meanwhile', async () => {
    await using printer = await open();
    const uuid = 'AB'.repeat(16);
    printer.switches.trays = [
      { type: 'PLA', colour: 'FF0000FF' },
      // Emptied, and goes on telling what it held.
      { type: null, colour: '00FF00FF', claims: 'PLA' },
      { type: 'PLA', colour: '000000FF', uuid },
    ];
    printer.switches.external = { type: 'PETG', colour: '0000FFFF' };
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    const { feedback } = await life.report('feedback', (each) => each.feedback.slots?.length === 4);
    assert.deepEqual(
      feedback.slots?.map(({ slot, label, filled, type, tag }) => [slot, label, filled, type, tag]),
      [
        [0, 'A1', true, 'PLA', null],
        [1, 'A2', false, null, null],
        [2, 'A3', true, 'PLA', uuid],
        [255, 'Ext', null, 'PETG', null],
      ],
    );
    const holds = { type: 'PLA', colour: '#000000', tag: uuid };
    const print = (id: string) => {
      const given = home.print(id, 'T0\nG28\nG1 X1 E1\n');
      return { ...given, file: { ...given.file, slots: [{ filament: 0, slot: 2, holds }] } };
    };
    life.driver.start(print('p1'));
    assert.equal((await life.report('print-ended')).outcome, 'finished');
    assert.deepEqual(printer.printed[0]?.amsMapping, [2]);
    const [red, empty] = printer.switches.trays;
    printer.switches.trays = [red, empty, { type: 'PLA', colour: 'FFFFFFFF', uuid: 'CD'.repeat(16) }].flatMap(
      (each) => each ?? [],
    );
    await life.report('feedback', (each) => each.feedback.slots?.[2]?.colour === '#FFFFFF');
    life.driver.start(print('p2'));
    const { moved, error } = await life.report('print-ended', (each) => each.printId === 'p2');
    assert.equal(moved, false);
    assert.match(error?.message ?? '', /from A3, which holds something else by now/);
    assert.equal(times(printer, 'project_file'), 1);
  });

  test('[DR12] bytes of any kind neither end a print nor begin one', async () => {
    await using printer = await open({ printSeconds: 20 });
    using home = new DriverHome();
    await using life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    for (const odd of [
      '',
      '{',
      '[]',
      'null',
      '{"print":7}',
      '{"print":{"command":"push_status","gcode_state":"BOGUS","msg":1}}',
      '{"print":{"subtask_id":{"a":1},"hms":"x","ams":[],"lights_report":7,"print_error":"","msg":1}}',
      '{"print":{"__proto__":{"gcode_state":"FAILED"},"msg":1}}',
      Buffer.from([0xff, 0xfe, 0, 1]),
      `{"print":{"subtask_name":"a\u0007\u0001b","msg":1}}`,
      `{"x":"${'y'.repeat(1_100_000)}"}`,
    ])
      printer.sayRaw(odd);
    assert.equal((await life.report('print-ended')).outcome, 'finished');
    assert.ok(!life.story.includes('foreign-began') && !life.story.includes('disconnected'));
  });

  test('[DR11] nothing is left when it ends', async () => {
    await using printer = await openLong();
    using home = new DriverHome();
    const life = await home.connected(options(printer));
    life.driver.start(home.print('p1'));
    await life.report('print-moved');
    await life[Symbol.asyncDispose]();
    await settled(() => printer.connections === 0);
    const heard = life.reports.length;
    await life.driver[Symbol.asyncDispose]();
    assert.equal(life.reports.length, heard);
  });
});
