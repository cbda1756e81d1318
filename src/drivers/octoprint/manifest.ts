import { addressOfUrl } from '#drivers/announcement';
import type { DriverManifest, OptionProblem } from '#drivers/driver';
import { gateProperties, madeKeyProblems, urlProblems, urlProperty, webAddress } from '#drivers/manifest-parts';
import { readAnnouncement, signature } from './protocol/announcement.ts';
import { appKeys } from './protocol/app-keys.ts';
import { readWebcams } from './protocol/webcams.ts';

/**
 * The driver for printers that stay behind an OctoPrint (REST for orders and files, its push socket for state). PURE: all that a
 * combinator loads of this driver. Facts of the protocol: OctoPrint's `docs/api`.
 */

export interface OctoPrintOptions {
  /** `http://host[:port][/path]` without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  /** Whether OctoPrint is asked to connect with a printer that it does not have, without a person’s word each time. */
  readonly connects: boolean;
}

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['url', 'apiKey'],
  properties: {
    url: urlProperty('Of OctoPrint, such as http://octopi.local; with its path, where it has one.'),
    apiKey: {
      type: 'string',
      minLength: 1,
      maxLength: 128,
      writeOnly: true,
      format: 'password',
      title: 'API key',
      description: 'From OctoPrint’s settings, Application Keys: make one named Croft.',
    },
    connects: {
      type: 'boolean',
      default: false,
      title: 'Connect the printer by itself',
      description:
        'Asks OctoPrint to connect with its printer whenever it is not. That restarts most boards, and ends a print that was begun at the printer from its own card. Off, somebody connects it on OctoPrint’s page.',
    },
    ...gateProperties(),
  },
} as const;

export function readOptions({ url, apiKey, connects }: Readonly<Record<string, unknown>>): OctoPrintOptions {
  return {
    url: webAddress(typeof url === 'string' ? url : '') ?? '',
    apiKey: typeof apiKey === 'string' ? apiKey : '',
    connects: connects === true,
  };
}

const checkOptions = (options: Readonly<Record<string, unknown>>): readonly OptionProblem[] => [
  ...urlProblems(options, 'http://octopi.local'),
  ...madeKeyProblems(
    options,
    'apiKey',
    'An API key is one word of letters, digits and signs.',
    'Copy it anew from OctoPrint’s settings, Application Keys.',
  ),
];

export const manifest: DriverManifest = {
  name: 'octoprint',
  title: 'OctoPrint',
  spooling: 'device',
  holdsFiles: true,
  emergencyStop: 'immediate',
  canPause: true,
  clearing: ['operator'],
  restarts: { connection: 'Connect the printer' },
  fileKinds: ['gcode'],
  optionsSchema,
  checkOptions,
  portOf: () => ({ kind: 'none' }),
  network: {
    addressOf: (options) => addressOfUrl(readOptions(options).url),
    signature,
    // Opening the port resets most boards.
    lookingOnly: { connects: false },
    lookout: { services: ['_octoprint._tcp'], read: readAnnouncement },
    cameras: {
      question(options) {
        const { url, apiKey } = readOptions(options);
        return { url: `${url}/api/settings`, headers: { 'x-api-key': apiKey } };
      },
      read: (answer, options) => readWebcams(answer, readOptions(options).url),
    },
    keyDialog: appKeys((options) => readOptions(options).url),
  },
  limits: {
    firstReportMs: 30_000,
    settleMs: 20_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
