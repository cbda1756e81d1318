import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type BedHappening, createPhysicalBed } from './physical-bed.ts';

function watchedBed() {
  const happened: BedHappening[] = [];
  return { happened, bed: createPhysicalBed((happening) => happened.push(happening)) };
}

describe('the physical bed', () => {
  test('extruding while moving leaves an object; travelling, retracting and purging in place do not', () => {
    const { bed, happened } = watchedBed();
    bed.homed();
    bed.moved(1, 10, 0, 0);
    bed.moved(2, 10, 0, -1);
    bed.moved(3, 0, 0, 5);
    assert.equal(happened.length, 0);
    bed.moved(4, 1, 0, 0.1);
    bed.moved(5, 1, 0, 0.1);
    assert.equal(bed.object?.sinceMs, 4);
    assert.deepEqual(happened, [{ event: 'object' }]);
  });

  test('printing on after another homing while the object lies there is one collision for each print', () => {
    const { bed, happened } = watchedBed();
    bed.moved(1, 1, 0, 1);
    bed.homed();
    bed.moved(2, 1, 0, 1);
    bed.moved(3, 1, 0, 1);
    assert.equal(bed.collisions, 1);
    bed.homed();
    bed.moved(4, 1, 0, 1);
    assert.equal(bed.collisions, 2);
    assert.deepEqual(happened[1], { event: 'collision', objectSinceMs: 1 });
  });

  test('taking the object away makes room for the next print', () => {
    const { bed, happened } = watchedBed();
    bed.moved(1, 1, 0, 1);
    assert.ok(bed.remove('person', 5));
    assert.ok(!bed.remove('person', 6));
    bed.homed();
    bed.moved(7, 1, 0, 1);
    assert.equal(bed.collisions, 0);
    assert.deepEqual(
      happened.map(({ event }) => event),
      ['object', 'removed', 'object'],
    );
  });

  test('an object from before a restart is in the way of any print', () => {
    const { bed } = watchedBed();
    bed.restore({ extrudedMm: 100 });
    bed.moved(1, 1, 0, 1);
    assert.equal(bed.collisions, 1);
  });
});
