import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifests } from '#drivers/registry';
import { type KnownPrinter, standingOf } from './match.ts';
import type { FoundPrinter } from './search.ts';

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
  const standing = standingOf(found, printers, manifests);
  return standing.kind === 'new' ? 'new' : `${standing.kind} ${standing.printerId}`;
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
