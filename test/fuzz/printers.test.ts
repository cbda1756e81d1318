import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { feed, SEED } from './how-long.ts';
import { messages } from './messages.ts';
import { mutants } from './mutate.ts';
import { PRINTERS } from './printers.ts';

/** Each costs some microseconds. */
const FEW = 100;
const WORDS = ['{', '}', '[', ']', ':', ',', '"', '\\', '\u0000', '1e999', '-', 'null', '"__proto__":', '\\ud800'];

describe('[DR12] what no printer should ever say', () => {
  const untouched = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));

  for (const { name, corpus, open } of PRINTERS) {
    test(`${name}: by its grammar, nothing is thrown, and what is told of it may leave`, async (t) => {
      const count = await feed(messages(corpus, SEED), open(), FEW);
      assert.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), untouched);
      t.diagnostic(`${name}: ${count} messages`);
    });

    test(`${name}: by its bytes, nothing is thrown, and what is told of it may leave`, async (t) => {
      const bytes = corpus.map((each) => Buffer.from(JSON.stringify(each)));
      const count = await feed(mutants(bytes, WORDS, SEED), open(), FEW);
      t.diagnostic(`${name}: ${count} inputs`);
    });
  }
});
