import { addressOfUrl } from '#drivers/announcement';
import type { DriverManifest } from '#drivers/driver';
import { gateProperties, urlProblems, urlProperty, webAddress, wordProblems } from '#drivers/manifest-parts';
import { readAnnouncement } from './protocol/announcement.ts';
import { pictureIn } from './protocol/thumbnails.ts';
import { inSession } from './protocol/web-session.ts';
import { webcamIn } from './protocol/webcam.ts';

/**
 * The driver for Duet boards and others with RepRapFirmware 3: alone (`rr_` requests) or with a computer beside it (Duet Software
 * Framework). PURE: all that a combinator loads of this driver. Facts of the protocol: `OpenAPI.yaml` of both projects.
 */

export interface DuetOptions {
  /** `http://host[:port]` without a slash at its end. */
  readonly url: string;
  /** Boards without one take any. */
  readonly password: string;
}

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: {
    url: urlProperty('Of the board, such as http://duet.local, where Duet Web Control opens.'),
    password: {
      type: 'string',
      maxLength: 128,
      writeOnly: true,
      format: 'password',
      title: 'Password',
      description:
        'Of the board (M551); left out where none was set. Choose one of at least 4 characters: Croft cannot hide a shorter one where the board repeats it.',
    },
    ...gateProperties(),
  },
} as const;

/** What a board takes as password when none was set. */
const DEFAULT_PASSWORD = 'reprap';

export function readOptions({ url, password }: Readonly<Record<string, unknown>>): DuetOptions {
  return {
    url: webAddress(typeof url === 'string' ? url : '') ?? '',
    password: typeof password === 'string' && password !== '' ? password : DEFAULT_PASSWORD,
  };
}

export const manifest: DriverManifest = {
  name: 'duet',
  title: 'Duet, RepRapFirmware 3',
  spooling: 'device',
  emergencyStop: 'immediate',
  canPause: true,
  clearing: ['operator'],
  fileKinds: ['gcode'],
  holdsFiles: true,
  optionsSchema,
  checkOptions: (options) => [
    ...urlProblems(options, 'http://duet.local'),
    ...wordProblems(
      options,
      'password',
      'A password is one word of letters, digits and signs.',
      'Set another one on the board with M551.',
    ),
  ],
  portOf: () => ({ kind: 'none' }),
  network: {
    addressOf: (options) => addressOfUrl(readOptions(options).url),
    lookout: { services: ['_http._tcp'], read: readAnnouncement },
    cameraDialogue: (options) => inSession(readOptions(options), webcamIn(`${readOptions(options).url}/`)),
    pictureDialogue: (path, options) => inSession(readOptions(options), pictureIn(path)),
  },
  limits: {
    firstReportMs: 30_000,
    settleMs: 20_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
