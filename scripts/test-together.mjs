/**
 * Runs the test files that it is given in this one process: what `node --test --test-isolation=none` does, which creates its hook before
 * anything can be loaded (see `test-untracked.mjs`). `node --test-timeout=<ms> scripts/test-together.mjs <files>`.
 * Reports to the file that $CROFT_TEST_REPORT names, or to where the tests print.
 */
import './test-untracked.mjs';
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { run } from 'node:test';
import report from './test-reporter.mjs';

const files = process.argv.slice(2).map((file) => resolve(file));
run({ files, isolation: 'none' })
  .on('test:summary', ({ success }) => {
    if (!success) process.exitCode = 1;
  })
  .compose(report)
  .pipe(process.env.CROFT_TEST_REPORT ? createWriteStream(process.env.CROFT_TEST_REPORT) : process.stdout);
