import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, mock, test } from 'node:test';
import { CONTRACT, type ContractCase } from '../drivers/contract.ts';
import type { ContractBench } from '../drivers/fixtures/contract-printer.ts';
import { newDriver } from './new-driver.ts';

const drivers = join(import.meta.dirname, '../drivers');

/** As much of a working copy as the command looks at. */
class WorkingCopy implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'croft-new-driver-'));
  readonly drivers = join(this.root, 'src/drivers');

  constructor() {
    for (const part of ['registry.ts', 'fixtures/skeleton'])
      cpSync(join(drivers, part), join(this.drivers, part), { recursive: true });
  }

  /** Everything else of Croft, where what was written looks for it. */
  borrowTheRest(): void {
    const source = join(drivers, '..');
    cpSync(join(source, '../package.json'), join(this.root, 'package.json'));
    for (const part of readdirSync(source))
      if (part !== 'drivers') symlinkSync(join(source, part), join(this.root, 'src', part));
    for (const part of readdirSync(drivers)) {
      if (!existsSync(join(this.drivers, part))) symlinkSync(join(drivers, part), join(this.drivers, part));
    }
    for (const part of readdirSync(join(drivers, 'fixtures')))
      if (part !== 'skeleton') symlinkSync(join(drivers, 'fixtures', part), join(this.drivers, 'fixtures', part));
  }

  async benchOf(name: string): Promise<ContractBench> {
    const written = (await import(join(this.drivers, name, 'fixtures/contract-bench.ts'))) as {
      readonly bench: ContractBench;
    };
    return written.bench;
  }

  async run(name: string): Promise<void> {
    const silent = mock.method(process.stdout, 'write', () => true);
    try {
      assert.equal(await newDriver.run([name, '--root', this.root], new AbortController().signal), 0);
    } finally {
      silent.mock.restore();
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

describe('croft new-driver', () => {
  test('writes every part of the skeleton under the name, which type check and lint have seen, and registers it', async () => {
    using copy = new WorkingCopy();
    await copy.run('my-printer');
    const skeleton = join(copy.drivers, 'fixtures/skeleton');
    const files = readdirSync(skeleton, { recursive: true }).map(String).toSorted();
    const folder = join(copy.drivers, 'my-printer');
    assert.deepEqual(readdirSync(folder, { recursive: true }).map(String).toSorted(), files);
    for (const part of ['manifest.ts', 'driver.ts', 'protocol', 'simulator', 'fixtures/contract-bench.ts', 'README.md'])
      assert.ok(existsSync(join(folder, part)), part);
    assert.match(readFileSync(join(folder, 'manifest.ts'), 'utf8'), /name: 'my-printer',\n {2}title: 'My-printer'/);
    const driver = readFileSync(join(folder, 'driver.ts'), 'utf8');
    assert.match(driver, /class MyPrinterDriver extends NetworkDriver<PrintRun>/);
    for (const file of files.filter((each) => /\.(ts|md)$/.test(each)))
      assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /skeleton/i, file);
    const registry = readFileSync(join(copy.drivers, 'registry.ts'), 'utf8');
    assert.match(registry, /^import { manifest as myPrinter } from '\.\/my-printer\/manifest\.ts';$/m);
    assert.match(registry, /\[.*, myPrinter, simulated\]/);
    assert.match(registry, /^ {2}'my-printer': \(\) => import\('\.\/my-printer\/driver\.ts'\),$/m);
  });

  test('refuses a name that is none, one that is taken, and a folder that is no working copy', async () => {
    using copy = new WorkingCopy();
    await copy.run('one');
    const refused = (argv: readonly string[], code: string): void =>
      assert.throws(() => newDriver.run(argv, new AbortController().signal), { code });
    refused(['one', '--root', copy.root], 'driver-exists');
    refused(['My_Printer', '--root', copy.root], 'bad-flag');
    refused(['../up', '--root', copy.root], 'bad-flag');
    refused(['two', '--root', tmpdir()], 'no-working-copy');
  });

  describe('what it writes passes the contract of every driver', async () => {
    const copy = new WorkingCopy();
    after(() => copy[Symbol.dispose]());
    copy.borrowTheRest();
    await copy.run('my-printer');
    const bench = await copy.benchOf('my-printer');
    const cases = CONTRACT.filter(({ appliesTo }) => appliesTo?.(bench) ?? true);
    const prove = ({ rule, title, run }: ContractCase): void => {
      test(`[${rule}] ${title}: a new driver`, () => run(bench));
    };
    describe('beside each other', { concurrency: true }, () => {
      for (const each of cases) if (each.rule !== 'DR11') prove(each);
    });
    describe('alone', () => {
      for (const each of cases) if (each.rule === 'DR11') prove(each);
    });
  });
});
