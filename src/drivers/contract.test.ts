import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CONTRACT, type ContractCase } from './contract.ts';
import type { ContractBench } from './fixtures/contract-printer.ts';
import { manifests } from './registry.ts';

const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true })
  .filter((each) => each.isDirectory() && !['fixtures', 'simulator'].includes(each.name))
  .map(({ name }) => name);
const PARTS = ['manifest.ts', 'protocol', 'driver.ts', 'simulator', 'fixtures/contract-bench.ts', 'README.md'];

/** CROFT_DRIVER=name runs one folder's. */
const only = process.env.CROFT_DRIVER;

for (const name of folders.filter((each) => only === undefined || each === only)) {
  const benchFile = join(here, name, 'fixtures/contract-bench.ts');
  const { bench } = (await import(benchFile)) as { readonly bench: ContractBench };

  describe(`driver ${name}`, () => {
    const cases = CONTRACT.filter(({ appliesTo }) => appliesTo?.(bench) ?? true);
    test('[PZ7] [PZ8] the folder has every part, the registry knows it, and its scorecard speaks of every rule', () => {
      const missing = PARTS.filter((part) => !existsSync(join(here, name, part)));
      assert.deepEqual(missing, []);
      assert.equal(manifests.get(name)?.name, name);
      const scorecard = readFileSync(join(here, name, 'README.md'), 'utf8');
      const rules = new Set([...scorecard.matchAll(/^\| ([A-Z]{2}\d+)\b/gm)].map(([, rule]) => rule));
      assert.deepEqual(
        cases.filter(({ rule }) => !rules.has(rule)).map(({ rule }) => rule),
        [],
      );
    });

    const prove = ({ rule, title, run }: ContractCase): void => {
      test(`[${rule}] ${title}: ${name}`, () => run(bench));
    };
    describe('beside each other', { concurrency: true }, () => {
      for (const each of cases) if (each.rule !== 'DR11') prove(each);
    });
    describe('alone', () => {
      for (const each of cases) if (each.rule === 'DR11') prove(each);
    });
  });
}
