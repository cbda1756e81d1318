import type {
  AskForKeySubscription,
  CheckPrinterImportMutation,
  DriversQuery,
  TryPrinterSubscription,
} from '../src/graphql/operations.generated.ts';
import type { FoundPrinter, FoundPrinters } from '../src/find/found-words.ts';

const found = (i: number, changes: Partial<FoundPrinter>): FoundPrinter => ({
  key: `k${i}`,
  driver: 'moonraker',
  make: 'Klipper',
  model: null,
  name: 'voron',
  identity: null,
  address: `192.168.1.${20 + i}`,
  port: 7125,
  options: { url: `http://192.168.1.${20 + i}:7125` },
  needs: [],
  note: null,
  standing: 'NEW',
  printerId: null,
  ...changes,
});

/** One of each standing, and one whose name is as long as names can be. */
export const FOUND: FoundPrinters = {
  printers: [
    found(1, {}),
    found(2, { name: 'ratrig', standing: 'KNOWN', printerId: 'p1' }),
    found(3, {
      driver: 'bambu',
      make: 'Bambu Lab',
      model: 'P1S',
      name: 'Left shelf',
      identity: '01P00A123456789',
      port: 8883,
      options: { host: '192.168.1.23', serial: '01P00A123456789' },
      needs: ['Access code'],
      note: 'Developer Mode must be on at its screen, without which it takes no print from Croft. The access code changes with it.',
    }),
    found(4, { name: 'trident', standing: 'MOVED', printerId: 'p2' }),
    found(5, {
      driver: 'prusalink',
      make: 'Prusa',
      name: 'Prusa_MK4_of_the_workshop_beside_the_second_window_to_the_garden_0123456789abcdef',
      port: 80,
      needs: ['Password or API key'],
    }),
    found(6, {
      driver: 'octoprint',
      make: 'OctoPrint',
      model: 'Creality Ender 3',
      name: 'Garage',
      port: 5000,
      needs: ['API key'],
      standing: 'ADDRESS_TAKEN',
      printerId: 'p3',
    }),
  ],
  troubles: ['Port 2021 cannot be listened at (EADDRINUSE); printers that only speak there are not found.'],
};

/** What is asked of a printer that has a credential. */
export const BAMBU = {
  name: 'bambu',
  title: 'Bambu Lab, in the local network',
  optionsSchema: {
    type: 'object',
    required: ['host', 'serial', 'accessCode'],
    properties: {
      host: { type: 'string', format: 'address', title: 'Address', description: 'As its screen shows it.' },
      serial: { type: 'string', title: 'Serial number' },
      accessCode: {
        type: 'string',
        writeOnly: true,
        format: 'password',
        title: 'Access code',
        description: 'At the printer’s screen enable LAN Only and then Developer Mode. Type the code shown last.',
      },
    },
  },
  clearing: ['OPERATOR'],
  emergencyStop: 'cancels-print',
  canPause: true,
  clearingLimit: null,
  canBeTried: true,
  keyOption: null as string | null,
  askable: [],
  restarts: [] as DriversQuery['drivers'][number]['restarts'],
};

/** One that asks for little. */
export const ELEGOO_CC2 = {
  ...BAMBU,
  name: 'elegoo-cc2',
  title: 'Elegoo Centauri Carbon 2',
  optionsSchema: {
    type: 'object',
    required: ['host'],
    properties: {
      host: {
        type: 'string',
        format: 'address',
        title: 'Address',
        description:
          'The printer’s IP address, as its screen shows it under Settings, Network. LAN Only Mode must be on there.',
      },
      accessCode: {
        type: 'string',
        writeOnly: true,
        format: 'password',
        title: 'Access code',
        description: 'As the printer’s screen shows it under Settings, Network. Empty where none is set there.',
      },
      serial: {
        type: 'string',
        title: 'Serial number',
        description: 'Left out, the printer is asked for it (UDP, port 52700).',
      },
    },
  },
};

/** One whose firmware a person starts anew. */
export const MOONRAKER = {
  ...BAMBU,
  name: 'moonraker',
  title: 'Klipper, through Moonraker',
  restarts: [
    { what: 'FIRMWARE', words: 'Restart firmware', needs: null },
    { what: 'HOST', words: 'Restart Klipper', needs: null },
  ] as DriversQuery['drivers'][number]['restarts'],
};

