import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { SPEECHES } from './simulator/dialects/speeches.ts';
import { NO_FAULTS } from './simulator/fault-settings.ts';
import { simulatorOptions } from './simulator/options.ts';

const here = import.meta.dirname;
const rows =
  readFileSync(join(here, 'README.md'), 'utf8')
    .split('## Compat switches')[1]
    ?.split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:quirk|---) /.test(line))
    .map((line) => line.split(/(?<!\\) \| |^\| | \|$/).slice(1, 5)) ?? [];
const tests = globSync('**/*.test.ts', { cwd: here })
  .filter((path) => !path.endsWith('compat-switches.test.ts'))
  .map((path) => readFileSync(join(here, path), 'utf8'))
  .join('\n');
const triggers = readFileSync(join(here, 'simulator/fault-settings.ts'), 'utf8');

const named = (cell: string): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

function isSwitch(name: string): boolean {
  const [, dialect] = /^dialect=(\w+)$/.exec(name) ?? [];
  if (dialect !== undefined) return Object.hasOwn(SPEECHES, dialect);
  return (
    Object.hasOwn(simulatorOptions(), name) || Object.hasOwn(NO_FAULTS, name) || triggers.includes(`fault: '${name}'`)
  );
}

/** Titles of loops are put together from a table: each word of them stands somewhere in the tests. */
function isTest(title: string): boolean {
  const [dialect, rest] = /^(\w+): (.*)$/.exec(title)?.slice(1) ?? [];
  const made = dialect !== undefined && Object.hasOwn(SPEECHES, dialect) && tests.includes(`\${dialect}: ${rest}`);
  return tests.includes(title) || made;
}

describe('the table of compat switches', () => {
  test('it has a row for each quirk, with a switch or a reason, a test and a way', () => {
    assert.ok(rows.length >= 50, String(rows.length));
    for (const row of rows) {
      assert.equal(row.length, 4, row.join(' | '));
      assert.ok(
        row.every((cell) => cell.trim() !== ''),
        row.join(' | '),
      );
    }
  });

  test('every switch that it names exists', () => {
    const missing = rows.flatMap(([, cell = '']) => named(cell)).filter((name) => !isSwitch(name));
    assert.deepEqual(missing, []);
  });

  test('every test that it names exists', () => {
    const missing = rows.map(([, , cell = '']) => cell.replace(/^`|`$/g, '')).filter((title) => !isTest(title));
    assert.deepEqual(missing, []);
  });
});
