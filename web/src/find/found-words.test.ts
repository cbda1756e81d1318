import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FoundPrinter, inOrder, matching, placeOf } from './found-words.ts';

const found = (changes: Partial<FoundPrinter> = {}): FoundPrinter => ({
  key: 'k',
  driver: 'moonraker',
  make: 'Klipper',
  model: null,
  name: 'voron',
  identity: null,
  address: '192.168.1.20',
  port: 7125,
  options: {},
  needs: [],
  note: null,
  standing: 'NEW',
  printerId: null,
  ...changes,
});

describe('found printers in words', () => {
  test('say what they are and where', () => {
    assert.equal(placeOf(found()), 'Klipper · 192.168.1.20:7125');
    assert.equal(placeOf(found({ make: 'Bambu Lab', model: 'P1S', port: 80 })), 'Bambu Lab P1S · 192.168.1.20');
    assert.equal(
      placeOf(found({ make: 'Prusa', model: 'Prusa MK4', address: 'fd00::7' })),
      'Prusa MK4 · [fd00::7]:7125',
    );
  });

  test('stand in the order of what there is to do', () => {
    const all = [
      found({ name: 'a', standing: 'KNOWN' }),
      found({ name: 'c' }),
      found({ name: 'b', standing: 'ADDRESS_TAKEN' }),
      found({ name: 'z', standing: 'MOVED' }),
    ];
    assert.equal(
      inOrder(all)
        .map(({ name }) => name)
        .join(''),
      'zbca',
    );
  });

  test('are searched by name, make and address', () => {
    const all = [
      found(),
      found({ name: 'Left shelf', make: 'Bambu Lab', model: 'P1S', address: '10.0.0.9', port: 80 }),
    ];
    const names = (search: string): string =>
      matching(all, search)
        .map(({ name }) => name)
        .join();
    assert.equal(names(''), 'voron,Left shelf');
    assert.equal(names('bambu 0.0.9'), 'Left shelf');
    assert.equal(names('VORON'), 'voron');
    assert.equal(names('bambu voron'), '');
  });
});