/** A printer that calls, and wants a file for it. */
export const PRUSA_CONNECT = {
  ...BAMBU,
  name: 'prusa-connect',
  title: 'Prusa, which calls Croft (Prusa Connect)',
  clearing: ['OPERATOR', 'AT_PRINTER'],
  optionsSchema: {
    type: 'object',
    required: ['port', 'token'],
    properties: {
      port: {
        type: 'integer',
        minimum: 1024,
        maximum: 65_535,
        default: 8090,
        title: 'Port of this host that the printer calls',
        description: 'Each printer needs one of its own, such as 8090, 8091 and so on.',
      },
      token: {
        type: 'string',
        writeOnly: true,
        format: 'password',
        title: 'Token',
        description:
          'By it the printer proves who it is: make up 8 to 20 letters and digits, another one for each printer.',
        'x-make-up': 20,
      },
    },
    'x-file': {
      name: 'prusa_printer_settings.ini',
      title: 'Settings file of the printer',
      help: 'Save it on the printer’s USB drive, then choose Settings, Network, Prusa Connect and “Load settings” at its screen. The printer then calls Croft instead of Prusa’s own service.',
      lines: ['[service::connect]', 'hostname = {host}', 'port = {port}', 'tls = false', 'token = {token}'],
    },
  },
};

/** A connection whose code is wrong. */
export const TRIAL: TryPrinterSubscription['tryPrinter'] = {
  steps: [
    { step: 'ADDRESS', state: 'PASSED', message: '192.168.1.23 answers at port 8883.', remedy: null },
    { step: 'PROTOCOL', state: 'PASSED', message: 'Bambu Lab, in the local network', remedy: null },
    {
      step: 'CREDENTIAL',
      state: 'FAILED',
      message: 'The printer refuses the access code.',
      remedy: 'Access code: At the printer’s screen enable LAN Only and then Developer Mode. Type the code shown last.',
    },
    { step: 'REPORT', state: 'WAITING', message: null, remedy: null },
  ],
  isOver: true,
};

const row = (i: number, changes: Partial<CheckPrinterImportMutation['checkPrinterImport']['rows'][number]>) => ({
  row: i,
  name: `Printer ${i}`,
  title: 'OctoPrint',
  place: `192.168.1.${30 + i}:5000`,
  tags: [],
  secrets: ['API key'],
  problems: [],
  ...changes,
});

/** Two that fit, and three that do not. */
export const IMPORT: CheckPrinterImportMutation['checkPrinterImport'] = {
  kind: 'FDM_MONSTER',
  rows: [
    row(1, { name: 'Garage', tags: ['Big'] }),
    row(2, { name: 'Klippy', title: 'Klipper, through Moonraker', place: '192.168.1.32:7125', secrets: [] }),
    row(3, {
      name: 'Bracken',
      problems: [
        { field: 'name', rule: 'a printer of the farm is called so', remedy: 'Give this one another name.' },
        { field: 'address', rule: '“Bracken” of the farm is there', remedy: 'Leave this one out.' },
      ],
    }),
    row(4, { name: '', problems: [{ field: 'name', rule: 'it must be given', remedy: 'Give it a name.' }] }),
    row(5, {
      name: 'Prusa_MK4_of_the_workshop_beside_the_second_window_to_the_garden_0123456789abcdef',
      title: null,
      place: null,
      secrets: [],
      problems: [{ field: 'printerType', rule: 'a kind that Croft does not know', remedy: 'Add this one by hand.' }],
    }),
  ],
};

export const OWN_CAMERAS = [
  { name: 'Bed', url: 'http://192.168.1.21/webcam/?action=stream' },
  { name: 'Nozzle', url: 'http://192.168.1.21/webcam2/?action=stream' },
];

/** A printer whose host gives out keys. */
export const OCTOPRINT = {
  ...BAMBU,
  name: 'octoprint',
  title: 'OctoPrint',
  optionsSchema: {
    type: 'object',
    required: ['url', 'apiKey'],
    properties: {
      url: { type: 'string', format: 'address', title: 'Address', description: 'Of OctoPrint, with its path.' },
      apiKey: {
        type: 'string',
        writeOnly: true,
        format: 'password',
        title: 'API key',
        description: 'From OctoPrint’s settings, Application Keys: make one named Croft.',
      },
    },
  },
  keyOption: 'apiKey',
  restarts: [
    { what: 'CONNECTION', words: 'Connect the printer', needs: null },
  ] as DriversQuery['drivers'][number]['restarts'],
};

/** A key that somebody is asked about. */
export const KEY_REQUEST: AskForKeySubscription['askForKey'] = {
  steps: [
    { step: 'OFFER', state: 'PASSED', message: null, remedy: null },
    { step: 'REQUEST', state: 'PASSED', message: null, remedy: null },
    { step: 'DECISION', state: 'RUNNING', message: null, remedy: null },
  ],
  page: 'http://octopi.local/plugin/appkeys/auth/1',
  grantedKey: null,
  isOver: false,
};
