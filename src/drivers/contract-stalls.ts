import assert from 'node:assert/strict';
import type { ContractCase } from './contract.ts';
import type { ContractBench } from './fixtures/contract-printer.ts';
import { ContractStage } from './fixtures/contract-stage.ts';
import { TroubledLine } from './fixtures/troubled-line.ts';

/** More than a host takes that does not read, and less than this one holds back for it. */
const FLOOD = `${'; nothing '.repeat(100)}\n`.repeat(1_000);
/** What a start that arrives would need to be obeyed. */
const SETTLED_MS = 60_000;
/** A start may have left, as each driver notes it. */
const LEAVES = /"mayHaveLeft":true|"sent":"p1"/;

/** BE1: the printer's host stands still when the start is sent, and reads on when it was given up long ago. */
const givenUpInBuffers: ContractCase['run'] = async (bench, patienceMs) => {
  await using stage = new ContractStage(await bench.open(), patienceMs);
  const { wire, gcode } = stage.printer;
  assert.ok(wire !== undefined);
  await using line = await TroubledLine.to(wire.port);
  const life = stage.drive({ options: wire.through(line.port) });
  await life.report('connected');
  stage.onRecord = ({ note }) => {
    if (!LEAVES.test(note ?? '')) return;
    stage.onRecord = null;
    line.stall();
    void life.driver.manual([FLOOD]);
  };
  const heard = life.heard.length;
  life.driver.start(stage.print('p1', gcode('short')));
  await life.report('disconnected', heard);
  line.goOn();
  await life.report('connected', heard);
  await stage.pass(SETTLED_MS);
  assert.deepEqual(stage.printer.begun(), [], 'what was given up never leaves');
};

/** What a printer says by itself within a moment. */
const WORDS_MS = 1_500;

/** Behind each word, when they come at last: as long as a start needs to leave. */
const BETWEEN_MS = 80;

/** BE1: the words of a session are as late as its connection, whatever comes in time on another one. */
const lateWords: ContractCase['run'] = async (bench, patienceMs) => {
  await using stage = new ContractStage(await bench.open(), patienceMs);
  const { wire, gcode, bringing } = stage.printer;
  assert.ok(wire !== undefined && bringing !== undefined);
  await using line = await TroubledLine.to(wire.port);
  const life = stage.drive({ options: wire.through(line.port) });
  await life.report('connected');
  bringing.uploads.shut();
  life.driver.start(stage.print('p1', gcode('short')));
  await stage.until('the file to be on its way', () => bringing.uploads.waiting > 0);
  line.holdWords();
  await stage.pass(WORDS_MS);
  stage.printer.startAtPanel();
  await stage.pass(WORDS_MS);
  stage.printer.endAtPanel();
  await stage.pass(WORDS_MS);
  bringing.uploads.open();
  await stage.pass(WORDS_MS);
  await line.releaseWords(() => stage.pass(BETWEEN_MS));
  await stage.pass(SETTLED_MS);
  assert.ok(!stage.printer.begun().includes('p1'), 'nothing is printed onto what was told late');
};

/** A network may lose one connection for good, and keep all others. */
const lostSession: ContractCase['run'] = async (bench, patienceMs) => {
  await using stage = new ContractStage(await bench.open(), patienceMs);
  const { wire } = stage.printer;
  assert.ok(wire !== undefined);
  await using line = await TroubledLine.to(wire.port);
  const life = stage.drive({ options: wire.through(line.port) });
  await life.report('connected');
  const heard = life.heard.length;
  line.loseSession();
  stage.printer.startAtPanel();
  stage.printer.endAtPanel();
  await life.report('disconnected', heard);
  const { report } = await life.report('connected', heard);
  assert.notEqual(report.continuity, 'unbroken');
};

const hasSession = ({ pushes, dials }: ContractBench): boolean => pushes === true && dials !== true;

/** What this host still holds when nobody wishes it any more. */
export const STALL_CASES: readonly ContractCase[] = [
  {
    rule: 'DR8',
    title: 'a start that is given up while it still lies in this host’s buffers never leaves',
    run: givenUpInBuffers,
    appliesTo: ({ takesFloods }) => takesFloods === true,
  },
  {
    rule: 'DR8',
    title: 'words that come late come before a start, whatever comes in time on another connection',
    run: lateWords,
    appliesTo: hasSession,
  },
  {
    rule: 'DR5',
    title: 'a session that is lost while other connections stand is a cut',
    run: lostSession,
    appliesTo: hasSession,
  },
];
