import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FILE } from '../fixtures/test-farm.ts';
import { openTestServer } from './fixtures/test-server.ts';

const ADD_JOB =
  'mutation ($input: AddJobInput!) { addJob(input: $input) { id status copies waiting { printerId code text } } }';
const PRINTER =
  'query ($id: ID!) { printer(id: $id) { phase bed { state bedId confirmed } print { id status } stopNumber } }';

describe('the API', () => {
  test('[BE4] a printer is added, prints, is confirmed clear for the bed that was seen and for no other', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    const id = machine.printerId;
    const printer = async () => (await server.ask(PRINTER, { id })).data.printer;
    await machine.connect();
    await server.farm.settle();
    assert.equal((await printer()).phase, 'UNVERIFIED');
    const confirm = (bedId: string) =>
      server.ask(
        'mutation ($id: ID!, $bedId: ID!) { confirmBedClear(printerId: $id, bedId: $bedId) { bed { confirmed } } }',
        { id, bedId },
      );
    assert.equal((await confirm('old.1')).errors?.[0]?.extensions.code, 'stale-bed');
    const { bedId } = (await printer()).bed;
    assert.equal((await confirm(bedId)).data.confirmBedClear.bed.confirmed, true);
    machine.takeObject();
    await server.farm.settle();
    assert.deepEqual([(await printer()).phase, (await printer()).bed.state], ['READY', 'CLEAR']);

    const { data } = await server.ask(ADD_JOB, { input: { digest: FILE, copies: 2 } });
    assert.deepEqual([data.addJob.status, data.addJob.copies], ['TO_DO', 2]);
    await server.farm.settle();
    const { print } = await printer();
    assert.equal(print.status, 'PRINTING');
    const cancelled = await server.ask('mutation ($id: ID!) { cancelPrint(id: $id) { cancelWished file { name } } }', {
      id: print.id,
    });
    assert.deepEqual(cancelled.data.cancelPrint, { cancelWished: true, file: { name: 'token.gcode' } });
    await server.farm.settle();
    assert.deepEqual([(await printer()).phase, (await printer()).bed.state], ['AWAITING_RETRIEVAL', 'OCCUPIED']);
    const retried = await server.ask('mutation ($id: ID!) { retryPrint(id: $id) { status waiting { code } } }', {
      id: print.id,
    });
    assert.deepEqual(
      retried.data.retryPrint.waiting.map((reason: { code: string }) => reason.code),
      ['awaiting-retrieval'],
    );
  });

  test('[BE3] what the link before has said of a printer is not shown as its word of now', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    await server.farm.makeReady(machine);
    const reachable = async (): Promise<unknown> =>
      (await server.ask('{ printers { reachable } }')).data.printers[0].reachable;
    assert.equal(await reachable(), true);
    // As it is when a new link was given its epoch, and its snapshot has not been applied yet.
    const { storage } = server.farm;
    await storage.transaction((tx) =>
      tx
        .updateTable('printer')
        .set('epoch', (eb) => eb('epoch', '+', 1))
        .execute(),
    );
    assert.equal(await reachable(), false);
  });

  test('[JO4] a job that waits says why, printer by printer', async () => {
    await using server = await openTestServer();
    await server.farm.addMachine('Anna');
    const { data } = await server.ask(ADD_JOB, { input: { digest: FILE, tags: ['large'] } });
    assert.deepEqual(
      data.addJob.waiting.map((reason: { code: string }) => reason.code),
      ['tags-missing'],
    );
    assert.equal(data.addJob.waiting[0].text, 'Anna lacks “large”.');
  });

  test('[CF1] wrong settings of a printer are refused by field, rule and remedy', async () => {
    await using server = await openTestServer();
    const add = async (input: object) =>
      (await server.ask('mutation ($input: AddPrinterInput!) { addPrinter(input: $input) { id } }', { input }))
        .errors?.[0]?.extensions;
    const good = { name: 'Anna', driver: 'plain', options: { connection: '/dev/x' } };
    assert.equal((await add({ ...good, options: {} }))?.field, 'options.connection');
    assert.equal((await add({ ...good, driver: 'none' }))?.field, 'driver');
    assert.equal((await add({ ...good, name: ' ' }))?.field, 'name');
    assert.equal((await add({ ...good, clearing: 'SIMULATED_SENSOR' }))?.field, 'clearing');
    assert.equal(await add(good), undefined);
    const again = await add(good);
    assert.deepEqual([again?.code, again?.rule], ['printer-name-taken', 'unique in the farm']);
  });

  test('[CF2] a stale edit is refused', async () => {
    await using server = await openTestServer();
    const { printerId } = await server.farm.addMachine('Anna');
    const change = (version: number) =>
      server.ask('mutation ($input: ChangePrinterInput!) { changePrinter(input: $input) { version held } }', {
        input: { id: printerId, version, held: true },
      });
    assert.deepEqual((await change(1)).data.changePrinter, { version: 2, held: true });
    assert.ok((await change(1)).errors?.[0]?.extensions.remedy);
  });

  test('[MA5] the emergency stop reaches machine and guardian, for one printer and for all', async () => {
    await using server = await openTestServer();
    const machines = [await server.farm.addMachine('Anna'), await server.farm.addMachine('Berta')];
    for (const machine of machines) await server.farm.makeReady(machine);
    await server.ask('mutation { emergencyStopAll { id } }');
    assert.deepEqual(
      new Set(server.stops.map(([printer]) => printer)),
      new Set(machines.map((machine) => machine.printerId)),
    );
    for (const machine of machines) assert.equal(machine.state.phase.kind, 'stopped');
    await server.farm.settle();
    const id = machines[0]?.printerId;
    const { stopNumber } = (await server.ask(PRINTER, { id })).data.printer;
    const recover = (number: number) =>
      server.ask('mutation ($id: ID!, $n: Int!) { recoverPrinter(printerId: $id, stopNumber: $n) { id } }', {
        id,
        n: number,
      });
    assert.ok((await recover(stopNumber + 1)).errors);
    assert.equal((await recover(stopNumber)).errors, undefined);
  });

  test('jobs come in pages, the queue in its order first, then what is over', async () => {
    await using server = await openTestServer();
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.push(await server.farm.addJob({ name: `job ${i}`, priority: i === 6 ? 1 : 0 }));
    for (const id of [ids[1], ids[2]]) {
      server.farm.clock.turn(1_000);
      await server.ask('mutation ($id: ID!) { cancelJob(id: $id) { id } }', { id });
    }
    const read = async (active: boolean) => {
      const seen: string[] = [];
      for (let after: string | null = null; ; ) {
        const { data } = await server.ask(
          'query ($after: String, $active: Boolean) { jobs(first: 2, after: $after, active: $active) { items { name } endCursor hasMore total } }',
          { after, active },
        );
        seen.push(...data.jobs.items.map((job: { name: string }) => job.name));
        if (!data.jobs.hasMore) return { seen, total: data.jobs.total };
        after = data.jobs.endCursor;
      }
    };
    const open = ['job 6', 'job 0', 'job 3', 'job 4', 'job 5'];
    assert.deepEqual(await read(true), { seen: open, total: 5 });
    assert.deepEqual(await read(false), { seen: [...open, 'job 2', 'job 1'], total: 7 });
    const moved = await server.ask('mutation ($id: ID!, $before: ID) { moveJob(id: $id, before: $before) { id } }', {
      id: ids[5],
      before: ids[0],
    });
    assert.equal(moved.errors, undefined);
    assert.deepEqual((await read(true)).seen, ['job 6', 'job 5', 'job 0', 'job 3', 'job 4']);
  });

  test('lines by hand are a few commands and nothing else', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    const send = async (lines: readonly string[]) =>
      (
        await server.ask(
          'mutation ($id: ID!, $lines: [String!]!) { sendManual(printerId: $id, lines: $lines) { accepted } }',
          { id: machine.printerId, lines },
        )
      ).errors?.[0]?.extensions.code;
    assert.equal(await send([]), 'bad-lines');
    assert.equal(await send(['M105\nG28']), 'bad-lines');
    assert.equal(await send(['x'.repeat(300)]), 'bad-lines');
    assert.equal(await send(Array.from({ length: 51 }, () => 'M105')), 'bad-lines');
    assert.equal(await send(['M105']), 'printer-not-linked');
  });

  test('[MA15] what a printer asks is shown as it said it, and answered by its id; a print is changed by its name', async () => {
    await using server = await openTestServer();
    const machine = await server.farm.addMachine('Anna');
    const id = machine.printerId;
    await server.farm.makeReady(machine);
    await server.farm.addJob();
    await server.farm.settle();
    const told = async (mutation: string) => {
      let isOver = false;
      const asked = server.ask(`mutation { ${mutation} { accepted reason } }`).finally(() => (isOver = true));
      while (!isOver) {
        await server.farm.settle();
        await turn();
      }
      const { data, errors } = await asked;
      return errors?.[0]?.extensions.code ?? Object.values<{ reason: string | null }>(data)[0]?.reason;
    };
    machine.report({
      kind: 'dialog',
      dialog: { id: 'dialog-1', text: '<b>Filament?</b>', choices: ['Continue'], since: 0 },
    });
    await server.farm.settle();
    const shown = async () =>
      (await server.ask('query ($id: ID!) { printer(id: $id) { dialog { id text choices } print { id } } }', { id }))
        .data.printer;
    const { dialog, print } = await shown();
    assert.deepEqual({ ...dialog }, { id: 'dialog-1', text: '<b>Filament?</b>', choices: ['Continue'] });
    const answer = (dialogId: string, choice: number | null) =>
      told(`answerDialog(printerId: "${id}", dialogId: "${dialogId}", choice: ${choice})`);
    assert.equal(await answer('dialog-0', 0), 'stale-dialog');
    assert.equal(await answer('no dialog!', 0), 'stale-dialog');
    assert.equal(await answer('dialog-1', -1), 'stale-dialog');
    assert.equal(await answer('dialog-1', 0), null);
    assert.equal(await answer('dialog-1', 0), 'stale-dialog', 'once');
    assert.equal((await shown()).dialog, null);

    const adjust = (printId: string, change: string) =>
      told(`adjustPrint(printerId: "${id}", printId: "${printId}", change: ${change})`);
    assert.equal(await adjust(print.id, '{ feedPercent: 120 }'), null);
    assert.equal(await adjust(print.id, '{ pauseAtLayer: 20 }'), null);
    assert.equal(await adjust(print.id, '{ noPause: true }'), null);
    assert.equal(await adjust(print.id, '{ feedPercent: 5 }'), 'out-of-range');
    assert.equal(await adjust(print.id, '{ feedPercent: 120, flowPercent: 90 }'), 'bad-change');
    assert.equal(await adjust(print.id, '{ }'), 'bad-change');
    assert.equal(await adjust('another', '{ feedPercent: 120 }'), 'unknown-print');
  });

  test('what is not there is null when asked for, and an error when acted on', async () => {
    await using server = await openTestServer();
    const { data, errors } = await server.ask(
      `{ printer(id: "nobody") { id } job(id: "nothing") { id } file(digest: "${'0'.repeat(64)}") { digest } }`,
    );
    assert.deepEqual([data, errors], [{ printer: null, job: null, file: null }, undefined]);
    const acts = [
      'cancelJob(id: "nothing") { id }',
      'deleteJob(id: "nothing")',
      'cancelPrint(id: "nothing") { id }',
      'removePrinter(id: "nobody")',
      'emergencyStop(printerId: "nobody") { id }',
      `deleteFile(digest: "${'0'.repeat(64)}")`,
      'clearProblem(id: "nothing")',
    ];
    for (const act of acts) {
      const [error] = (await server.ask(`mutation { ${act} }`)).errors ?? [];
      assert.match(error?.extensions.code ?? '', /^unknown-/, act);
      assert.ok(error?.extensions.remedy);
    }
  });
});

test('files in a list have the picture of the whole file, and not of a plate by the number of their place', async () => {
  await using server = await openTestServer();
  await server.farm.storage.transaction((tx) => tx.updateTable('library_file').set({ thumbnail: '16x16' }).execute());
  const [file] = await server.farm.storage.read.selectFrom('library_file').selectAll().execute();
  assert.ok(file);
  const other = { ...file, digest: 'e'.repeat(64), name: 'other.gcode' };
  await server.farm.storage.transaction((tx) => tx.insertInto('library_file').values(other).execute());
  const { data } = await server.ask('{ files { items { digest thumbnail } } }');
  assert.equal(data.files.items.length, 2);
  for (const { digest, thumbnail } of data.files.items) assert.equal(thumbnail, `/api/files/${digest}/thumbnail`);
});
