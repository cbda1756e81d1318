import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addSeveral, type Outcome } from './several.ts';

describe('several printers', () => {
  test('are added three at a time, each with its own outcome', async () => {
    const told: string[] = [];
    let running = 0;
    let most = 0;
    const never = new AbortController().signal;
    const one = async (each: number, doing: (what: string) => void): Promise<Outcome> => {
      most = Math.max(most, ++running);
      doing('looking');
      await new Promise((done) => setImmediate(done));
      running--;
      return each === 2 ? { kind: 'failed', message: 'No.', remedy: 'Yes.' } : { kind: 'added' };
    };
    await addSeveral([1, 2, 3, 4, 5], one, (each, { kind }) => void told.push(`${each} ${kind}`), never);
    assert.equal(most, 3);
    assert.deepEqual(told.filter((each) => !each.endsWith('busy')).toSorted(), [
      '1 added',
      '2 failed',
      '3 added',
      '4 added',
      '5 added',
    ]);
  });

  test('nothing more begins when somebody has stopped it', async () => {
    const leaving = new AbortController();
    const begun: number[] = [];
    const one = async (each: number): Promise<Outcome> => {
      begun.push(each);
      leaving.abort();
      return { kind: 'added' };
    };
    await addSeveral([1, 2, 3, 4, 5], one, () => {}, leaving.signal);
    assert.deepEqual(begun, [1]);
  });
});
