import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UserError } from '#lib/user-error';
import { openTestFarm } from '../../src/combinator/fixtures/test-farm.ts';
import { importSpools } from '../../src/combinator/materials/csv.ts';
import { ANSWERS } from './foreign-answers.ts';
import { feed, SEED } from './how-long.ts';
import { mutants } from './mutate.ts';
import { TARGETS } from './parsers.ts';

describe('[ME2] strange bytes', () => {
  for (const { name, corpus, words, take } of [...TARGETS, ...ANSWERS])
    test(`${name}: nothing is thrown, and its caps hold`, async (t) => {
      const count = await feed(mutants(corpus, words, SEED), take);
      t.diagnostic(`${name}: ${count} inputs`);
    });

  test('CSV of spools: all of it or none, and every mistake by its row', async (t) => {
    await using farm = await openTestFarm();
    const corpus = ['code,type,vendor,netGrams,price\r\nAAA,PLA,"a ""b""",1000,\r\n', 'type;name\nPLA;x\n'].map(
      (text) => Buffer.from(text),
    );
    const words = [
      '"',
      ',',
      '\r\n',
      '=1+1',
      '\ufeff',
      'archived',
      'yes',
      'NaN',
      '1e999',
      '-1',
      '__proto__',
      'constructor',
    ];
    const undo = new Error('undone');
    const take = async (bytes: Buffer): Promise<void> => {
      await farm.storage
        .transaction(async (tx) => {
          await importSpools(tx, farm.materials, bytes.toString('utf8'), 'fuzz');
          throw undo;
        })
        .catch((error: unknown) =>
          assert.ok(error === undo || error instanceof UserError, String((error as Error).stack)),
        );
    };
    // Each is a transaction of its own.
    const count = await feed(mutants(corpus, words, SEED), take, 8);
    t.diagnostic(`CSV: ${count} inputs`);
  });
});
