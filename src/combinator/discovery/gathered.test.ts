import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Announced } from '#drivers/announcement';
import { createGathered, FOUND_LIMIT, type Gathered } from './gathered.ts';

const UUID = 'a'.repeat(32);
const announced = (address: string, changes: Partial<Announced> = {}): Announced => ({
  make: 'Klipper',
  model: null,
  name: 'voron',
  identity: UUID,
  host: 'voron.local',
  options: { url: `http://${address}:7125` },
  note: null,
  isSure: true,
  ...changes,
});
const hear = (gathered: Gathered, address: string, changes: Partial<Announced> = {}, time = 0, port = 7125): boolean =>
  gathered.hear('moonraker', announced(address, changes), { host: address, port }, time);
const inShort = (gathered: Gathered): readonly string[] =>
  gathered.list().map(({ name, at, identity }) => `${name} ${at.host} ${identity === UUID ? 'numbered' : identity}`);

describe('[CO5] what is heard', () => {
  test('at two places is one printer, and the one that is heard first is named', () => {
    const gathered = createGathered();
    assert.equal(hear(gathered, '10.0.0.1'), true);
    assert.equal(hear(gathered, '10.0.0.2'), true);
    assert.equal(hear(gathered, '10.0.0.1'), false);
    assert.deepEqual(inShort(gathered), ['voron 10.0.0.1 numbered']);
    assert.deepEqual(
      gathered.list()[0]?.places.map(({ host }) => host),
      ['10.0.0.1', '10.0.0.2'],
    );
  });

  test('is forgotten where it falls silent, and found at its new place', () => {
    const gathered = createGathered();
    hear(gathered, '10.0.0.1', {}, 1_000);
    hear(gathered, '10.0.0.2', {}, 5_000);
    assert.equal(gathered.forgetBefore(1_000), false);
    assert.equal(gathered.forgetBefore(2_000), true);
    assert.deepEqual(inShort(gathered), ['voron 10.0.0.2 numbered']);
    assert.equal(gathered.forgetBefore(9_000), true);
    assert.deepEqual(gathered.list(), []);
  });

  test('under a new name is the same, and keeps its key', () => {
    const gathered = createGathered();
    hear(gathered, '10.0.0.1');
    const before = gathered.list()[0]?.key;
    assert.equal(hear(gathered, '10.0.0.1', { name: 'Vera' }), true);
    assert.deepEqual(inShort(gathered), ['Vera 10.0.0.1 numbered']);
    assert.equal(gathered.list()[0]?.key, before);
    // By SSDP it tells no name but its address.
    assert.equal(hear(gathered, '10.0.0.1', { name: '10.0.0.1', host: '10.0.0.1' }), false);
  });

  test('with one number from two hosts is two printers: an SD card was copied', () => {
    const gathered = createGathered();
    hear(gathered, '10.0.0.1');
    hear(gathered, '10.0.0.2', { name: 'voron2', host: 'voron2.local' });
    assert.deepEqual(inShort(gathered), ['voron 10.0.0.1 null', 'voron2 10.0.0.2 null']);
    const [one, two] = gathered.list();
    assert.notEqual(one?.key, two?.key);
    assert.match(one?.note ?? '', /same number/);
  });

  test('without a number is known by the name of its host, where one host alone is called so', () => {
    const gathered = createGathered();
    hear(gathered, '10.0.0.1', { identity: null, name: 'Garage', host: 'OctoPi.local' }, 0, 80);
    hear(gathered, '10.0.0.1', { identity: null, name: 'Shed', options: { url: 'b' }, host: 'octopi.local' }, 0, 5001);
    assert.deepEqual(inShort(gathered), [
      'Garage 10.0.0.1 name:octopi.local:80',
      'Shed 10.0.0.1 name:octopi.local:5001',
    ]);
    hear(gathered, '10.9.9.9', { identity: null, name: 'Other', host: 'octopi.local' }, 0, 80);
    assert.deepEqual(inShort(gathered).toSorted(), [
      'Garage 10.0.0.1 null',
      'Other 10.9.9.9 null',
      'Shed 10.0.0.1 name:octopi.local:5001',
    ]);
  });

  test('fills no memory, and that something is left out is told', () => {
    const gathered = createGathered();
    for (let i = 0; i < FOUND_LIMIT; i++) hear(gathered, `h${i}`, { identity: null, host: null });
    assert.equal(gathered.isFull, false);
    assert.equal(hear(gathered, 'one-more', { identity: null }), true);
    assert.equal(hear(gathered, 'and-another', { identity: null }), false);
    assert.deepEqual([gathered.list().length, gathered.isFull], [FOUND_LIMIT, true]);
    hear(gathered, 'h0', { identity: null, host: null }, 10);
    gathered.forgetBefore(5);
    assert.deepEqual([gathered.list().length, gathered.isFull], [1, false]);
  });
});
