import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { threeMfEntries } from '#gcode/fixtures/three-mf';
import { zipFile } from '#gcode/fixtures/zip-file';
import { silentLog } from '#lib/small-log';
import type { FileDigest } from '#model/ids';
import { openTestServer } from '../api/fixtures/test-server.ts';
import { filamentsOf } from '../materials/store.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import { createReadAgain } from './read-again.ts';

const ADD = 'mutation ($input: AddJobInput!) { addJob(input: $input) { id } }';

/** A project for a printer with two nozzles. */
const twoNozzles = threeMfEntries.map((entry) => ({
  ...entry,
  content:
    typeof entry.content === 'string'
      ? entry.content.replace(
          '"nozzle_diameter":["0.4"]',
          '"nozzle_diameter":["0.4","0.4"],"physical_extruder_map":["1","0"],"filament_map":["2","1","1"]',
        )
      : entry.content,
}));

type Server = Awaited<ReturnType<typeof openTestServer>>;

async function upload({ features }: Server, note = ''): Promise<FileDigest> {
  const bytes = zipFile([...twoNozzles, { name: 'Metadata/note.txt', content: note }]);
  return (await features.library.upload('box.gcode.3mf', [bytes] as never, bytes.length)).digest;
}

/** As a version of before nozzles has read it. */
async function makeOld({ farm }: Server, digest: FileDigest): Promise<void> {
  const row = await farm.storage.read
    .selectFrom('library_file')
    .select('metadata')
    .where('digest', '=', digest)
    .executeTakeFirstOrThrow();
  const { reading: _, plates = [], ...kept } = JSON.parse(row.metadata ?? '') as KeptMetadata;
  const old = plates.map(({ parts: _parts, filaments, ...plate }) => ({
    ...plate,
    filaments: filaments?.map(({ nozzle: _nozzle, ...filament }) => filament) ?? null,
  }));
  const metadata = JSON.stringify({ ...kept, plates: old });
  await farm.storage.transaction((tx) =>
    tx.updateTable('library_file').set({ metadata }).where('digest', '=', digest).execute(),
  );
}

const nozzlesOf = async ({ farm }: Server, digest: FileDigest): Promise<readonly unknown[]> =>
  ((await filamentsOf(farm.storage.read, digest, 1)) ?? []).map(({ nozzle }) => nozzle);

describe('[ME1] [MT2] files that an older version has read', () => {
  test('are read anew when a job of one is added, and no other: its filaments have their nozzles then', async () => {
    await using server = await openTestServer();
    const { readAgain } = server.features;
    const [wanted, other] = [await upload(server), await upload(server, 'another')];
    for (const digest of [wanted, other]) await makeOld(server, digest);
    assert.ok((await nozzlesOf(server, wanted)).every((nozzle) => nozzle === undefined));
    const { errors } = await server.ask(ADD, { input: { digest: wanted } });
    assert.equal(errors, undefined);
    await readAgain.idle();
    const nozzles = await nozzlesOf(server, wanted);
    assert.ok(nozzles.includes('right') && !nozzles.includes(undefined), JSON.stringify(nozzles));
    assert.ok(
      (await nozzlesOf(server, other)).every((nozzle) => nozzle === undefined),
      'nobody needs the other one',
    );
  });

  test('are read anew at the start for open jobs, each once, and not what this version has read', async () => {
    await using server = await openTestServer();
    const { farm } = server;
    const [old, own] = [await upload(server), await upload(server, 'another')];
    for (const digest of [old, own, old]) await server.ask(ADD, { input: { digest } });
    await server.features.readAgain.idle();
    await makeOld(server, old);
    const read: string[] = [];
    const library = { readAgain: async (digest: FileDigest) => void read.push(digest) };
    const { storage, events } = farm;
    await using next = createReadAgain({ storage, events, library, log: silentLog });
    await next.idle();
    assert.deepEqual(read, [old]);
    await server.ask(ADD, { input: { digest: old } });
    await next.idle();
    assert.deepEqual(read, [old], 'what could not be read is not read again and again');
  });

  test('a file whose content is gone keeps what is known of it', async () => {
    await using server = await openTestServer();
    const { storage } = server.farm;
    const digest = await upload(server);
    await makeOld(server, digest);
    const known = await storage.read
      .selectFrom('library_file')
      .selectAll()
      .where('digest', '=', digest)
      .executeTakeFirstOrThrow();
    const gone = { ...known, digest: '0'.repeat(64), version: 2 };
    await storage.transaction((tx) => tx.insertInto('library_file').values(gone).execute());
    await server.features.library.readAgain(gone.digest as FileDigest);
    assert.equal((await server.features.library.get(gone.digest as FileDigest))?.metadata, known.metadata);
    await server.features.library.readAgain(digest);
    assert.notEqual((await server.features.library.get(digest))?.metadata, known.metadata);
  });
});
