import type { DriverManifest, OptionProblem } from '#drivers/driver';
import { camerasOf } from './protocol/cameras.ts';
import { gateProperties, wordProblems } from '#drivers/manifest-parts';

/**
 * The driver for Prusa printers with the “Buddy” firmware (MINI, MK3.5, MK3.9, MK4, XL, Core One) to which Croft is their Prusa Connect:
 * the printer dials Croft, at a port of its own. PURE: all that a combinator loads of this driver.
 */

export interface PrusaConnectOptions {
  readonly port: number;
  readonly token: string;
  /** Of this host, to listen at; null for all. */
  readonly address: string | null;
  /** That a person has read off the printer's screen; null for none. */
  readonly registrationCode: string | null;
}

const DEFAULT_PORT = 8_090;

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['port', 'token'],
  properties: {
    port: {
      type: 'integer',
      minimum: 1_024,
      maximum: 65_535,
      default: DEFAULT_PORT,
      title: 'Port of this host that the printer calls',
      description: 'Each printer needs one of its own, such as 8090, 8091 and so on.',
    },
    token: {
      type: 'string',
      minLength: 8,
      maxLength: 20,
      writeOnly: true,
      format: 'password',
      title: 'Token',
      description:
        'By it the printer proves who it is: make up 8 to 20 letters and digits, another one for each printer.',
      'x-make-up': 20,
    },
    address: {
      type: 'string',
      maxLength: 64,
      title: 'Listen at this address only',
      description: 'An address of this host, where it has several. Left out: all of them.',
    },
    registrationCode: {
      type: 'string',
      maxLength: 25,
      title: 'Registration code',
      description:
        'Only for a printer that was told to register, instead of being given the token by its settings file: the code that its screen shows.',
    },
    ...gateProperties({ bed: 120 }),
  },
  /** What the form shows to be saved as a file: `{host}` is this server as the person reaches it, the others are options. */
  'x-file': {
    name: 'prusa_printer_settings.ini',
    title: 'Settings file of the printer',
    help: 'Save it on the printer’s USB drive, then choose Settings, Network, Prusa Connect and “Load settings” at its screen. The printer then calls Croft instead of Prusa’s own service.',
    lines: ['[service::connect]', 'hostname = {host}', 'port = {port}', 'tls = false', 'token = {token}'],
  },
} as const;

export const readOptions = ({
  port,
  token,
  address,
  registrationCode,
}: Readonly<Record<string, unknown>>): PrusaConnectOptions => ({
  port: typeof port === 'number' ? port : DEFAULT_PORT,
  token: typeof token === 'string' ? token : '',
  address: typeof address === 'string' && address.trim() !== '' ? address.trim() : null,
  registrationCode: typeof registrationCode === 'string' ? codeOf(registrationCode) : null,
});

/** As it is shown, however it was typed. */
function codeOf(typed: string): string | null {
  const letters = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return letters === '' ? null : `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

const checkOptions = (options: Readonly<Record<string, unknown>>): readonly OptionProblem[] => [
  ...wordProblems(options, 'token', 'A token is 8 to 20 letters and digits.', 'Make up another one.'),
  ...addressProblems(options),
];

function addressProblems({ address }: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  if (typeof address !== 'string' || /^[\da-fA-F.:]*$/.test(address.trim())) return [];
  const rule = 'This is an address of this host, in numbers.';
  return [{ field: 'address', rule, remedy: 'Leave it empty to listen at all of them.' }];
}

export const manifest: DriverManifest = {
  name: 'prusa-connect',
  title: 'Prusa, which calls Croft (Prusa Connect)',
  spooling: 'device',
  // An emergency stop by G-code would wait behind what it has taken already; what there is ends the print.
  emergencyStop: 'cancels-print',
  canPause: true,
  clearing: ['operator', 'at-printer'],
  fileKinds: ['gcode', 'bgcode'],
  optionsSchema,
  checkOptions,
  portOf: () => ({ kind: 'none' }),
  network: {
    addressOf: () => null,
    dialsIn: readOptions,
    cameras: camerasOf(readOptions),
  },
  limits: {
    // One that found nobody waits a minute before it calls again.
    firstReportMs: 75_000,
    // A started print shows its preview first, and calls itself idle meanwhile.
    settleMs: 60_000,
    // The file has to get there first, over a slow wireless network.
    startDeadlineMs: 30 * 60_000,
  },
};
