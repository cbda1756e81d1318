import assert from 'node:assert/strict';
import type { ContractCase } from './contract.ts';
import type { ContractBench, ContractFiles } from './fixtures/contract-printer.ts';
import { ContractStage, type DriverLife } from './fixtures/contract-stage.ts';
import { FileRefused, type PrinterFiles } from './printer-files.ts';

const TEXT = 'G1 X1 Y2 E3 ; line\n'.repeat(20_000);
/** Behind a whole piece of any protocol. */
const MIDDLE = 200_001;

interface Scene {
  readonly stage: ContractStage;
  readonly life: DriverLife;
  readonly held: ContractFiles;
  readonly files: PrinterFiles;
  readonly signal: AbortSignal;
}

const withFiles =
  (act: (scene: Scene) => Promise<void>): ContractCase['run'] =>
  async (bench, patienceMs) => {
    await using stage = new ContractStage(await bench.open(), patienceMs);
    const life = await stage.connected();
    const { files: held } = stage.printer;
    const { files } = life.driver;
    assert.ok(held !== undefined && files !== undefined, 'its manifest says that it holds files');
    await act({ stage, life, held, files, signal: new AbortController().signal });
  };

/** What comes from `offset` on. */
async function read({ files, signal }: Scene, path: string, offset: number): Promise<Buffer> {
  const { bytes } = await files.open(path, offset, signal);
  const pieces: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await bytes.next();
    if (done === true) return Buffer.concat(pieces);
    pieces.push(value);
  }
}

const refusedFor = (reason: string) => (error: unknown) => error instanceof FileRefused && error.reason === reason;

const listed = withFiles(async ({ held, files, signal }) => {
  assert.deepEqual(await files.list(signal), [], 'nothing is no error');
  const at = Date.UTC(2026, 2, 4, 5, 6);
  const [plain, deep] = [`plain${held.extension}`, `${held.folder}/Big Box (1), v2${held.extension.toUpperCase()}`];
  for (const path of [plain, deep, 'notes.txt', `.hidden/old${held.extension}`, held.own]) held.put(path, 'G28\n', at);
  const found = await files.list(signal);
  assert.deepEqual(found.map(({ path }) => path).toSorted(), [deep, plain].toSorted());
  for (const { sizeBytes, modifiedAt } of found)
    assert.ok(
      (sizeBytes === 4 || sizeBytes === null) && modifiedAt !== null && Math.abs(modifiedAt - at) < 366 * 86_400_000,
    );
});

const fetched = withFiles(async (scene) => {
  const { stage, life, held } = scene;
  const path = `${held.folder}/a b (1)${held.extension}`;
  held.put(path, TEXT);
  life.driver.start(stage.print('p1', stage.printer.gcode('long')));
  await life.report('print-moved');
  const story = life.story.length;
  const opened = await scene.files.open(path, 0, scene.signal);
  assert.equal(opened.sizeBytes, TEXT.length);
  await opened.bytes.return?.();
  assert.equal((await read(scene, path, 0)).toString('latin1'), TEXT);
  assert.equal((await read(scene, path, MIDDLE)).toString('latin1'), TEXT.slice(MIDDLE), 'from the middle');
  assert.equal(life.story.length, story, 'the print goes on, and nothing is told of it');
});

const brokenOff = withFiles(async (scene) => {
  const { held } = scene;
  const path = `part${held.extension}`;
  held.put(path, TEXT);
  held.cutAfter(MIDDLE);
  // The promise of a driver is not to take it for an end in silence; whether the length tells is the machine's part.
  await assert.rejects(read(scene, path, 0), FileRefused);
  held.cutAfter(null);
  assert.equal((await read(scene, path, 0)).length, TEXT.length, 'and it comes when it is asked for again');
});

const missing = withFiles(async (scene) => {
  const { held, files, signal } = scene;
  const path = `part${held.extension}`;
  held.put(path, 'G28\n');
  for (const odd of [`other${held.extension}`, `../part${held.extension}`, `${held.folder}/../part${held.extension}`])
    await assert.rejects(read(scene, odd, 0), refusedFor('not-found'), odd);
  await files.delete(path, signal);
  assert.equal(held.has(path), false, 'deleted');
  await assert.rejects(read(scene, path, 0), refusedFor('not-found'), 'it vanished meanwhile');
});

const toldOf = withFiles(async ({ stage, life, held }) => {
  const heard = life.heard.length;
  held.put(`new${held.extension}`, 'G28\n');
  await life.report('files-changed', heard);
  const { length: before } = life.story;
  life.driver.start(stage.print('p1', stage.printer.gcode('short')));
  await life.report('print-ended');
  const kinds: readonly string[] = ['print-moved', 'print-ended'];
  assert.deepEqual(life.story.slice(before), kinds, 'which is no part of what becomes of a print');
});

const appliesTo = ({ manifest }: ContractBench): boolean => manifest.holdsFiles === true;

/** The promises of `PrinterFiles` (`docs/spec/dl.md`), for every driver whose manifest says `holdsFiles`. */
export const FILE_CASES: readonly ContractCase[] = [
  { rule: 'DL2', title: 'what can be printed is listed, and nothing that Croft brought', run: listed, appliesTo },
  { rule: 'DL2', title: 'a file is fetched whole and from its middle, beside a print', run: fetched, appliesTo },
  { rule: 'DL4', title: 'what breaks off is told, and comes when it is asked for again', run: brokenOff, appliesTo },
  { rule: 'DL4', title: 'what is missing, gone or outside of the folder is told', run: missing, appliesTo },
  {
    rule: 'DL2',
    title: 'what others change among them is told of',
    run: toldOf,
    appliesTo: ({ manifest, tellsOfFiles }) => manifest.holdsFiles === true && tellsOfFiles === true,
  },
];
