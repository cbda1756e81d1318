import assert from 'node:assert/strict';
import type { ContractCase } from './contract.ts';
import type { ContractBench } from './fixtures/contract-printer.ts';
import { ContractStage, type DriverLife } from './fixtures/contract-stage.ts';
import { TroubledLine } from './fixtures/troubled-line.ts';

/** No print of these cases ends by itself, s of the printer's time. */
export const ENDLESS = 300_000;
/** By the fast clock: what a stop may take when the first way to the printer is dead and nobody has noticed. */
const DEAD_LINE_MS = 15_000;
/** So long out of reach, a driver waits for half a minute before it tries again. */
const OUT_OF_REACH_MS = 34_000;
/** When the line is sound again; less than what is left of that wait. */
const MENDED_MS = 8_000;

type Act = (scene: {
  readonly stage: ContractStage;
  readonly life: DriverLife;
  readonly line: TroubledLine | null;
}) => Promise<void>;

/** In the middle of a print, by way of a line that can be troubled where the printer is dialled. */
const whilePrinting =
  (act: Act): ContractCase['run'] =>
  async (bench, patienceMs) => {
    await using stage = new ContractStage(await bench.open(ENDLESS), patienceMs);
    const { wire, gcode, options } = stage.printer;
    await using line = wire === undefined ? null : await TroubledLine.to(wire.port);
    const life = stage.drive({ options: line === null ? options : (wire?.through(line.port) ?? options) });
    await life.report('connected');
    life.driver.start(stage.print('p1', gcode('long')));
    await life.report('print-moved');
    await act({ stage, life, line });
    await life.end();
    assert.deepEqual(stage.printer.begun(), ['p1']);
    assert.equal(life.count('print-ended'), 0, 'what a stop leaves on the bed nobody knows');
  };

const stopped = (stage: ContractStage): Promise<true> => stage.until('it to stop', () => !stage.printer.isAtWork());

/** DR10, MA5: the connections that stand are dead, and so is the first that the stop opens, where it opens any. */
const onDeadLine: Act = async ({ stage, life, line }) => {
  line?.goDead(stage.printer.wire?.stopsInSession === true ? 0 : 1);
  const asked = stage.clock.monotonic();
  life.driver.stop();
  await stopped(stage);
  const took = stage.clock.monotonic() - asked;
  assert.ok(took <= DEAD_LINE_MS, `stopped after ${took} ms`);
  await life.report('standing');
};

/** PR6: the driver has been out of reach for so long that it tries rarely. */
const whileCut: Act = async ({ stage, life }) => {
  stage.printer.cut();
  await life.report('disconnected');
  await stage.pass(OUT_OF_REACH_MS);
  life.driver.stop();
  await stage.pass(1_000);
  await stage.printer.mend();
  const mended = stage.clock.monotonic();
  await stopped(stage);
  const took = stage.clock.monotonic() - mended;
  assert.ok(took <= MENDED_MS, `stopped ${took} ms after the line was mended`);
  await life.report('standing');
};

/** DR4: who may not stop it is told so, and it is stopped when it lets him. */
const whenRefused: Act = async ({ stage, life }) => {
  const says = stage.printer.refuseStops?.(true) ?? /./;
  life.driver.stop();
  const { report, isAtWork } = await life.report('trouble');
  assert.match(report.error.message, says);
  assert.equal(isAtWork, true);
  stage.printer.refuseStops?.(false);
  await life.report('standing');
  assert.equal(stage.printer.isAtWork(), false);
};

const isDialled = ({ dials, manifest }: ContractBench): boolean =>
  dials !== true && manifest.spooling === 'device' && manifest.emergencyStop !== 'none';

/** What becomes of a stop when the way to the printer is troubled (I6). */
export const STOP_CASES: readonly ContractCase[] = [
  {
    rule: 'DR10',
    title: 'a stop on a line that is open and dead finds another way',
    run: whilePrinting(onDeadLine),
    appliesTo: isDialled,
  },
  {
    rule: 'DR10',
    title: 'a stop on a line that is cut waits for nothing but the line',
    run: whilePrinting(whileCut),
    appliesTo: isDialled,
  },
  {
    rule: 'DR10',
    title: 'a stop that is refused is told in words, and asked for again',
    run: whilePrinting(whenRefused),
    appliesTo: ({ refusesStops }) => refusesStops === true,
  },
];
