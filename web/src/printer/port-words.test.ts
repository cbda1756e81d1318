import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FoundPort, portNote, portTitle } from './port-words.ts';

const port = (changes: Partial<FoundPort> = {}): FoundPort => ({
  path: '/dev/serial/by-id/usb-x-if00',
  device: '/dev/ttyACM0',
  knownBy: 'SERIAL_NUMBER',
  manufacturer: 'Prusa Research',
  product: 'Original Prusa i3 MK3',
  vendorId: '2c99',
  productId: '0002',
  serialNumber: 'CZPX',
  socket: '1-1',
  trouble: null,
  printerId: null,
  ...changes,
});

test('[CO5] a port is called what a person knows it by', () => {
  assert.equal(portTitle(port()), 'Prusa Research Original Prusa i3 MK3');
  assert.equal(portTitle(port({ manufacturer: 'Teensyduino', product: 'teensyduino USB' })), 'teensyduino USB');
  assert.equal(portTitle(port({ manufacturer: null, product: 'USB Serial' })), 'USB Serial');
  assert.equal(portTitle(port({ manufacturer: null, product: null })), 'USB board 2c99');
  assert.equal(portTitle(port({ vendorId: null, device: '/dev/ttyS0' })), 'Port of the computer, ttyS0');
});

test('[CO5] a port says what it is found again by, and warns where that is little', () => {
  assert.equal(portNote(port()), 'ttyACM0 · serial number CZPX');
  assert.match(portNote(port({ knownBy: 'SOCKET', serialNumber: null })), /USB socket 1-1/);
  assert.match(portNote(port({ knownBy: 'DEVICE', serialNumber: null })), /another board may have this name/);
  assert.equal(portNote(port({ knownBy: 'DEVICE', vendorId: null, device: '/dev/ttyS0' })), '/dev/ttyS0');
});
