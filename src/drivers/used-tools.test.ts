import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { wantedFilaments } from './bambu/wanted-filaments.ts';
import { usedTools } from './used-tools.ts';

const { signal } = new AbortController();
const END = '; filament_type = PLA;PETG;ABS\n; filament_map = 2,1,1\n';

async function both(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'croft-tools-'));
  await using cleaning = new AsyncDisposableStack();
  cleaning.defer(() => rm(folder, { recursive: true }));
  const path = join(folder, 'a.gcode');
  await writeFile(path, text);
  const { length } = Buffer.from(text);
  return [await usedTools(path, length, signal), await wantedFilaments(path, length, signal)] as const;
}

describe('the tools that a file selects', () => {
  test('are told once each, lowest first, with what their filament is to be made of; orders of the firmware are none', async () => {
    // Longer than a piece of the file, so that lines are cut in two, and a selection stands behind them all.
    const body = 'T2\nT255\nT1000\n;T1\nM117 T1\nG1 X1 T1\n'.repeat(20_000);
    const [tools, wanted] = await both(`G28\n${body}  T0 ; the first\r\n${END}`);
    assert.deepEqual(
      tools.map(({ tool }) => tool),
      [0, 2],
    );
    assert.deepEqual(
      wanted.map(({ index, type }) => ({ tool: index, type })),
      tools,
      'two drivers read the same',
    );
    assert.deepEqual(
      wanted.map(({ nozzle }) => nozzle),
      [0, 1],
      'and the slicer’s nozzles are read on the way',
    );
  });

  test('are none where the file names none: it is printed with the one that there is', async () => {
    const [tools, wanted] = await both(`G28\nG1 X1 E1\n${END}`);
    assert.deepEqual(tools, []);
    assert.deepEqual(
      wanted.map(({ index, nozzle }) => [index, nozzle]),
      [[0, 0]],
    );
  });
});
