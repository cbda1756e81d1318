import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { Paced } from './paced.ts';

test('[MA14] what is told four times a second is done once a second, and the last wish is carried out', () => {
  const clock = createHandClock();
  let done = 0;
  using paced = new Paced(clock, () => done++);
  paced.ask();
  assert.equal(done, 1, 'the first at once');
  for (let quarter = 1; quarter <= 40; quarter++) {
    clock.advance(250);
    paced.ask();
  }
  assert.equal(done, 11);
  clock.advance(250);
  paced.ask();
  clock.advance(60_000);
  assert.equal(done, 12, 'nothing followed, and the last was done all the same');
});

test('[MA14] what tells each second is done each time, and what must not wait does not', () => {
  const clock = createHandClock();
  let done = 0;
  const paced = new Paced(clock, () => done++);
  for (let second = 0; second < 10; second++) {
    paced.ask();
    // A network is late and early.
    clock.advance(second % 2 === 0 ? 950 : 1_050);
  }
  assert.equal(done, 10);
  paced.now();
  paced.ask();
  paced.now();
  assert.equal(done, 12);
  clock.advance(60_000);
  assert.equal(done, 12, 'what had been asked for was done with it');
  paced.ask();
  paced.ask();
  paced[Symbol.dispose]();
  clock.advance(60_000);
  assert.equal(done, 13, 'nothing rings behind the end (DR11)');
});
