import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { CONTRACT } from '../drivers/contract.ts';
import { bench } from '../drivers/fixtures/skeleton/fixtures/contract-bench.ts';
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

  async run(t: TestContext, name: string): Promise<void> {
    const silent = t.mock.method(process.stdout, 'write', () => true);
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
  test('writes every part of the skeleton under the name, which type check and lint have seen, and registers it', async (t) => {
    using copy = new WorkingCopy();
    await copy.run(t, 'my-printer');
    const skeleton = join(copy.drivers, 'fixtures/skeleton');
    const files = readdirSync(skeleton, { recursive: true }).map(String).toSorted();
    const folder = join(copy.drivers, 'my-printer');
    assert.deepEqual(readdirSync(folder, { recursive: true }).map(String).toSorted(), files);
    for (const part of ['manifest.ts', 'driver.ts', 'protocol', 'simulator', 'fixtures/contract-bench.ts', 'README.md'])
      assert.ok(existsSync(join(folder, part)), part);
    assert.match(readFileSync(join(folder, 'manifest.ts'), 'utf8'), /name: 'my-printer',\n {2}title: 'My-printer'/);
    const driver = readFileSync(join(folder, 'driver.ts'), 'utf8');
    assert.match(driver, /class MyPrinterDriver implements Driver/);
    assert.doesNotMatch(driver, /skeleton/i);
    const registry = readFileSync(join(copy.drivers, 'registry.ts'), 'utf8');
    assert.match(registry, /^import { manifest as myPrinter } from '\.\/my-printer\/manifest\.ts';$/m);
    assert.match(registry, /\[.*, myPrinter, simulated\]/);
    assert.match(registry, /^ {2}'my-printer': \(\) => import\('\.\/my-printer\/driver\.ts'\),$/m);
  });

  test('refuses a name that is none, one that is taken, and a folder that is no working copy', async (t) => {
    using copy = new WorkingCopy();
    await copy.run(t, 'one');
    const refused = (argv: readonly string[], code: string): void =>
      assert.throws(() => newDriver.run(argv, new AbortController().signal), { code });
    refused(['one', '--root', copy.root], 'driver-exists');
    refused(['My_Printer', '--root', copy.root], 'bad-flag');
    refused(['../up', '--root', copy.root], 'bad-flag');
    refused(['two', '--root', tmpdir()], 'no-working-copy');
  });

  test('what it writes meets its simulator; the cases that are to be filled are red', async () => {
    const caseOf = (title: RegExp) => CONTRACT.find((each) => title.test(each.title));
    for (const green of [/first report/, /cut connection/, /credentials/]) await caseOf(green)?.run(bench);
    for (const red of [/proven end/, /refused start/, /panel/])
      await assert.rejects(
        async () => caseOf(red)?.run(bench, 20_000),
        /waited in vain for (print-moved|print-ended|foreign-began)/,
      );
  });
});
