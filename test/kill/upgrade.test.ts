import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, until } from '../harness/croft.ts';
import type { KillFarm } from './farm.ts';
import { confirm, outcomes, printing, readyFarm, seen } from './stage.ts';

/** `croft upgrade-machine` as a person types it: what it says, and its exit code. */
function upgrade(farm: KillFarm, ...args: readonly string[]): Promise<{ said: string; code: number | null }> {
  const [node, ...entry] = program;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(node, [...entry, 'upgrade-machine', ...args, '--data', farm.data], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ said, code })));
}

const standingBy = (farm: KillFarm): number =>
  readFileSync(join(farm.data, 'guardian.log'), 'utf8').split('a new process stands by').length;

test('[MA10] [I13] a machine upgraded three times in mid-print, killed once while it hands over, prints every line once', {
  timeout: 180_000,
}, async (t) => {
  const { farm, printer } = await readyFarm({ speed: 20, advancedOk: true });
  await using _ = farm;
  const atRest = await upgrade(farm, printer.id);
  assert.equal(atRest.code, 0, atRest.said);
  await seen(farm, 'READY');
  await printing(farm, printer, 40);
  const pids = new Set(farm.pids('machine', printer.id));
  for (let i = 0; i < 2; i++) {
    const { said, code } = await upgrade(farm, '--all');
    t.diagnostic(said.trim());
    assert.equal(code, 0, said);
    assert.match(
      said,
      new RegExp(`^${printer.id}: \\S+ → \\S+; the print goes on\\. No process fed the printer for \\d+ ms\\.$`, 'm'),
    );
    for (const pid of farm.pids('machine', printer.id)) pids.add(pid);
    assert.equal(pids.size, i + 2);
  }
  // The one that drives dies wherever it is in it: the other takes over, or the guardian starts another.
  const begun = standingBy(farm);
  const third = upgrade(farm, printer.id);
  await until('the process that stands by', async () => standingBy(farm) > begun);
  farm.kill('machine', printer.id);
  t.diagnostic((await third).said.trim());
  assert.match((await upgrade(farm, 'nobody')).said, /NOT upgraded: there is no machine for printer nobody/);
  await seen(farm, 'AWAITING_RETRIEVAL');
  assert.deepEqual(await outcomes(farm), ['finished']);
  await confirm(farm, 'AWAITING_RETRIEVAL');
  await seen(farm, 'READY');
  assert.deepEqual(await farm.verdict(), []);
});
