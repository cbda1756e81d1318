import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import type { FoundPrinter } from './gathered.ts';
import { type KnownPrinter, standings } from './match.ts';

const UUID = 'a'.repeat(32);
const klipper = (changes: Partial<FoundPrinter> = {}): FoundPrinter => ({
  key: 'k',
  driver: 'moonraker',
  make: 'Klipper',
  model: null,
  name: 'voron',
  identity: UUID,
  host: 'voron.local',
  options: {},
  note: null,
  isSure: true,
  at: { host: '192.168.1.20', port: 7125 },
  places: [changes.at ?? { host: '192.168.1.20', port: 7125 }],
  ...changes,
});
const farm = (url: string, changes: Partial<KnownPrinter> = {}): KnownPrinter => ({
  id: 'p1',
  driver: 'moonraker',
  options: { url },
  identity: null,
  ...changes,
});
const kind = (found: FoundPrinter, ...printers: readonly KnownPrinter[]): string => {
  const [standing] = standings([found], printers, manifests);
  return standing === undefined || standing.kind === 'new' ? 'new' : `${standing.kind} ${standing.printerId}`;
};

describe('[CO5] what a found printer is to the farm', () => {
  test('new, where nobody has its number or its address', () => {
    assert.equal(kind(klipper()), 'new');
    assert.equal(kind(klipper(), farm('http://192.168.1.21:7125')), 'new');
    // A second Klipper on the same host.
    assert.equal(kind(klipper(), farm('http://192.168.1.20:7126')), 'new');
    assert.equal(kind(klipper(), farm('http://192.168.1.20:7125', { driver: 'octoprint' })), 'new');
  });

  test('known by its address, by either of its names, where one of the two tells no number', () => {
    assert.equal(kind(klipper(), farm('192.168.1.20')), 'known p1');
    assert.equal(kind(klipper(), farm('http://VORON.local:7125')), 'known p1');
    assert.equal(kind(klipper({ identity: null }), farm('voron.local', { identity: UUID })), 'known p1');
  });

  test('moved, where its number is known and the farm looks for it elsewhere', () => {
    assert.equal(kind(klipper(), farm('192.168.1.77', { identity: UUID })), 'moved p1');
    assert.equal(kind(klipper(), farm('192.168.1.20', { identity: UUID })), 'known p1');
    // A name leads to it wherever it goes.
    assert.equal(kind(klipper(), farm('http://klipper.lan:7125', { identity: UUID })), 'known p1');
  });

  test('another one at the address of a printer is no printer of the farm', () => {
    assert.equal(kind(klipper(), farm('192.168.1.20', { identity: 'b'.repeat(32) })), 'address-taken p1');
    // Two that have changed places: each is found by its number.
    const both = [
      farm('192.168.1.20', { id: 'p2', identity: 'b'.repeat(32) }),
      farm('192.168.1.77', { id: 'p1', identity: UUID }),
    ];
    assert.equal(kind(klipper(), ...both), 'moved p1');
  });

  test('at two places is known by either, and has moved to neither', () => {
    const places = [
      { host: '192.168.1.20', port: 7125 },
      { host: '192.168.9.9', port: 7125 },
    ];
    assert.equal(kind(klipper({ places }), farm('192.168.9.9', { identity: UUID })), 'known p1');
    assert.equal(kind(klipper({ places, identity: null }), farm('192.168.9.9')), 'known p1');
  });

  test('without a number, moved only where its host is called the same and nobody is at the old address', () => {
    const identity = 'name:voron.local:7125';
    const named = klipper({ identity });
    const record = farm('192.168.1.77', { identity });
    assert.equal(kind(named, record), 'moved p1');
    assert.equal(kind(named, farm('192.168.1.77')), 'new');
    const old = { host: '192.168.1.77', port: 7125 };
    const another = klipper({
      key: 'o',
      identity: 'name:other.local:7125',
      host: 'other.local',
      at: old,
      places: [old],
    });
    const told = standings([named, another], [record], manifests).map((each) => each.kind);
    assert.deepEqual(told, ['new', 'known']);
    // Whoever is at the address of a record is it, whatever its host is called now.
    const renamed = klipper({ identity: 'name:vera.local:7125', host: 'vera.local' });
    assert.equal(kind(renamed, farm('192.168.1.20', { identity })), 'known p1');
  });

  test('a number that stands in the options needs no other record', () => {
    const options = { host: '192.168.1.8', serial: ' 01p00a123456789 ', accessCode: 'x' };
    const found = klipper({
      driver: 'bambu',
      identity: '01P00A123456789',
      host: null,
      at: { host: '192.168.1.9', port: 8883 },
    });
    assert.equal(kind(found, farm('', { driver: 'bambu', options })), 'moved p1');
    assert.equal(kind(found, farm('', { driver: 'bambu', options: { ...options, host: '192.168.1.9' } })), 'known p1');
  });
});
