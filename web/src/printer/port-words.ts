import type { WatchFoundPortsSubscription } from '../graphql/operations.generated.ts';

export type FoundPort = WatchFoundPortsSubscription['foundPorts'][number];

/** What a person knows the board by: its own words, or where it is. */
export function portTitle({ product, manufacturer, vendorId, device }: FoundPort): string {
  if (vendorId === null) return `Port of the computer, ${shortName(device)}`;
  const words = [manufacturer, product].filter((word) => word !== null);
  // Many boards repeat the name of their maker in that of the product.
  if (manufacturer !== null && product?.toLowerCase().startsWith(manufacturer.toLowerCase()) === true) words.shift();
  return words.length === 0 ? `USB board ${vendorId}` : words.join(' ');
}

/** Where it is, and what it is found again by after it was away. */
export function portNote(port: FoundPort): string {
  const now = shortName(port.device);
  switch (port.knownBy) {
    case 'SERIAL_NUMBER':
      return `${now} · serial number ${port.serialNumber}`;
    case 'SOCKET':
      return `${now} · has no serial number of its own: stays this printer in USB socket ${port.socket}`;
    case 'DEVICE':
      return port.vendorId === null ? port.device : `${now} · another board may have this name after a restart`;
  }
}

const shortName = (device: string): string => device.slice(device.lastIndexOf('/') + 1);
