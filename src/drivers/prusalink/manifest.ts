import type { DriverManifest, OptionProblem } from '#drivers/driver';

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
    url: {
      type: 'string',
      minLength: 3,
      maxLength: 255,
      format: 'address',
      title: 'Address',
      description: 'Of the printer, such as http://192.168.1.20, as it shows it under Settings, Network.',
    },
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
    maxNozzleTemperature: {
      type: 'number',
      minimum: 0,
      maximum: 500,
      default: 300,
      title: 'Highest nozzle temperature, °C',
      description: 'Files that ask for more are refused.',
    },
    maxBedTemperature: { type: 'number', minimum: 0, maximum: 200, default: 120, title: 'Highest bed temperature, °C' },
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
      description: 'Commands that no file may hold, such as M500. Left out: what does lasting harm.',
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

export function readOptions({ url, user, password }: Readonly<Record<string, unknown>>): PrusaLinkOptions {
  return {
    url: addressOf(typeof url === 'string' ? url : '') ?? '',
    user: typeof user === 'string' && user !== '' ? user : null,
    password: typeof password === 'string' ? password : '',
  };
}

function checkOptions(options: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  if (typeof options.url === 'string' && addressOf(options.url) === null) {
    problems.push({
      field: 'url',
      rule: 'The address is http:// or https:// with a host and, where needed, a port.',
      remedy: 'Type for example http://192.168.1.20.',
    });
  }
  if (typeof options.password === 'string' && !/^[\x21-\x7e]*$/.test(options.password)) {
    problems.push({
      field: 'password',
      rule: 'The password or key is one word of letters, digits and signs.',
      remedy: 'Copy it anew from the printer’s settings.',
    });
  }
  if (typeof options.user === 'string' && /[":\\\p{Cc}]/u.test(options.user)) {
    problems.push({
      field: 'user',
      rule: 'A user name has no colon, quotation mark or backslash.',
      remedy: 'Leave it empty to use the key.',
    });
  }
  return problems;
}

export const manifest: DriverManifest = {
  name: 'prusalink',
  title: 'Prusa, through PrusaLink',
  spooling: 'device',
  // PrusaLink takes no G-code; what there is ends the print.
  emergencyStop: 'cancels-print',
  canPause: true,
  clearing: ['operator'],
  fileKinds: ['gcode', 'bgcode'],
  optionsSchema,
  checkOptions,
  portOf: () => ({ kind: 'none' }),
  limits: {
    firstReportMs: 30_000,
    // A started print shows its preview first, and calls itself idle meanwhile.
    settleMs: 60_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
