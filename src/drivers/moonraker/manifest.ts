import type { DriverManifest, OptionProblem } from '#drivers/driver';

/**
 * The driver for Klipper printers behind Moonraker (its JSON-RPC over a WebSocket, files over HTTP). PURE: all that a combinator
 * loads of this driver. Facts of the protocol: Moonraker's `docs/external_api`, Klipper's `docs/Status_Reference.md`.
 */

export interface MoonrakerOptions {
  /** `http://host[:port]` without a slash at its end. */
  readonly url: string;
  /** 32 hexadecimal digits; null where Moonraker trusts our address. */
  readonly apiKey: string | null;
}

const DEFAULT_PORT = 7125;

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: {
    url: {
      type: 'string',
      minLength: 3,
      maxLength: 255,
      format: 'address',
      title: 'Address',
      description: `Of Moonraker, such as http://voron.local:${DEFAULT_PORT}; further printers on the same host have ports of their own.`,
    },
    apiKey: {
      type: 'string',
      maxLength: 64,
      writeOnly: true,
      format: 'password',
      title: 'API key',
      description:
        'Only where Moonraker does not trust the address of this host. Mainsail and Fluidd show it in their settings.',
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

/** Null for what is no address of a web server. A host alone means Moonraker's own port. */
export function addressOf(text: string): string | null {
  const hasScheme = /^[a-z]+:\/\//i.test(text);
  let url: URL;
  try {
    url = new URL(hasScheme ? text : `http://${text}`);
  } catch {
    return null;
  }
  if (!/^https?:$/.test(url.protocol) || url.hostname === '') return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  if (!hasScheme && url.port === '') url.port = String(DEFAULT_PORT);
  return url.href.replace(/\/+$/, '');
}

export function readOptions(options: Readonly<Record<string, unknown>>): MoonrakerOptions {
  const { url, apiKey } = options;
  return {
    url: addressOf(typeof url === 'string' ? url : '') ?? '',
    apiKey: typeof apiKey === 'string' && apiKey !== '' ? apiKey : null,
  };
}

function checkOptions(options: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  if (typeof options.url === 'string' && addressOf(options.url) === null) {
    problems.push({
      field: 'url',
      rule: 'The address is http:// or https:// with a host and, where needed, a port and a path.',
      remedy: `Type for example http://voron.local:${DEFAULT_PORT}.`,
    });
  }
  if (typeof options.apiKey === 'string' && !/^[\x21-\x7e]*$/.test(options.apiKey)) {
    problems.push({
      field: 'apiKey',
      rule: 'An API key is one word of letters and digits.',
      remedy: 'Copy it anew from the settings of Mainsail or Fluidd.',
    });
  }
  return problems;
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
  optionsSchema,
  checkOptions,
  portOf: () => ({ kind: 'none' }),
  limits: {
    firstReportMs: 20_000,
    // Between the answer to a start and the state that shows it: 0.1 to 0.2 s were measured.
    settleMs: 10_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
