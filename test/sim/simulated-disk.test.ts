import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diskContract } from '../../src/machine/disk-contract-suite.ts';
import { createSimulatedDisk, NO_HOOKS, type SimulatedDisk } from './simulated-disk.ts';

diskContract('simulated', () => ({
  disk: createSimulatedDisk().as(NO_HOOKS),
  folder: '/machines/one',
  [Symbol.dispose]: () => {},
}));

const LUCKY = (): number => 0.1;
const UNLUCKY = (): number => 0.9;

function written(simulated: SimulatedDisk): {
  readonly text: () => string;
  readonly write: (text: string, at: number) => void;
  readonly sync: () => void;
} {
  const disk = simulated.as(NO_HOOKS);
  disk.makeFolder('/m');
  const fd = disk.open('/m/a', 'w');
  const folder = disk.open('/m', 'r');
  disk.syncNow(folder);
  return {
    text: () => new TextDecoder().decode(simulated.files().get('/m/a') ?? new Uint8Array()),
    write: (text, at) => void disk.write(fd, new TextEncoder().encode(text), 0, text.length, at),
    sync: () => disk.syncNow(fd),
  };
}

describe('[MA7] a power cut at the simulated disk', () => {
  test('takes nothing that was synced', () => {
    const disk = createSimulatedDisk();
    const file = written(disk);
    file.write('one', 0);
    file.sync();
    disk.cutPower(LUCKY);
    assert.equal(file.text(), 'one');
  });

  test('takes what was not synced, or leaves it, or a part of it', () => {
    const kept = (fraction: () => number): string => {
      const disk = createSimulatedDisk();
      const file = written(disk);
      file.write('one', 0);
      file.sync();
      file.write('two', 3);
      disk.cutPower(fraction);
      return file.text();
    };
    assert.equal(kept(LUCKY), 'one');
    assert.equal(kept(UNLUCKY), 'onetwo');
    // The names come through, the write is kept, torn, and a third of it is there.
    const chances = [0.9, 0.9, 0.2, 0.4];
    assert.equal(
      kept(() => chances.shift() ?? 0),
      'onet',
    );
  });

  test('takes a name back whose folder was not synced', () => {
    const disk = createSimulatedDisk();
    const file = written(disk);
    file.write('old', 0);
    file.sync();
    const use = disk.as(NO_HOOKS);
    const fresh = use.open('/m/b', 'w');
    use.write(fresh, new TextEncoder().encode('new'), 0, 3, 0);
    use.syncNow(fresh);
    use.rename('/m/b', '/m/a');
    disk.cutPower(LUCKY);
    assert.equal(file.text(), 'old');
  });
});
