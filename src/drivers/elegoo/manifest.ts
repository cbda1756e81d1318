import { addressOfUrl } from '#drivers/announcement';
import type { DriverManifest } from '#drivers/driver';
import type { OwnCamera } from '#drivers/own-cameras';
import { gateProperties, urlProblems, urlProperty, webAddress } from '#drivers/manifest-parts';
import { DISCOVERY, readAnnouncement } from './protocol/discovery.ts';

/**
 * The driver for Elegoo printers that speak SDCP 3: Centauri Carbon, and resin printers (Saturn, Mars) as far as Croft can drive them.
 * PURE: all that a combinator loads of this driver. Facts of the protocol: cbd-tech's SDCP 3.0.0 and what its users have found out.
 */

export interface ElegooOptions {
  /** `http://host:port` without a slash at its end. */
  readonly url: string;
}

const DEFAULT_PORT = 3030;

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: {
    url: urlProperty('Of the printer, such as 192.168.1.30. It asks for no password: keep it in a network of its own.'),
    ...gateProperties({ what: 'Files', bed: 110, blocked: 'Commands that no file may hold, such as M500.' }),
  },
} as const;

export const readOptions = ({ url }: Readonly<Record<string, unknown>>): ElegooOptions => ({
  url: webAddress(typeof url === 'string' ? url : '', DEFAULT_PORT) ?? '',
});

/** One inside, whose address the printer tells when it is turned on: as `elegoo://` it is read (CA1). */
function ownCameras({ url }: ElegooOptions): readonly OwnCamera[] {
  const place = URL.parse(url);
  if (place === null) return [];
  const port = place.port === String(DEFAULT_PORT) ? '' : `:${place.port === '' ? 80 : place.port}`;
  return [{ name: 'Chamber', url: `elegoo://${place.hostname}${port}`, username: null, password: null }];
}

export const manifest: DriverManifest = {
  name: 'elegoo',
  title: 'Elegoo, SDCP 3 (Centauri Carbon)',
  spooling: 'device',
  emergencyStop: 'cancels-print',
  canPause: true,
  clearing: ['operator'],
  fileKinds: ['gcode'],
  optionsSchema,
  checkOptions: (options) => urlProblems(options, '192.168.1.30'),
  portOf: () => ({ kind: 'none' }),
  network: {
    addressOf: (options) => addressOfUrl(readOptions(options).url),
    lookout: {
      questions: [{ port: DISCOVERY.port, text: DISCOVERY.question }],
      read: readAnnouncement,
    },
    whenNobodyListens: 'A Centauri Carbon 2 is of another kind: choose “Elegoo Centauri Carbon 2”.',
    cameras: { question: () => null, read: (_answer, options) => ownCameras(readOptions(options)) },
  },
  limits: {
    firstReportMs: 30_000,
    settleMs: 30_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
