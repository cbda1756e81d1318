/** `killed-life.ts <folder> <operation> kill|tear`: lives until that operation of the disk, tells how the world stands, and is killed. */
// First, so that the code under test gets the disk that can fail.
import { watchDisk } from './faulty-disk.ts';
import { writeSync } from 'node:fs';
import { live } from './life.ts';
import { newWorld } from './world.ts';

const [folder = '', at = '', how = ''] = process.argv.slice(2);
const world = newWorld();
const disk = watchDisk(folder, { at: Number(at), how: how === 'tear' ? 'tear' : 'kill' });
disk.onOperation(({ number }) => {
  if (number === Number(at)) writeSync(1, JSON.stringify(world));
});
await live(folder, world);
