import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { describe, test } from 'node:test';
import { FakeHost } from './fixtures/fake-host.ts';
import { scanSerialPorts, serialPortsMark } from './serial-ports.ts';

const PRUSA = {
  tty: 'ttyACM0',
  vendorId: '2c99',
  productId: '0002',
  manufacturer: 'Prusa Research (prusa3d.com)',
  product: 'Original Prusa i3 MK3',
  serial: 'CZPX4719X004XC12345',
} as const;
const PRUSA_ID = 'usb-Prusa_Research__prusa3d.com__Original_Prusa_i3_MK3_CZPX4719X004XC12345-if00';

describe('[CO5] serial ports', () => {
  test('are found with what USB says of them, by the name that stays', () => {
    using host = new FakeHost();
    host.plug({ ...PRUSA, socket: '1-1.4' });
    assert.deepEqual(scanSerialPorts(host.root), [
      {
        device: host.device('ttyACM0'),
        path: host.byId(PRUSA_ID),
        names: [host.device('ttyACM0'), host.byId(PRUSA_ID), host.byPath('pci-0000:00:14.0-usb-0:1.4:1.0')],
        usb: {
          vendorId: '2c99',
          productId: '0002',
          serialNumber: 'CZPX4719X004XC12345',
          manufacturer: 'Prusa Research (prusa3d.com)',
          product: 'Original Prusa i3 MK3',
          channel: 'if00',
          socket: '1-1.4',
        },
        trouble: null,
      },
    ]);
  });

  test('have the names that udev would give where nobody keeps /dev/serial, as in a container', () => {
    using host = new FakeHost();
    host.plug({ ...PRUSA, udev: false });
    rmSync(`${host.root}/dev/serial`, { recursive: true });
    assert.equal(scanSerialPorts(host.root)[0]?.path, host.byId(PRUSA_ID));
  });

  test('of boards without a serial number go by their socket, since two boards share the other name', () => {
    using host = new FakeHost();
    host.plug({ tty: 'ttyUSB0', socket: '1-1' });
    host.plug({ tty: 'ttyUSB1', socket: '1-2' });
    assert.deepEqual(
      scanSerialPorts(host.root).map(({ device, path, usb }) => [device, path, usb?.serialNumber]),
      [
        [host.device('ttyUSB0'), host.byPath('pci-0000:00:14.0-usb-0:1:1.0-port0'), null],
        [host.device('ttyUSB1'), host.byPath('pci-0000:00:14.0-usb-0:2:1.0-port0'), null],
      ],
    );
  });

  test('that bear one and the same serial number go by their socket too', () => {
    using host = new FakeHost();
    host.plug({ tty: 'ttyUSB0', socket: '1-1', serial: '0001' });
    host.plug({ tty: 'ttyUSB1', socket: '1-2', serial: '0001' });
    assert.deepEqual(
      scanSerialPorts(host.root).map(({ path }) => path),
      ['1', '2'].map((socket) => host.byPath(`pci-0000:00:14.0-usb-0:${socket}:1.0-port0`)),
    );
  });

  test('with rubbish for a serial number have none', () => {
    using host = new FakeHost();
    for (const [number, serial] of ['0000000000', '\u0001\u0002', 'a,b'].entries()) {
      host.plug({ tty: `ttyUSB${number}`, socket: `1-${number + 1}`, serial });
    }
    assert.deepEqual(
      scanSerialPorts(host.root).map(({ usb }) => usb?.serialNumber),
      [null, null, null],
    );
  });

  test('of the computer are found where there is a UART; consoles and pseudo terminals never', () => {
    using host = new FakeHost();
    host.addUart('ttyS0', 4);
    host.addUart('ttyS1', 0);
    assert.deepEqual(
      scanSerialPorts(host.root).map(({ path, usb }) => [path, usb]),
      [[host.device('ttyS0'), null]],
    );
  });

  test('that a container was not given say so', () => {
    using host = new FakeHost();
    host.plug(PRUSA);
    rmSync(host.device('ttyACM0'));
    assert.equal(scanSerialPorts(host.root)[0]?.trouble, 'no-device-file');
  });

  test('come in the order of their numbers', () => {
    using host = new FakeHost();
    for (const number of [10, 9, 0]) host.plug({ tty: `ttyUSB${number}`, socket: `1-${number + 1}` });
    assert.deepEqual(
      scanSerialPorts(host.root).map(({ device }) => device),
      ['ttyUSB0', 'ttyUSB9', 'ttyUSB10'].map((tty) => host.device(tty)),
    );
  });

  test('none on a host without sysfs', () => {
    assert.deepEqual(scanSerialPorts('/nowhere'), []);
    assert.equal(serialPortsMark('/nowhere'), '');
  });

  test('a board that was swapped for its twin between two looks changes the mark', () => {
    using host = new FakeHost();
    host.plug({ tty: 'ttyUSB0', serial: 'A' });
    const before = serialPortsMark(host.root);
    assert.equal(serialPortsMark(host.root), before, 'nothing happened');
    host.plug({ tty: 'ttyUSB1', socket: '1-9' });
    const both = serialPortsMark(host.root);
    assert.notEqual(both, before);
    host.unplug('ttyUSB0');
    host.plug({ tty: 'ttyUSB0', serial: 'B' });
    assert.notEqual(serialPortsMark(host.root), both);
  });
});
