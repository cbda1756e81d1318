import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDisk } from './disk.ts';
import { diskContract } from './disk-contract-suite.ts';

diskContract('node', () => {
  const root = mkdtempSync(join(tmpdir(), 'croft-disk-'));
  const end = (): void => rmSync(root, { recursive: true, force: true });
  return { disk: nodeDisk, folder: join(root, 'machines', 'one'), [Symbol.dispose]: end };
});
