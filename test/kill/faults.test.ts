import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { runCroft, until } from '../harness/croft.ts';
import { squareGcode } from '../harness/files.ts';
import { readDatabase } from '../judge/evidence.ts';
import type { KillFarm } from './farm.ts';
import { confirm, confirmFault, outcomes, printing, readyFarm, seen } from './stage.ts';

const LIMIT = { timeout: 180_000 };
const IS_LONG = ['nightly', 'release'].includes(process.env.CROFT_TEST_SCALE ?? '');

/** The print that is under way goes on to its end, and everything about it was right. */
async function endsWell(farm: KillFarm): Promise<void> {
  await confirm(farm, 'AWAITING_RETRIEVAL');
  await seen(farm, 'READY');
  assert.deepEqual(await outcomes(farm), ['finished']);
  assert.deepEqual(await farm.verdict(), []);
}

/** The print is lost, nobody is printed onto anything, nothing stays hot, and after a person's look all goes on. */
async function endsInFault(farm: KillFarm, ...codes: readonly string[]): Promise<void> {
  await confirmFault(farm);
  await seen(farm, 'READY');
  assert.deepEqual(await outcomes(farm), ['failed']);
  const [print] = (await farm.evidence(true)).prints;
  assert.ok(
    codes.some((code) => print?.error?.includes(`"${code}"`)),
    `${print?.error}`,
  );
  await farm.ask('mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id: print?.job_id });
  await until('the heat is off', async () => (await farm.verdict()).every((each) => !each.includes('left hot')));
  assert.deepEqual(await farm.verdict(), []);
}

const events = (farm: KillFarm): readonly string[] =>
  readDatabase(join(farm.data, 'farm.sqlite')).events.map(({ name }) => name);

/** What the page shows of the only printer. */
async function shown<T>(farm: KillFarm, fields: string): Promise<T> {
  const { printers } = await farm.ask<{ printers: readonly T[] }>(`{ printers { ${fields} } }`);
  return printers[0] as T;
}

const farmPids = (data: string): readonly string[] =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(data);
    } catch {
      return false;
    }
  });

describe('a combinator that dies', { concurrency: 3 }, () => {
  for (const point of ['commit: before', 'command: before', 'command: sent'] as const) {
    test(`[F4] at “${point}” while a job is being started: one print, begun once`, LIMIT, async () => {
      const { farm } = await readyFarm();
      await using _ = farm;
      const digest = await farm.upload('token.gcode', squareGcode('token', 12, 12));
      const dying = farm.dieAt('combinator', point);
      // The click may be lost with the commit that it led to; then a person clicks again.
      const clicked = await farm.addJob(digest).catch(() => null);
      assert.ok(await dying, 'it died there');
      await farm.startCombinator();
      const { jobs } = readDatabase(join(farm.data, 'farm.sqlite'));
      if (clicked === null && jobs.length === 0) await farm.addJob(digest);
      await endsWell(farm);
    });
  }

  for (const point of ['commit: done', 'confirm: before', 'confirm: sent'] as const) {
    test(`[F3] [I2] at “${point}” while a print is under way: every entry takes effect once`, LIMIT, async () => {
      const { farm, printer } = await readyFarm();
      await using _ = farm;
      await printing(farm, printer);
      assert.ok(await farm.dieAt('combinator', point), 'it died there');
      await until('the end of the print', async () => farm.phaseOf(printer.id) === 'awaiting-retrieval');
      await farm.startCombinator();
      await endsWell(farm);
    });
  }

  test(
    '[S7] finds its database locked by another program at the end of a print, and records the outcome once',
    LIMIT,
    async () => {
      const { farm, printer } = await readyFarm();
      await using _ = farm;
      await printing(farm, printer);
      const other = new DatabaseSync(join(farm.data, 'farm.sqlite'));
      other.exec('begin immediate');
      await until('the end of the print', async () => farm.phaseOf(printer.id) === 'awaiting-retrieval');
      await until('a refused transaction', async () => farm.output.includes('storage-busy'));
      other.exec('rollback');
      other.close();
      await endsWell(farm);
    },
  );

  test(
    '[F23] and is followed by one on an old backup: no print is begun twice, nothing onto an object',
    LIMIT,
    async () => {
      const { farm, printer } = await readyFarm();
      await using _ = farm;
      const file = join(farm.data, 'farm.sqlite');
      const digest = await farm.upload('token.gcode', squareGcode('token', 12, 12));
      await farm.stopCombinator();
      copyFileSync(file, `${file}.kept`);
      await farm.startCombinator();
      await farm.addJob(digest);
      await until('motion', async () => (await printer.simulator.records()).some((each) => each.kind === 'bed'));
      await farm.stopCombinator();
      for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
      copyFileSync(`${file}.kept`, file);
      await farm.startCombinator();
      await farm.addJob(digest);
      await confirm(farm, 'AWAITING_RETRIEVAL');
      await until('the next job was printed', async () => {
        const { jobs } = readDatabase(file);
        return jobs.some((job) => job.status === 'completed');
      });
      const found = (await farm.verdict(false)).filter((each) => /^CK[457]/.test(each));
      assert.deepEqual(found, []);
      const { prints } = readDatabase(file);
      assert.equal(
        prints.filter((each) => each.found === 1).length,
        1,
        'the print that the backup did not know was found',
      );
    },
  );
});

