import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { detectBaud } from './detect-baud.ts';

test('[CK9] a question for the speed of a port ends with the guardian that asked: the next one needs the port', async () => {
  // It takes every word and answers none.
  const silent = openSync('/dev/null', 'r+');
  try {
    const speeds: number[] = [];
    let isWanted = true;
    const setSpeed = async (baud: number): Promise<void> => {
      speeds.push(baud);
      isWanted = false;
    };
    assert.equal(await detectBaud(silent, [115_200, 250_000], '\nM105\n', setSpeed, () => isWanted), null);
    assert.deepEqual(speeds, [115_200]);
  } finally {
    closeSync(silent);
  }
});
