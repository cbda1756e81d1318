import { urlAt } from '#drivers/announcement';
import type { DriverManifest, OptionProblem } from '#drivers/driver';
import { gateProperties, wordProblems } from '#drivers/manifest-parts';
import type { OwnCamera } from '#drivers/own-cameras';
import { DISCOVERY, isSerial, readAnnouncement } from './protocol/discovery.ts';

/**
 * The driver for Elegoo's Centauri Carbon 2, which is an MQTT broker itself and takes files over HTTP. PURE: all that a combinator loads of
 * this driver. Facts of the protocol: what Elegoo's open elegoo-link says of it, and what its users have found out.
 */

export interface Cc2Options {
  readonly host: string;
  /** Null where the printer is to be asked for it. */
  readonly serial: string | null;
  readonly accessCode: string;
  readonly mqttPort: number;
  readonly filePort: number;
}

const MQTT_PORT = 1883;
const FILE_PORT = 80;
const CAMERA_PORT = 8080;
/** Where no access code is set at the printer. */
const NO_CODE = '123456';

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['host'],
  properties: {
    host: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      format: 'address',
      title: 'Address',
      description:
        'The printer’s IP address, as its screen shows it under Settings, Network. LAN Only Mode must be on there.',
    },
    accessCode: {
      type: 'string',
      maxLength: 64,
      writeOnly: true,
      format: 'password',
      title: 'Access code',
      description: 'As the printer’s screen shows it under Settings, Network. Empty where none is set there.',
    },
    serial: {
      type: 'string',
      maxLength: 40,
      title: 'Serial number',
      description: 'Left out, the printer is asked for it (UDP, port 52700).',
    },
    ...gateProperties({ what: 'Files', bed: 110, blocked: 'Commands that no file may hold, such as M500.' }),
    mqttPort: { type: 'integer', minimum: 1, maximum: 65_535, default: MQTT_PORT, title: 'Port of its messages' },
    filePort: { type: 'integer', minimum: 1, maximum: 65_535, default: FILE_PORT, title: 'Port for files' },
  },
} as const;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
const portOf = (value: unknown, usual: number): number => (typeof value === 'number' ? value : usual);

export function readOptions(options: Readonly<Record<string, unknown>>): Cc2Options {
  const code = textOf(options.accessCode);
  const serial = textOf(options.serial);
  return {
    host: textOf(options.host).replace(/^\[|\]$/g, ''),
    serial: serial === '' ? null : serial,
    accessCode: code === '' ? NO_CODE : code,
    mqttPort: portOf(options.mqttPort, MQTT_PORT),
    filePort: portOf(options.filePort, FILE_PORT),
  };
}

function checkOptions(options: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  if (typeof options.host === 'string' && !/^[0-9A-Za-z_.:-]+$/.test(readOptions(options).host))
    problems.push({
      field: 'host',
      rule: 'The address is an IP address or a name, without a scheme, a port or a path.',
      remedy: 'Type for example 192.168.1.31.',
    });
  const { serial } = readOptions(options);
  if (serial !== null && !isSerial(serial))
    problems.push({
      field: 'serial',
      rule: 'A serial number is one word of letters and digits.',
      remedy: 'Copy it from the printer’s screen, or leave it out: the printer is asked for it.',
    });
  problems.push(
    ...wordProblems(
      options,
      'accessCode',
      'An access code is one word of letters and digits.',
      'Copy it anew from the printer’s screen, Settings, Network.',
    ),
  );
  return problems;
}

/** One inside, which shows itself to one at a time (CA1). */
const ownCameras = ({ host }: Cc2Options): readonly OwnCamera[] =>
  host === '' ? [] : [{ name: 'Chamber', url: `${urlAt(host, CAMERA_PORT)}/`, username: null, password: null }];

export const manifest: DriverManifest = {
  name: 'elegoo-cc2',
  title: 'Elegoo Centauri Carbon 2',
  spooling: 'device',
  emergencyStop: 'cancels-print',
  canPause: true,
  clearing: ['operator'],
  fileKinds: ['gcode'],
  optionsSchema,
  checkOptions,
  portOf: () => ({ kind: 'none' }),
  network: {
    addressOf: (options) => {
      const { host, mqttPort } = readOptions(options);
      return host === '' ? null : { host, port: mqttPort };
    },
    identityOf: (options) => readOptions(options).serial,
    lookout: {
      questions: [{ port: DISCOVERY.port, text: DISCOVERY.question }],
      read: readAnnouncement,
    },
    whenNobodyListens:
      'LAN Only Mode must be on at its screen (Settings, Network). A Centauri Carbon without a 2 is of the kind “Elegoo, SDCP 3”.',
    cameras: { question: () => null, read: (_answer, options) => ownCameras(readOptions(options)) },
  },
  limits: {
    firstReportMs: 30_000,
    settleMs: 60_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
