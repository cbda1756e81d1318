import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ContractStage, wholePrint } from '#drivers/fixtures/contract-stage';
import { tryOut } from '#drivers/trial';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import { printId } from '#model/ids';
import { contractPrinter } from './fixtures/contract-bench.ts';
import { readKeyOwner, refusalOf } from './protocol/permissions.ts';
import { SimulatedOctoPrint } from './simulator/octoprint.ts';

const GCODE = 'G28\nG1 X10 E1\n; the end\n';

async function open() {
  const simulated = await SimulatedOctoPrint.start({ printSeconds: 30, speed: 40, updateMs: 10 });
  const stage = new ContractStage(contractPrinter(simulated));
  return { stage, simulated, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

const credentialStep = async (simulated: SimulatedOctoPrint): Promise<string> => {
  const told: string[] = [];
  await tryOut({
    driver: 'octoprint',
    options: { url: simulated.url, apiKey: simulated.switches.apiKey },
    clock: systemClock,
    chance: systemChance,
    signal: new AbortController().signal,
    tell: ({ step, state, message, remedy }) =>
      void (state !== 'running' && told.push(`${step} ${state} ${message} ${remedy}`)),
  });
  return told.at(-1) ?? '';
};

describe('[CO2] [DR9] a key that may not do everything', () => {
  for (const [permission, title] of [
    ['FILES_UPLOAD', 'File Upload'],
    ['FILES_SELECT', 'File Select'],
    ['PRINT', 'Print'],
    ['CONTROL', 'Control'],
  ] as const) {
    test(`without ${permission} it is told as in sight and lacking that, and nothing is brought; given meanwhile, the next print begins`, async () => {
      await using at = await open();
      const { stage, simulated } = at;
      simulated.switches.lacks = [permission];
      const life = await stage.connected();
      const { error } = (await life.report('trouble')).report;
      assert.equal(error.code, 'wrong-credentials');
      assert.match(error.message, new RegExp(`needs: “${title}” \\(${permission}\\)\\. An administrator gives it`));
      life.driver.start(stage.print('p1', GCODE));
      const { report } = await life.report('print-ended');
      assert.deepEqual([report.moved, report.error?.code], [false, 'wrong-credentials']);
      assert.match(report.error?.message ?? '', new RegExp(title));
      assert.ok(!simulated.asked.includes('POST /api/files/local'));
      simulated.switches.lacks = [];
      assert.equal(await wholePrint(stage, life, GCODE, 'p2'), 'finished');
    });
  }

  test('without STATUS the printer is out of sight, by name, and tried again for ever', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.switches.lacks = ['STATUS'];
    const life = stage.drive();
    const { report } = await life.report('disconnected');
    assert.equal(report.wrongCredentials, false);
    assert.match(report.reason, /knows the API key, and its user “max” lacks “Status” \(STATUS\)/);
    assert.match(await credentialStep(simulated), /^credential failed .*“Status” \(STATUS\).*somebody who may/);
    simulated.switches.lacks = [];
    await life.report('connected');
  });

  test('the connection test says what is missing before a print does, and a wrong key is still a wrong key', async () => {
    await using at = await open();
    const { simulated } = at;
    simulated.switches.lacks = ['PRINT', 'CONTROL'];
    assert.match(await credentialStep(simulated), /^credential failed .*“Print” \(PRINT\), “Control” \(CONTROL\)/);
    simulated.switches.lacks = [];
    assert.match(await credentialStep(simulated), /^report passed/);
    const { url } = simulated;
    const life = at.stage.drive({ options: { url, apiKey: 'another' } });
    const { report } = await life.report('disconnected');
    assert.deepEqual([report.wrongCredentials, report.reason], [true, 'OctoPrint does not know the API key.']);
  });

  test('taken away in the middle of a print: what is refused names it, and the print goes on', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    const print = stage.print('p1', GCODE);
    life.driver.start(print);
    await life.report('print-moved');
    simulated.switches.lacks = ['PRINT', 'CONTROL', 'FILES_LIST'];
    life.driver.pause(printId('p1'));
    assert.match((await life.report('trouble')).report.error.message, /refused: .*lacks “Print” \(PRINT\)/);
    const told = await life.driver.manual(['M105']);
    assert.match(told.kind === 'refused' ? told.reason : '', /lacks “Control” \(CONTROL\)/);
    const files = life.driver.files ?? assert.fail('it has files');
    await assert.rejects(files.list(new AbortController().signal), /lacks “File List” \(FILES_LIST\)/);
    assert.equal((await life.report('print-ended')).report.outcome, 'finished');
  });

  test('a 403 that no missing permission explains is told as such; nonsense is nobody', () => {
    const owner = readKeyOwner({ name: 'max', permissions: ['PRINT', 'FILES_SELECT'] }) ?? assert.fail();
    assert.match(refusalOf(owner, 'POST', '/api/job'), /may do it\. A plug-in, or a proxy/);
    assert.match(refusalOf(owner, 'POST', '/api/plugin/x'), /A plug-in, or a proxy/);
    for (const odd of [null, [], 7, {}, { name: null, permissions: [] }, { name: '' }])
      assert.equal(readKeyOwner(odd), null);
    assert.equal(readKeyOwner({ name: 'max', permissions: [7] })?.permissions, null);
  });
});

describe('[MA11] [DR3] a printer that OctoPrint has let go of', () => {
  test('is connected by order of a person, done when its state shows it; refused while it is connected', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    const life = await stage.connected();
    const { driver } = life;
    driver.restart?.('connection');
    assert.match(
      (await life.report('trouble')).report.error.message,
      /not told to connect its printer: its printer is connected/,
    );
    assert.ok(!simulated.asked.includes('POST /api/connection'));
    simulated.printer.phase = 'offline';
    const from = life.heard.length;
    await life.report('disconnected', from);
    driver.restart?.('connection');
    await life.report('connected', from);
    assert.equal(simulated.asked.filter((each) => each === 'POST /api/connection').length, 1);
    assert.equal(life.count('trouble'), 1);
  });

  test('a printer that does not answer, a refusal, and an OctoPrint out of reach: each in words', async () => {
    await using at = await open();
    const { stage, simulated } = at;
    simulated.printer.phase = 'offline';
    simulated.printer.connect = () => {};
    const life = stage.drive();
    await life.report('disconnected');
    const said = async (): Promise<string> => {
      const from = life.heard.length;
      life.driver.restart?.('connection');
      return (await life.report('trouble', from)).report.error.message;
    };
    assert.match(await said(), /has not answered\. Is it switched on/);
    simulated.switches.lacks = ['CONNECTION'];
    assert.match(await said(), /lacks “Connection” \(CONNECTION\)/);
    const from = life.heard.length;
    simulated.cut();
    await life.report('disconnected', from);
    assert.match(await said(), /out of reach/);
  });
});
