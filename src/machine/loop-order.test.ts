import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemChance } from '#lib/chance';
import { systemClock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { bootId } from '#model/ids';
import type { Intake } from './intake.ts';
import { createMachine, type Machine } from './loop.ts';
import { decidedOn, fittingCommand, machineIn } from './machine-fixtures.ts';

const SILENT: Log = {
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
  fatal() {},
} as unknown as Log;

/** A machine in `ready` on a disk whose sync ends when the test says so; `story` is what happened, in its order. */
function machineOnSlowDisk(): { machine: Machine; story: string[]; synced: () => void } {
  const story: string[] = [];
  const disk = Promise.withResolvers<void>();
  const intake: Intake = {
    fetch: () => {
      story.push('intake');
      return Promise.resolve({ kind: 'abandoned' });
    },
    abandon() {},
  } as unknown as Intake;
  const machine = createMachine({
    state: machineIn('ready'),
    bootId: bootId('boot-1'),
    spool: null,
    journal: {
      append: () => void story.push('written'),
      appendSpool() {},
      async sync() {
        await disk.promise;
        story.push('synced');
      },
      close() {},
    },
    intake,
    voice: {
      changed: () => void story.push('told'),
      answer: (_id, { kind }) => void story.push(kind),
      feedback() {},
      history() {},
    },
    guardian: { wishPort() {}, reopenPort() {}, portLost() {}, safety() {}, mayDrive: () => true },
    port: null,
    portTarget: { kind: 'none' },
    loadDriver: () => Promise.resolve(null),
    clock: systemClock,
    chance: systemChance,
    log: SILENT,
  });
  return { machine, story, synced: disk.resolve };
}

test('[MA7] a print is written and synced before anything is done for it, or anybody is told', async () => {
  const { machine, story, synced } = machineOnSlowDisk();
  const ready = machineIn('ready');
  machine.onCommand(decidedOn(ready, fittingCommand('start', ready)));
  // Whatever could go ahead without the disk has done so after a turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(story, ['written'], 'the disk has not answered yet');
  synced();
  await machine.settled();
  assert.deepEqual(story, ['written', 'synced', 'intake', 'accepted', 'told']);
  await machine[Symbol.asyncDispose]();
});

test('[MA5] [MA6a] a stop that comes while the boot is written is not forgotten', async () => {
  const { machine, synced } = machineOnSlowDisk();
  const begun = machine.begin();
  machine.onStop(8, 'guardian');
  synced();
  await begun;
  await machine.settled();
  const { stopNumber, phase, entries } = machine.snapshot();
  assert.deepEqual([stopNumber, phase.kind], [8, 'stopped']);
  const facts = entries.map(({ fact }) => fact.kind);
  assert.ok(facts.includes('machine-started') && facts.includes('emergency-stop'), facts.join(', '));
  await machine[Symbol.asyncDispose]();
});
