import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBedMesh } from '#model/bed-mesh';
import { parseCardList } from '#model/card-list';
import { parseFirmwareSettings } from '#model/firmware-settings';
import { InProcessDriver } from './fixtures/in-process-driver.ts';

test('[MA15] a printer that stands tells its settings, its bed and its card, and measures and tunes itself', async () => {
  await using bench = await InProcessDriver.connected({ speed: 400 });
  const said = async (...lines: string[]): Promise<readonly string[]> => {
    const result = await bench.driver.manual(lines);
    return result.kind === 'done' ? result.replies : assert.fail(result.reason);
  };
  const settings = parseFirmwareSettings(await said('M503'));
  assert.equal(
    settings?.groups.find(({ title }) => title === 'Hotend PID')?.lines[0]?.text,
    'M301 P22.20 I1.08 D114.00',
  );
  assert.equal(settings?.groups.length, 12);
  const mesh = parseBedMesh(await said('M420 V'));
  assert.deepEqual([mesh?.rows.length, mesh?.rows[0]?.length, mesh?.rows[2]?.[2]], [5, 5, -0.05]);
  assert.deepEqual(parseBedMesh(await said('G28', 'G29')), mesh);
  assert.deepEqual(
    parseCardList(await said('M20 L'))?.map(({ path, name }) => `${path}: ${name}`),
    ['BENCHY~1.GCO: Benchy, 0.2 mm.gcode', 'PARTS/HINGE~1.GCO: Hinge left.gcode', 'CUBE.GCO: cube.gcode'],
  );
  const tuned = await said('M303 E0 S200 C4');
  assert.equal(tuned.filter((line) => line.includes('bias:')).length, 4);
  assert.deepEqual(
    tuned.slice(-3).map((line) => line.trim()),
    ['#define DEFAULT_Kp 24.90', '#define DEFAULT_Ki 2.04', '#define DEFAULT_Kd 75.97'],
  );
  assert.equal((await said('M304 P10 I0.02 D305', 'M500')).at(-1), 'echo:Settings Stored (673 bytes; crc 47163)');
});

test('[MA15] a file is deleted from the card; one that is locked keeps it, and without a card nothing is listed', async () => {
  for (const [cardState, left] of [
    ['in', 'BENCHY~1.GCO PARTS/HINGE~1.GCO'],
    ['locked', 'BENCHY~1.GCO PARTS/HINGE~1.GCO CUBE.GCO'],
    ['out', undefined],
  ] as const) {
    await using bench = await InProcessDriver.connected({ cardState });
    const deleted = await bench.driver.manual(['M30 CUBE.GCO']);
    assert.equal(deleted.kind, 'done');
    const listed = await bench.driver.manual(['M20 L']);
    const files = listed.kind === 'done' ? parseCardList(listed.replies) : null;
    assert.equal(files?.map(({ path }) => path).join(' '), left, cardState);
  }
});