describe('a machine that is in trouble', { concurrency: 3 }, () => {
  for (const point of ['append: torn', 'append: written', 'append: synced'] as const) {
    test(`[F20] [F2] dies at “${point}” in mid-print: the journal is whole, and the print goes on`, LIMIT, async () => {
      const { farm, printer } = await readyFarm({ speed: 20 });
      await using _ = farm;
      await printing(farm, printer, 30);
      assert.ok(await farm.dieAt('machine', point, printer.id), 'it died there');
      await endsWell(farm);
    });
  }

  test('[F7] [MA9] has its fatal error on record, and told before its next start', LIMIT, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer);
    await farm.trouble('machine', 'crash', printer.id);
    await until('its next start', async () => {
      const told = events(farm);
      return told.lastIndexOf('machine-started') > told.indexOf('machine-crashed') && told.includes('machine-crashed');
    });
    const told = events(farm);
    const crash = told.indexOf('machine-crashed');
    assert.equal(told.lastIndexOf('machine-crashed'), crash, 'once');
    assert.ok(told.indexOf('machine-started', crash) > crash);
    const { events: rows } = readDatabase(join(farm.data, 'farm.sqlite'));
    assert.match(rows[crash]?.payload ?? '', /a test has made it crash/);
    await endsWell(farm);
  });

  test('[F7] [BE3] [MA9] shows its recorded error where it asks for the bed after a restart', LIMIT, async () => {
    const { farm, printer } = await readyFarm({ resetOnOpen: true });
    await using _ = farm;
    // The guardian first: without it nobody has held the port, and nothing vouches for the bed.
    farm.kill('guardian');
    await farm.trouble('machine', 'crash', printer.id);
    await seen(farm, 'UNVERIFIED');
    const { error } = await shown<{ error: { message: string } | null }>(farm, 'error { message }');
    assert.match(error?.message ?? '', /a test has made it crash/);
    await confirm(farm, 'UNVERIFIED');
    await seen(farm, 'READY');
    assert.deepEqual(await farm.verdict(), []);
  });

  test(
    '[F19] [MA7] finds its disk full in mid-print, says so, and prints every line once there is room',
    LIMIT,
    async () => {
      const { farm, printer } = await readyFarm();
      await using _ = farm;
      await printing(farm, printer);
      await farm.trouble('machine', 'disk full', printer.id);
      const isTold = async (): Promise<boolean> =>
        /disk refuses/.test((await shown<{ notice: string | null }>(farm, 'notice')).notice ?? '');
      await until('the page says so', isTold);
      assert.notEqual(farm.phaseOf(printer.id), 'awaiting-retrieval', 'nothing is told that would be forgotten');
      await farm.trouble('machine', null, printer.id);
      await endsWell(farm);
      await until('the page has forgotten it', async () => !(await isTold()));
    },
  );

  test('[F19] [BE6] is killed while its disk is full: what was not written has not happened', LIMIT, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer);
    await farm.trouble('machine', 'disk full', printer.id);
    await until('the page says so', async () =>
      /disk refuses/.test((await shown<{ notice: string | null }>(farm, 'notice')).notice ?? ''),
    );
    farm.kill('machine', printer.id);
    await endsWell(farm);
  });
});

