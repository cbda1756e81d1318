import { addressOfUrl } from '#drivers/announcement';
import type { DriverManifest, OptionProblem } from '#drivers/driver';
import { gateProperties, urlProblems, urlProperty, webAddress, madeKeyProblems } from '#drivers/manifest-parts';
import type { WebQuestion } from '#drivers/web-question';
import { readAnnouncement, signature } from './protocol/announcement.ts';
import { macroLineOf, readMacroForms, wrongMacroValue } from './protocol/macro-forms.ts';
import { readMacroNames } from './protocol/macro-names.ts';
import { readMesh } from './protocol/own-mesh.ts';
import { readSettings } from './protocol/own-settings.ts';
import { isRecord } from './protocol/message.ts';
import { readTokens } from './protocol/token.ts';
import { thumbnailOf } from './protocol/thumbnails.ts';
import { readWebcams } from './protocol/webcams.ts';

/**
 * The driver for Klipper printers behind Moonraker (its JSON-RPC over a WebSocket, files over HTTP). PURE: all that a combinator
 * loads of this driver. Facts of the protocol: Moonraker's `docs/external_api`, Klipper's `docs/Status_Reference.md`.
 */

export interface MoonrakerOptions {
  /** `http://host[:port]` without a slash at its end. */
  readonly url: string;
  /** 32 hexadecimal digits; null where Moonraker trusts our address. */
  readonly apiKey: string | null;
  /** Of a user of Moonraker’s own; goes before a key. */
  readonly login: { readonly username: string; readonly password: string } | null;
  /** Of its host, that the printer hangs on; null where nobody has named one. */
  readonly powerDevice: string | null;
}

const DEFAULT_PORT = 7125;

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: {
    url: urlProperty(
      `Of Moonraker, such as http://voron.local:${DEFAULT_PORT}; further printers on the same host have ports of their own.`,
    ),
    apiKey: {
      type: 'string',
      maxLength: 64,
      writeOnly: true,
      format: 'password',
      title: 'API key',
      description:
        'Only where Moonraker does not trust the address of this host. Mainsail and Fluidd show it in their settings.',
    },
    username: {
      type: 'string',
      maxLength: 64,
      title: 'User name',
      description: 'Instead of an API key: of a user of Moonraker, where it forces logins.',
    },
    password: {
      type: 'string',
      maxLength: 128,
      writeOnly: true,
      format: 'password',
      title: 'Password',
      description:
        'Of that user. Choose one of at least 4 characters: Croft cannot hide a shorter one where Moonraker repeats it.',
    },
    powerDevice: {
      type: 'string',
      maxLength: 100,
      title: 'Power device',
      description:
        'The name of the device in Moonraker’s configuration, section [power …], that the printer hangs on. Its page can switch it on and off then.',
    },
    ...gateProperties(),
  },
} as const;

export function readOptions(options: Readonly<Record<string, unknown>>): MoonrakerOptions {
  const { url, apiKey, username, password, powerDevice } = options;
  const hasLogin = typeof username === 'string' && username !== '' && typeof password === 'string' && password !== '';
  return {
    url: webAddress(typeof url === 'string' ? url : '', DEFAULT_PORT) ?? '',
    apiKey: typeof apiKey === 'string' && apiKey !== '' ? apiKey : null,
    login: hasLogin ? { username, password } : null,
    powerDevice: typeof powerDevice === 'string' && powerDevice.trim() !== '' ? powerDevice.trim() : null,
  };
}

function askAt(path: string, options: Readonly<Record<string, unknown>>): WebQuestion {
  const { url, apiKey, login } = readOptions(options);
  if (login === null) return { url: `${url}${path}`, headers: apiKey === null ? {} : { 'x-api-key': apiKey } };
  return {
    url: `${url}${path}`,
    headers: {},
    signIn: {
      url: `${url}/access/login`,
      body: login,
      read(answer) {
        const tokens = readTokens(isRecord(answer) ? answer.result : null);
        return tokens === null ? null : { authorization: `Bearer ${tokens.token}` };
      },
    },
  };
}

/** Mainsail or Fluidd, at the web port of the same host. */
function pageOf(url: string): string {
  const page = URL.parse(url);
  if (page === null) return url;
  page.port = '';
  page.pathname = '/';
  return page.href;
}

const checkOptions = (options: Readonly<Record<string, unknown>>): readonly OptionProblem[] => [
  ...urlProblems(options, `http://voron.local:${DEFAULT_PORT}`),
  ...madeKeyProblems(
    options,
    'apiKey',
    'An API key is one word of letters and digits.',
    'Copy it anew from the settings of Mainsail or Fluidd.',
  ),
  ...loginProblems(options),
];

function loginProblems({ username, password }: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  const [hasName, hasWord] = [username, password].map((value) => typeof value === 'string' && value !== '');
  if (hasName === hasWord) return [];
  return hasName === true
    ? [{ field: 'password', rule: 'A user name needs its password.', remedy: 'Type it, or leave both empty.' }]
    : [{ field: 'username', rule: 'A password needs its user name.', remedy: 'Type it, or leave both empty.' }];
}

export const manifest: DriverManifest = {
  name: 'moonraker',
  title: 'Klipper, through Moonraker',
  spooling: 'device',
  emergencyStop: 'immediate',
  canPause: true,
  clearing: ['operator'],
  fileKinds: ['gcode'],
  holdsFiles: true,
  restarts: {
    firmware: 'Restart firmware',
    host: 'Restart Klipper',
    'power-on': 'Switch on',
    'power-off': 'Switch off',
  },
  restartNeeds: { 'power-on': 'powerDevice', 'power-off': 'powerDevice' },
  optionsSchema,
  checkOptions,
  portOf: () => ({ kind: 'none' }),
  network: {
    addressOf: (options) => addressOfUrl(readOptions(options).url),
    signature,
    lookout: {
      services: ['_moonraker._tcp'],
      ssdp: [{ target: 'upnp:rootdevice', ports: [1900] }],
      read: readAnnouncement,
    },
    cameras: {
      question: (options) => askAt('/server/webcams/list', options),
      read: (answer, options) => readWebcams(answer, pageOf(readOptions(options).url)),
    },
    macros: {
      question: (options) => askAt('/printer/objects/list', options),
      read: readMacroNames,
      forms: {
        question: (options) => askAt('/printer/objects/query?configfile=settings', options),
        read: readMacroForms,
      },
      wrongValue: wrongMacroValue,
      lineOf: macroLineOf,
    },
    answers: {
      settings: {
        question: (options) => askAt('/printer/objects/query?configfile=settings,save_config_pending_items', options),
        read: readSettings,
      },
      mesh: { question: (options) => askAt('/printer/objects/query?bed_mesh=probed_matrix', options), read: readMesh },
    },
    pictures: {
      question: (path, options) => askAt(`/server/files/metadata?filename=${encodeURIComponent(path)}`, options),
      read(answer, path, options) {
        const place = thumbnailOf(answer, path);
        if (place === null) return null;
        return askAt(`/server/files/gcodes/${place.split('/').map(encodeURIComponent).join('/')}`, options);
      },
    },
  },
  limits: {
    firstReportMs: 20_000,
    // Between the answer to a start and the state that shows it: 0.1 to 0.2 s were measured.
    settleMs: 10_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
