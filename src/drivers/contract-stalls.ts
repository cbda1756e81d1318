import assert from 'node:assert/strict';
import type { ContractCase } from './contract.ts';
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

/** What this host still holds when nobody wishes it any more. */
export const STALL_CASES: readonly ContractCase[] = [
  {
    rule: 'DR8',
    title: 'a start that is given up while it still lies in this host’s buffers never leaves',
    run: givenUpInBuffers,
    appliesTo: ({ takesFloods }) => takesFloods === true,
  },
];