describe('a printer that is in trouble', { concurrency: 3 }, () => {
  test(
    '[S3] [F5] [BE6] loses its power with an object on its bed, as does its host: the bed stays closed',
    LIMIT,
    async () => {
      const { farm, printer } = await readyFarm();
      await using _ = farm;
      await printing(farm, printer);
      const { bed } = await seen(farm, 'AWAITING_RETRIEVAL');
      for (const victim of ['guardian', 'machine', 'combinator'] as const) farm.kill(victim);
      await printer.simulator.control({ command: 'power-cycle' });
      await farm.startCombinator();
      await farm.addJob(await farm.upload('next.gcode', squareGcode('next', 3)));
      const after = await until('it is in sight again', async () => {
        const it = await seen(farm, 'AWAITING_RETRIEVAL', 'UNVERIFIED');
        return it.reachable && it;
      });
      assert.notEqual(after.bed.bedId, null);
      assert.notEqual(after.bed.bedId, bed.bedId, 'it was out of sight: another stay of the bed');
      await confirm(farm, 'AWAITING_RETRIEVAL', 'UNVERIFIED');
      await until(
        'the next one is printed',
        async () => (await outcomes(farm)).filter((each) => each === 'finished').length === 2,
      );
      assert.deepEqual(await farm.verdict(false), []);
    },
  );

  // A minute of silence is waited for, which is too long for every day; the spooler's own tests pass it in no time.
  if (IS_LONG)
    test(
      '[S9] [PR6] falls silent behind a TCP connection that stands: a new one is made, without a click',
      LIMIT,
      async () => {
        const { farm, printer } = await readyFarm({ plug: 'tcp' });
        await using _ = farm;
        await printer.simulator.control({ command: 'faults', set: { dropOutByte: 1 } });
        const isReachable = async (): Promise<boolean> =>
          (await shown<{ reachable: boolean }>(farm, 'reachable')).reachable;
        await until('it is out of sight', async () => !(await isReachable()), 120_000);
        await printer.simulator.control({ command: 'faults', set: { dropOutByte: 0 } });
        await until('it is in sight again', isReachable);
        const opened = (await printer.simulator.records()).filter(
          (each) => each.kind === 'connection' && each.event === 'open',
        );
        assert.ok(opened.length > 1, 'another connection');
        assert.deepEqual(await farm.verdict(), []);
      },
    );

  test(
    '[F22] [CK9] is unplugged in mid-print and plugged in again: the print is lost, and it does not stay hot',
    LIMIT,
    async () => {
      const { farm, printer } = await readyFarm({ resetOnOpen: false });
      await using _ = farm;
      await printing(farm, printer, 40);
      await printer.simulator.control({ command: 'unplug' });
      await seen(farm, 'FAULTED');
      await printer.simulator.control({ command: 'replug' });
      await endsInFault(farm, 'port-lost');
    },
  );

  test('[F24] is reset while its machine is dead: the print is lost, and a person is asked', LIMIT, async () => {
    const { farm, printer } = await readyFarm();
    await using _ = farm;
    await printing(farm, printer, 40);
    farm.kill('machine', printer.id);
    await printer.simulator.control({ command: 'trigger', fault: { fault: 'reset' } });
    await endsInFault(farm, 'resume-unproven', 'printer-reset');
  });

  test(
    '[F11] [BE7] is marked as retrieved while nobody can reach it: told at once, and asked again when it is back',
    LIMIT,
    async () => {
      const { farm, printer } = await readyFarm();
      await using _ = farm;
      await printing(farm, printer);
      await seen(farm, 'AWAITING_RETRIEVAL');
      await printer.simulator.control({ command: 'unplug' });
      const { bed } = await until('it is out of sight', async () => {
        const it = await seen(farm, 'AWAITING_RETRIEVAL', 'UNVERIFIED');
        return !it.reachable && it;
      });
      await farm.ask('mutation ($id: ID!, $bed: ID!) { confirmBedClear(printerId: $id, bedId: $bed) { id } }', {
        id: printer.id,
        bed: bed.bedId,
      });
      assert.ok(['retrieved', 'done'].includes((await farm.evidence(false)).prints[0]?.status ?? ''));
      await printer.simulator.control({ command: 'replug' });
      await confirm(farm, 'AWAITING_RETRIEVAL', 'UNVERIFIED');
      await seen(farm, 'READY');
      assert.deepEqual(await outcomes(farm), ['finished']);
      assert.deepEqual(await farm.verdict(), []);
    },
  );

  test(
    '[F8] [MA13] is configured anew in mid-print: the change waits for the end, and the print is whole',
    LIMIT,
    async () => {
      const { farm, printer } = await readyFarm();
      await using _ = farm;
      await printing(farm, printer);
      const before = await shown<{ version: number; options: object }>(farm, 'version options');
      await farm.ask('mutation ($input: ChangePrinterInput!) { changePrinter(input: $input) { id } }', {
        input: { id: printer.id, version: before.version, options: { ...before.options, tools: 2 } },
      });
      const isPending = async (): Promise<boolean> =>
        (await shown<{ configurationPending: boolean }>(farm, 'configurationPending')).configurationPending;
      assert.equal(await isPending(), true);
      await until('the end of the print', async () => farm.phaseOf(printer.id) === 'awaiting-retrieval');
      await until('the change is applied', async () => !(await isPending()));
      await confirm(farm, 'AWAITING_RETRIEVAL', 'UNVERIFIED');
      await seen(farm, 'READY');
      assert.deepEqual(await outcomes(farm), ['finished']);
    },
  );
});

test('[S12] of a farm that was killed in every way no process is left after `croft down`', LIMIT, async () => {
  const { farm, printer } = await readyFarm();
  await using _ = farm;
  await printing(farm, printer);
  for (const victim of ['guardian', 'combinator', 'machine', 'guardian'] as const) farm.kill(victim);
  await farm.startCombinator();
  await seen(farm, 'FAULTED', 'PRINTING', 'AWAITING_RETRIEVAL', 'UNVERIFIED');
  await farm.stopCombinator();
  const { code, stdout, stderr } = await runCroft(['down', '--data', farm.data, '--cancel-prints', '--yes']);
  assert.equal(code, 0, stdout + stderr);
  await until('nobody is left', async () => farmPids(farm.data).length === 0);
});
