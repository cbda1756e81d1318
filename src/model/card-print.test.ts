import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onCard } from './card-print.ts';

describe('the file of a card that a start means', () => {
  const sized = [{ path: 'CUBE.GCO', name: 'cube', sizeBytes: 12 }];
  const unsized = [{ path: 'CUBE.GCO', name: 'cube', sizeBytes: null }];

  test('[MA15] has the very path, and no other length where both lists say one', () => {
    assert.equal(onCard(sized, { path: 'CUBE.GCO', sizeBytes: 12 }), sized[0]);
    assert.equal(onCard(sized, { path: 'CUBE.GCO', sizeBytes: 13 }), undefined);
    assert.equal(onCard(sized, { path: 'cube.gco', sizeBytes: 12 }), undefined);
  });

  test('[MA15] has the path alone where one of the lists says no length', () => {
    assert.equal(onCard(unsized, { path: 'CUBE.GCO', sizeBytes: 12 }), unsized[0]);
    assert.equal(onCard(unsized, { path: 'CUBE.GCO', sizeBytes: null }), unsized[0]);
    assert.equal(
      onCard(sized, { path: 'CUBE.GCO', sizeBytes: null }),
      sized[0],
      'a length that is said by now denies nothing',
    );
    assert.equal(onCard(unsized, { path: 'BALL.GCO', sizeBytes: null }), undefined);
  });
});
