import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createEmergencyParser, type EmergencyCommand } from './emergency-parser.ts';

function found(text: string): EmergencyCommand[] {
  const parser = createEmergencyParser();
  return [...Buffer.from(text)].map((byte) => parser.push(byte)).filter((command) => command !== null);
}

describe('the emergency parser', () => {
  test('finds its commands at the start of a line, numbered or not, and checks no checksum', () => {
    assert.deepEqual(found('M112\n'), [{ code: 'M112' }]);
    assert.deepEqual(found('N7 M112*1\n'), [{ code: 'M112' }]);
    assert.deepEqual(found(' M108\r\nM410\nN12M524*99\n'), [{ code: 'M108' }, { code: 'M410' }, { code: 'M524' }]);
  });

  test('acts at the end of the line, not before', () => {
    assert.deepEqual(found('M112'), []);
  });

  test('takes longer numbers too, as Marlin does', () => {
    assert.deepEqual(found('M1120\n'), [{ code: 'M112' }]);
  });

  test('does not act within a line or on others', () => {
    assert.deepEqual(found('M117 M112\nG1 X1 ; M112\nM11\nM111\nM105\nm112\n'), []);
  });

  test('M876 answers a prompt with the button named', () => {
    assert.deepEqual(found('M876 S1\nM876\n'), [{ code: 'M876', answer: 1 }]);
  });
});
