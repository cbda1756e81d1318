import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SerialPort } from '#guardian/protocol';
import { openLiveClient } from '../api/fixtures/live-client.ts';
import { openTestServer, type TestServer } from '../api/fixtures/test-server.ts';
import type { DriverManifest } from '#drivers/driver';
import { createFoundPorts, type FoundPort } from './found-ports.ts';

const PRUSA: SerialPort = {
  device: '/dev/ttyACM0',
  path: '/dev/serial/by-id/usb-Prusa_MK3_CZPX-if00',
  names: ['/dev/ttyACM0', '/dev/serial/by-id/usb-Prusa_MK3_CZPX-if00', '/dev/serial/by-path/pci-usb-0:1:1.0'],
  usb: {
    vendorId: '2c99',
    productId: '0002',
    serialNumber: 'CZPX',
    manufacturer: 'Prusa',
    product: 'MK3',
    channel: 'if00',
    socket: '1-1',
  },
  trouble: null,
};
const CH340: SerialPort = {
  device: '/dev/ttyUSB0',
  path: '/dev/serial/by-path/pci-usb-0:2:1.0-port0',
  names: ['/dev/ttyUSB0', '/dev/serial/by-path/pci-usb-0:2:1.0-port0'],
  usb: {
    vendorId: '1a86',
    productId: '7523',
    serialNumber: null,
    manufacturer: null,
    product: 'USB Serial',
    channel: 'if00-port0',
    socket: '1-2',
  },
  trouble: 'no-permission',
};
const UART: SerialPort = { device: '/dev/ttyS0', path: '/dev/ttyS0', names: ['/dev/ttyS0'], usb: null, trouble: null };

const QUERY = '{ foundPorts { path device knownBy manufacturer vendorId serialNumber socket trouble printerId } }';
const ask = async (server: TestServer) => (await server.ask(QUERY)).data.foundPorts;

describe('[CO5] found ports', () => {
  test('are offered with what they are known by, and why one cannot be opened', async () => {
    await using server = await openTestServer();
    assert.deepEqual(await ask(server), []);
    server.features.foundPorts.heard([PRUSA, CH340, UART]);
    const [prusa, ch340, uart] = await ask(server);
    assert.deepEqual(prusa, {
      path: PRUSA.path,
      device: '/dev/ttyACM0',
      knownBy: 'SERIAL_NUMBER',
      manufacturer: 'Prusa',
      vendorId: '2c99',
      serialNumber: 'CZPX',
      socket: '1-1',
      trouble: null,
      printerId: null,
    });
    assert.deepEqual([ch340.knownBy, ch340.serialNumber], ['SOCKET', null]);
    assert.match(ch340.trouble, /dialout/);
    assert.deepEqual([uart.knownBy, uart.vendorId], ['DEVICE', null]);
  });

  test('are told to those who watch, at once and after each change', async () => {
    await using server = await openTestServer();
    using client = await openLiveClient(server.host);
    client.subscribe('subscription { foundPorts { device } }', {}, 'ports');
    const untilTold = (...devices: readonly string[]) =>
      client.until(
        ({ type, payload }) =>
          type === 'next' &&
          payload.data.foundPorts.map(({ device }: { device: string }) => device).join() === devices.join(),
      );
    await untilTold();
    server.features.foundPorts.heard([UART]);
    await untilTold('/dev/ttyS0');
    server.features.foundPorts.heard([PRUSA, UART]);
    await untilTold('/dev/ttyACM0', '/dev/ttyS0');
  });

  test('name the printer that has one, by whichever of its paths, also when its settings change', async () => {
    await using server = await openTestServer();
    const { storage, printers } = server.farm;
    // The farm of the test knows no driver with a serial line.
    const manifests = new Map(
      [...printers.manifests].map(([name, manifest]): [string, DriverManifest] => [
        name,
        { ...manifest, portOf: ({ connection }) => ({ kind: 'tty', path: String(connection), baud: 115_200 }) },
      ]),
    );
    const ports = createFoundPorts({ storage, printers: { list: () => printers.list(), manifests } });
    ports.heard([PRUSA, UART]);
    const id = await printers.add({
      name: 'Anna',
      driver: 'plain',
      options: { connection: '/dev/serial/by-path/pci-usb-0:1:1.0' },
      model: null,
      tags: [],
      clearing: 'operator',
    });
    const leaving = new AbortController();
    const watched = ports.watch(leaving.signal);
    const users = async () => ((await watched.next()).value as readonly FoundPort[]).map(({ printerId }) => printerId);
    assert.deepEqual(await users(), [id, null]);
    const next = users();
    await printers.change({ id, version: 1, options: { connection: '/dev/ttyS0' } });
    assert.deepEqual(await next, [null, id]);
    const end = watched.next();
    leaving.abort();
    assert.equal((await end).done, true);
  });
});
