import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrongLine, wrongWords } from './script-lines.ts';

test('[CF1] the line that is wrong is found in what the server says of a script', () => {
  assert.equal(wrongLine('“options.startScript” is not right: line 12 (M24): a file may not start a print.'), 12);
  assert.equal(wrongLine('“options.startScript” is not right: must NOT have more than 8000 characters.'), null);
  assert.equal(wrongWords('“options.startScript” is not right: line 2 (M24): no.'), 'Line 2 (M24): no.');
});
