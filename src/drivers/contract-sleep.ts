import assert from 'node:assert/strict';
import type { ContractCase } from './contract.ts';
import type { ContractBench } from './fixtures/contract-printer.ts';
import { ContractStage, type DriverLife } from './fixtures/contract-stage.ts';
import { printId } from '#model/ids';

/** As long as a silence that is a cut (DR5). */
const ASLEEP_MS = 60_000;
/** What a start that is wrong would need to leave, and to be obeyed. */
const SETTLED_MS = 30_000;

const HOSTS = {
  /** Suspended: the clock that never goes back has slept as well. */
  slept: (stage: ContractStage) => stage.clock.sleep(ASLEEP_MS),
  /** Stopped, or starved: every deadline has passed when it goes on. */
  'stood still': (stage: ContractStage) => stage.clock.standStill(ASLEEP_MS),
} as const;
type Host = keyof typeof HOSTS;

/** A print begins, ends and is gone before anybody here looks. */
function unseen(stage: ContractStage, host: Host): void {
  stage.printer.startAtPanel();
  stage.printer.endAtPanel();
  HOSTS[host](stage);
}

async function isFoundAnew(life: DriverLife, after: number): Promise<void> {
  await life.report('disconnected', after);
  const { report } = await life.report('connected', after);
  assert.notEqual(report.continuity, 'unbroken', 'nobody has seen what ran meanwhile');
}

const whileIdle =
  (host: Host): ContractCase['run'] =>
  async (bench, patienceMs) => {
    await using stage = new ContractStage(await bench.open(), patienceMs);
    const life = await stage.connected();
    await life.report('feedback');
    const heard = life.heard.length;
    unseen(stage, host);
    await isFoundAnew(life, heard);
    await stage.pass(SETTLED_MS);
    const told = life.story.slice(life.story.indexOf('disconnected'));
    assert.equal(told.filter((kind) => kind === 'disconnected').length, 1, 'one sleep is one blindness');
  };

const whileBringing =
  (host: Host): ContractCase['run'] =>
  async (bench, patienceMs) => {
    await using stage = new ContractStage(await bench.open(), patienceMs);
    const { bringing } = stage.printer;
    assert.ok(bringing !== undefined);
    const life = await stage.connected();
    bringing.uploads.shut();
    life.driver.start(stage.print('p1', stage.printer.gcode('short')));
    await stage.until('the file to be on its way', () => bringing.uploads.waiting > 0);
    const heard = life.heard.length;
    // The file is there when the host goes on.
    bringing.uploads.open();
    unseen(stage, host);
    await isFoundAnew(life, heard);
    await stage.pass(SETTLED_MS);
    assert.ok(!stage.printer.begun().includes('p1'), 'nothing is printed onto what nobody saw');
    const { report } = await life.report('print-ended');
    assert.deepEqual([report.printId, report.outcome, report.moved], [printId('p1'), 'failed', false]);
  };

const isDevice = ({ manifest }: ContractBench): boolean => manifest.spooling === 'device';

/** BE3: what came and went while the host slept or stood still, nobody has seen, whether or not a connection stands. */
export const SLEEP_CASES: readonly ContractCase[] = (Object.keys(HOSTS) as Host[]).flatMap((host) => [
  {
    rule: 'DR5',
    title: `a minute in which the host ${host} is a cut`,
    run: whileIdle(host),
    appliesTo: isDevice,
  },
  {
    rule: 'DR6',
    title: `a print whose file was on its way while the host ${host} is not started`,
    run: whileBringing(host),
    appliesTo: isDevice,
  },
]);
