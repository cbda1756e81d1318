import type { DriverManifest, OptionProblem } from '#drivers/driver';

/**
 * The driver for printers that stay behind an OctoPrint (REST for orders and files, its push socket for state). PURE: all that a
 * combinator loads of this driver. Facts of the protocol: OctoPrint's `docs/api`.
 */

export interface OctoPrintOptions {
  /** `http://host[:port][/path]` without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  /** Whether OctoPrint is asked to connect with a printer that it has lost or never had. */
  readonly connects: boolean;
}

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['url', 'apiKey'],
  properties: {
    url: {
      type: 'string',
      minLength: 3,
      maxLength: 255,
      format: 'address',
      title: 'Address',
      description: 'Of OctoPrint, such as http://octopi.local; with its path, where it has one.',
    },
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
      default: true,
      title: 'Connect the printer',
      description:
        'Asks OctoPrint to connect with its printer when it is not. Off, somebody does it on OctoPrint’s page.',
    },
    maxNozzleTemperature: {
      type: 'number',
      minimum: 0,
      maximum: 500,
      default: 300,
      title: 'Highest nozzle temperature, °C',
      description: 'Files and commands that ask for more are refused.',
    },
    maxBedTemperature: { type: 'number', minimum: 0, maximum: 200, default: 130, title: 'Highest bed temperature, °C' },
    maxChamberTemperature: {
      type: 'number',
      minimum: 0,
      maximum: 150,
      default: 0,
      title: 'Highest chamber temperature, °C',
      description: '0 for a printer without a heated chamber.',
    },
    blockedCommands: {
      type: 'array',
      items: { type: 'string', pattern: '^[A-Z][0-9]{0,4}$' },
      maxItems: 100,
      title: 'Blocked commands',
      description: 'Commands that no file and no person may send, such as M500. Left out: what does lasting harm.',
    },
  },
} as const;

/** Null for what is no address of a web server. */
export function addressOf(text: string): string | null {
  let url: URL;
  try {
    url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    return null;
  }
  if (!/^https?:$/.test(url.protocol) || url.hostname === '') return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  return url.href.replace(/\/+$/, '');
}

export function readOptions({ url, apiKey, connects }: Readonly<Record<string, unknown>>): OctoPrintOptions {
  return {
    url: addressOf(typeof url === 'string' ? url : '') ?? '',
    apiKey: typeof apiKey === 'string' ? apiKey : '',
    connects: connects !== false,
  };
}

function checkOptions(options: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  if (typeof options.url === 'string' && addressOf(options.url) === null) {
    problems.push({
      field: 'url',
      rule: 'The address is http:// or https:// with a host and, where needed, a port and a path.',
      remedy: 'Type for example http://octopi.local.',
    });
  }
  if (typeof options.apiKey === 'string' && !/^[\x21-\x7e]*$/.test(options.apiKey)) {
    problems.push({
      field: 'apiKey',
      rule: 'An API key is one word of letters, digits and signs.',
      remedy: 'Copy it anew from OctoPrint’s settings, Application Keys.',
    });
  }
  return problems;
}

export const manifest: DriverManifest = {
  name: 'octoprint',
  title: 'OctoPrint',
  spooling: 'device',
  emergencyStop: 'immediate',
  canPause: true,
  clearing: ['operator'],
  fileKinds: ['gcode'],
  optionsSchema,
  checkOptions,
  portOf: () => ({ kind: 'none' }),
  limits: {
    firstReportMs: 30_000,
    settleMs: 20_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
