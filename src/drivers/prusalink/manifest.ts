import { addressOfUrl } from '#drivers/announcement';
import type { DriverManifest, OptionProblem } from '#drivers/driver';
import { gateProperties, urlProblems, urlProperty, webAddress, wordProblems } from '#drivers/manifest-parts';
import type { WebQuestion } from '#drivers/web-question';
import { readAnnouncement, signature } from './protocol/announcement.ts';
import { readCameras } from './protocol/cameras.ts';
import { pictureOf } from './protocol/pictures.ts';

/**
 * The driver for Prusa printers that speak PrusaLink: the firmware of the MINI, MK4, XL and Core One (“Buddy”), and the program of that
 * name on a Raspberry Pi beside a MK2.5 or MK3. PURE: all that a combinator loads of this driver.
 */

export interface PrusaLinkOptions {
  /** `http://host[:port]` without a slash at its end. */
  readonly url: string;
  /** Null: the key stands in a header of its own; else digest login under this name. */
  readonly user: string | null;
  readonly password: string;
}

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['url', 'password'],
  properties: {
    url: urlProperty('Of the printer, such as http://192.168.1.20, as it shows it under Settings, Network.'),
    password: {
      type: 'string',
      minLength: 1,
      maxLength: 64,
      writeOnly: true,
      format: 'password',
      title: 'Password or API key',
      description:
        'A printer with PrusaLink of its own shows it under Settings, Network, PrusaLink. On a Raspberry Pi it is the API key of its settings.',
    },
    user: {
      type: 'string',
      maxLength: 64,
      title: 'User name',
      description: 'Only to log in by name (digest) instead of by key: “maker” unless you changed it.',
    },
    ...gateProperties({
      what: 'Files',
      bed: 120,
      blocked: 'Commands that no file may hold, such as M500. Left out: what does lasting harm.',
    }),
  },
} as const;

export function readOptions({ url, user, password }: Readonly<Record<string, unknown>>): PrusaLinkOptions {
  return {
    url: webAddress(typeof url === 'string' ? url : '') ?? '',
    user: typeof user === 'string' && user !== '' ? user : null,
    password: typeof password === 'string' ? password : '',
  };
}

const checkOptions = (options: Readonly<Record<string, unknown>>): readonly OptionProblem[] => [
  ...urlProblems(options, 'http://192.168.1.20'),
  ...wordProblems(
    options,
    'password',
    'The password or key is one word of letters, digits and signs.',
    'Copy it anew from the printer’s settings.',
  ),
  ...userProblems(options),
];

function userProblems({ user }: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  if (typeof user !== 'string' || !/[":\\\p{Cc}]/u.test(user)) return [];
  const rule = 'A user name has no colon, quotation mark or backslash.';
  return [{ field: 'user', rule, remedy: 'Leave it empty to use the key.' }];
}

function askAt(below: string, { url, user, password }: PrusaLinkOptions): WebQuestion {
  const address = `${url}${below}`;
  if (user !== null) return { url: address, headers: {}, login: { username: user, password } };
  return { url: address, headers: { 'x-api-key': password } };
}

export const manifest: DriverManifest = {
  name: 'prusalink',
  title: 'Prusa, through PrusaLink',
  spooling: 'device',
  holdsFiles: true,
  // PrusaLink takes no G-code; what there is ends the print.
  emergencyStop: 'cancels-print',
  canPause: true,
  clearing: ['operator', 'at-printer'],
  clearingLimit:
    '“Set ready” is heard of printers with PrusaLink on a Raspberry Pi only. Those with PrusaLink in their firmware (MINI, MK3.5, MK3.9, MK4, XL, Core One) tell of it when they call Croft: add them as “Prusa, which calls Croft”.',
  fileKinds: ['gcode', 'bgcode'],
  optionsSchema,
  checkOptions,
  portOf: () => ({ kind: 'none' }),
  network: {
    addressOf: (options) => addressOfUrl(readOptions(options).url),
    signature,
    lookout: { services: ['_prusalink._tcp'], read: readAnnouncement },
    cameras: {
      question: (options) => askAt('/api/v1/cameras', readOptions(options)),
      read: (answer, options) => readCameras(answer, readOptions(options)),
    },
    pictureDialogue: (path, options) => pictureOf(path, (below) => askAt(below, readOptions(options))),
  },
  limits: {
    firstReportMs: 30_000,
    // A started print shows its preview first, and calls itself idle meanwhile.
    settleMs: 60_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
