import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Beating, beatingMachines } from './beating-machines.ts';

const channel = (): void => {};
const machine = (printerId: string, pid: number): Beating => ({ channel, printerId, pid, shard: null });
const shard = (pid: number): Beating => ({ channel, printerId: null, pid: null, shard: pid });

describe('whose a heartbeat is', () => {
  const [alone, one, two, neighbour] = [machine('a', 7), machine('b', 8), machine('c', 8), machine('d', 9)];
  const process = shard(8);
  const watcher: Beating = { channel, printerId: null, pid: null, shard: null };

  test('[MA5] a machine beats for itself alone', () => {
    for (const each of [alone, one]) assert.deepEqual(beatingMachines(each, [alone, one, two, process]), [each]);
  });

  test('[MA5] [PR5a] a process of several beats for those of its machines that have a connection, and for no other', () => {
    assert.deepEqual(beatingMachines(process, [alone, one, two, neighbour, process, shard(9), watcher]), [one, two]);
    assert.deepEqual(beatingMachines(process, [two, neighbour, process]), [two], 'the connection of the other is gone');
    assert.deepEqual(beatingMachines(process, [process]), []);
  });

  test('[MA5] who is neither beats for nobody', () => {
    assert.deepEqual(beatingMachines(watcher, [alone, one, two, process, watcher]), []);
  });
});
