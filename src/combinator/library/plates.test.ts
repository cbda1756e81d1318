import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { plateGcode, threeMfEntries } from '#gcode/fixtures/three-mf';
import { zipFile } from '#gcode/fixtures/zip-file';
import { printOf } from '#model/phase';
import { openSqlite } from '#storage/sqlite';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { nameFile } from '../queue/print-changes.ts';
import { type FarmSchema, migrations } from '../schema.ts';

const ADD = `mutation ($input: AddJobInput!) { addJob(input: $input) { name plate file { metadata { printTimeSeconds filamentGrams } thumbnail } } }`;

const plateThree = plateGcode.replace(/^; total filament .*\n/gm, '');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Its plate 3 has two objects. */
const inParts = threeMfEntries.map((entry) =>
  typeof entry.content === 'string' && entry.content.includes('identify_id="73"')
    ? { ...entry, content: entry.content.replace(/(<object identify_id=)"73" .*/, '$&\n    $1"90" name="Cone" />') }
    : entry,
);

describe('a file with several plates', () => {
  test('[JO4] [ME1] a job names one plate, the first when none is named; what the printer fetches is the G-code of that plate', async () => {
    await using server = await openTestServer();
    const { library } = server.features;
    const bytes = zipFile(inParts);
    const { digest } = await library.upload('box.gcode.3mf', [bytes] as never, bytes.length);
    const machine = await server.farm.addMachine('Anna');
    await server.farm.makeReady(machine);
    const add = async (plate: number | null) =>
      server.ask(ADD, { input: { digest, ...(plate === null ? {} : { plate }) } });

    const third = (await add(3)).data.addJob;
    assert.deepEqual(
      [third.name, third.plate, third.file.metadata.printTimeSeconds, third.file.metadata.filamentGrams],
      ['box.gcode.3mf, plate 3', 3, 1094, 3.91],
      'estimates are those of the plate',
    );
    assert.match(third.file.thumbnail, /plate=3$/);
    await server.farm.settle();
    const { phase } = machine.state;
    const file = printOf(phase)?.file;
    assert.deepEqual([phase.kind, file?.digest], ['printing', sha256(plateThree)], 'a printer of G-code takes it');
    assert.equal(file?.sizeBytes, plateThree.length);
    assert.deepEqual(
      file?.objects,
      [
        { id: '73', name: 'Lid & box' },
        { id: '90', name: 'Cone' },
      ],
      'the start says what the slicer calls the objects of that plate',
    );

    const piece = await library.read(file?.digest as never, 5, 60);
    assert.deepEqual(Buffer.from(piece as Uint8Array).toString(), plateThree.slice(5, 65));
    assert.equal(await library.read(file?.digest as never, 1_000_000, 5), 'out-of-range');
    const unpacked = (await server.libraryFiles()).filter((name) => name === sha256(plateThree));
    assert.equal(unpacked.length, 1, 'one plate is unpacked, and only when it is asked for');

    const { data } = await server.ask('{ printers { print { file { metadata { printTimeSeconds } } } } }');
    assert.equal(data.printers[0].print.file.metadata.printTimeSeconds, 1094, 'on the card too');
    const first = (await add(null)).data.addJob;
    assert.deepEqual(
      [first.name, first.plate, first.file.metadata.printTimeSeconds],
      ['box.gcode.3mf, plate 1', 1, 1216],
    );
  });

  test('[JO4] a plate that is not there is refused with those that are; so is a plate of a file that has none', async () => {
    await using server = await openTestServer();
    const { library } = server.features;
    const bytes = zipFile(threeMfEntries);
    const { digest } = await library.upload('box.gcode.3mf', [bytes] as never, bytes.length);
    const fault = async (input: object) => (await server.ask(ADD, { input })).errors?.[0]?.extensions;
    const wrong = await fault({ digest, plate: 2 });
    assert.deepEqual([wrong?.code, wrong?.remedy], ['unknown-plate', 'Name one of its plates: 1, 3.']);
    const plain = Buffer.from('G28\nG1 X1 Y1 E1\n');
    const { digest: other } = await library.upload('a.gcode', [plain] as never, plain.length);
    assert.equal((await fault({ digest: other, plate: 1 }))?.code, 'unknown-plate');
    const { data } = await server.ask(
      'query ($digest: ID!) { fileDetail(digest: $digest) { plates { index name printable outside metadata { printTimeSeconds } } } }',
      { digest },
    );
    assert.deepEqual(data.fileDetail.plates, [
      { index: 1, name: null, printable: true, outside: false, metadata: { printTimeSeconds: 1216 } },
      { index: 3, name: 'Second', printable: true, outside: true, metadata: { printTimeSeconds: 1094 } },
    ]);
    assert.equal(await library.read('e'.repeat(64) as never, 0, 10), 'unknown-file');
  });

  test('[JO9] [ME3] of a print that was begun at the printer the plate is shown that the printer names, where its file has it', async () => {
    await using server = await openTestServer();
    const { farm, features } = server;
    const bytes = zipFile(threeMfEntries);
    const { digest } = await features.library.upload('box.gcode.3mf', [bytes] as never, bytes.length);
    const machine = await farm.addMachine('Anna');
    await farm.makeReady(machine);
    const at = farm.clock.now();
    /** A print of this plate from its beginning at the panel to the free bed: as it is shown while it runs, and afterwards. */
    async function shownOf(key: string, plate: object) {
      machine.report({ kind: 'foreign-began', foreign: { key, name: 'Box', since: at, ...plate } });
      await farm.settle();
      const [{ print: unnamed }] = (await server.ask('{ printers { print { id plate file { digest } } } }')).data
        .printers;
      await farm.storage.transaction((tx) => nameFile(tx, unnamed.id, digest));
      const { data } = await server.ask(
        '{ printers { print { plate file { thumbnail metadata { printTimeSeconds } } } } }',
      );
      const { print } = data.printers[0];
      const rest = await fetch(`${server.address}/api/printers/${machine.printerId}`);
      const { print: byRest } = (await rest.json()) as { print: typeof print };
      assert.deepEqual([byRest.plate, byRest.file.thumbnail], [print.plate, print.file.thumbnail]);
      machine.report({ kind: 'foreign-ended', key, outcome: 'finished' });
      await farm.settle();
      await farm.makeReady(machine);
      const { history } = (await server.ask('{ history { items { id plate thumbnail } } }')).data;
      const past = history.items.find(({ id }: { readonly id: string }) => id === unnamed.id);
      return [
        [unnamed.plate, unnamed.file],
        [print.plate, print.file.thumbnail, print.file.metadata.printTimeSeconds],
        [past.plate, past.thumbnail],
      ];
    }
    const picture = `/api/files/${digest}/thumbnail`;
    const whole = [
      [null, picture, null],
      [null, `${picture}?size=small`],
    ];
    assert.deepEqual(await shownOf('third', { plate: 3 }), [
      [3, null],
      [3, `${picture}?plate=3`, 1094],
      [3, `${picture}?size=small&plate=3`],
    ]);
    assert.deepEqual(await shownOf('untold', {}), [[null, null], ...whole]);
    assert.deepEqual(await shownOf('of another file of this name', { plate: 2 }), [[2, null], ...whole]);
    assert.equal((await fetch(`${server.address}${picture}?size=small&plate=3`)).status, 200, 'and is served');
  });

  test('[JO4] prints of an older version get the plate of their job', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'croft-plates-'));
    await using cleaning = new AsyncDisposableStack();
    cleaning.defer(() => rm(folder, { recursive: true }));
    const file = join(folder, 'farm.sqlite');
    const before = migrations.slice(
      0,
      migrations.findIndex(({ name }) => name === '0030-print-plate'),
    );
    {
      await using old = await openSqlite<FarmSchema>({ file, migrations: before });
      await old.transaction(async (tx) => {
        for (const [id, plate] of [
          ['plated', 3],
          ['plain', null],
        ] as const) {
          await sql`insert into job (id, name, digest, copies, priority, place, tags, printer_ids, held, cancelled, version, created_at,
            correlation_id, status, owed, needs, plate)
            values (${id}, ${id}, 'd', 1, 0, 0, '[]', '[]', 0, 0, 1, 0, ${id}, 'active', 0, '{}', ${plate})`.execute(
            tx,
          );
          await sql`insert into print (id, job_id, printer_id, journal_id, name, status, found, retried, cancel_wished, created_at,
            correlation_id) values (${id}, ${id}, ${id}, 'j', ${id}, 'printing', 0, 0, 0, 0, ${id})`.execute(tx);
        }
      });
    }
    await using now = await openSqlite<FarmSchema>({ file, migrations });
    const rows = await now.read.selectFrom('print').select(['id', 'plate']).orderBy('id').execute();
    assert.deepEqual(
      rows.map(({ id, plate }) => [id, plate]),
      [
        ['plain', null],
        ['plated', 3],
      ],
    );
  });
});
