import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { choosePort } from './choose-port.ts';
import type { SerialPort, UsbBoard } from './serial-ports.ts';

const board = (more: Partial<UsbBoard> = {}): UsbBoard => ({
  vendorId: '1a86',
  productId: '7523',
  serialNumber: null,
  manufacturer: null,
  product: 'USB Serial',
  channel: 'if00-port0',
  socket: '1-1',
  ...more,
});
const SHARED = '/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0';
const port = (device: string, usb: UsbBoard | null, ...names: string[]): SerialPort => ({
  device,
  path: names.at(-1) ?? device,
  names: [device, ...names],
  usb,
  trouble: null,
});
const chosen = (...args: Parameters<typeof choosePort>): string => {
  const choice = choosePort(...args);
  return choice.kind === 'open' ? choice.path : choice.reason;
};

describe('[F22] a port is chosen', () => {
  test('by its name below /dev/serial, wherever it is now', () => {
    const mine = board({ serialNumber: 'A' });
    const ports = [port('/dev/ttyUSB1', mine, '/dev/serial/by-id/usb-A')];
    assert.deepEqual(choosePort('/dev/serial/by-id/usb-A', null, ports, mine), {
      kind: 'open',
      path: '/dev/ttyUSB1',
      board: mine,
    });
  });

  test('as it stands when the scan knows nothing of it', () => {
    assert.deepEqual(choosePort('/dev/pts/3', '/dev/pts/3', [], null), {
      kind: 'open',
      path: '/dev/pts/3',
      board: null,
    });
  });

  test('by a link of one’s own', () => {
    const other = board({ serialNumber: 'B' });
    const ports = [port('/dev/ttyUSB1', board({ serialNumber: 'A' }))];
    assert.equal(chosen('/dev/my-printer', '/dev/ttyUSB1', ports, other), '/dev/ttyUSB1');
  });

  test('never when two boards bear its name: a person is asked', () => {
    const ports = [
      port('/dev/ttyUSB0', board(), SHARED, '/dev/serial/by-path/1'),
      port('/dev/ttyUSB1', board({ socket: '1-2' }), SHARED, '/dev/serial/by-path/2'),
    ];
    assert.match(chosen(SHARED, '/dev/ttyUSB1', ports, null), /name of 2 boards.*by-path\/1 and .*by-path\/2/);
  });

  test('never as its twin, whose name is the same, while it is away itself', () => {
    const twin = port('/dev/ttyUSB0', board({ socket: '1-2' }), SHARED, '/dev/serial/by-path/2');
    assert.match(
      chosen(SHARED, '/dev/ttyUSB0', [twin], board()),
      /in another socket.*choose \/dev\/serial\/by-path\/2/,
    );
    const back = port('/dev/ttyUSB1', board(), SHARED, '/dev/serial/by-path/1');
    assert.equal(chosen(SHARED, '/dev/ttyUSB0', [twin, back], board()), '/dev/ttyUSB1');
  });

  test('by its serial number after it came back under another kernel name', () => {
    const mine = board({ serialNumber: 'A' });
    const ports = [
      port('/dev/ttyUSB0', board({ serialNumber: 'B', socket: '1-2' })),
      port('/dev/ttyUSB1', { ...mine, socket: '1-7' }),
    ];
    assert.equal(chosen('/dev/ttyUSB0', '/dev/ttyUSB0', ports, mine), '/dev/ttyUSB1');
  });

  test('never as a stranger that has the kernel name of an absent board', () => {
    const ports = [port('/dev/ttyUSB0', board({ serialNumber: 'B' }), '/dev/serial/by-id/usb-B')];
    const reason = chosen('/dev/ttyUSB0', '/dev/ttyUSB0', ports, board({ serialNumber: 'A' }));
    assert.match(reason, /another board now.*\(B\) where .*\(A\) was.*choose \/dev\/serial\/by-id\/usb-B/);
  });

  test('by its socket when it has no serial number, and not in another socket', () => {
    const mine = board();
    const back = [port('/dev/ttyUSB4', mine)];
    assert.equal(chosen('/dev/ttyUSB0', null, back, mine), '/dev/ttyUSB4');
    const elsewhere = [port('/dev/ttyUSB0', board({ socket: '1-2' }))];
    assert.match(chosen('/dev/ttyUSB0', '/dev/ttyUSB0', elsewhere, mine), /in another socket.*socket 1-2 where/);
  });

  test('never when its serial number is there twice', () => {
    const mine = board({ serialNumber: 'A' });
    const ports = [port('/dev/ttyUSB0', mine), port('/dev/ttyUSB1', { ...mine, socket: '1-2' })];
    assert.match(chosen('/dev/ttyUSB0', '/dev/ttyUSB0', ports, mine), /there 2 times/);
  });

  test('with the right channel of a board that has two', () => {
    const mine = board({ serialNumber: 'A', channel: 'if02' });
    const ports = [port('/dev/ttyACM2', { ...mine, channel: 'if00' }), port('/dev/ttyACM3', mine)];
    assert.equal(chosen('/dev/ttyACM1', null, ports, mine), '/dev/ttyACM3');
  });

  test('or is missing, and says so', () => {
    assert.match(chosen('/dev/ttyUSB0', null, [], board()), /is not there/);
  });
});
