import type { DriverManifest, OptionProblem } from '#drivers/driver';
import { gateProperties, madeKeyProblems } from '#drivers/manifest-parts';
import type { OwnCamera } from '#drivers/own-cameras';
import { defaultBlockedCommands } from '#gcode/gate-rules';
import { readAnnouncement } from './protocol/announcement.ts';
import type { PrintChecks } from './protocol/commands.ts';

/**
 * The driver for Bambu Lab printers in the local network: MQTT for orders and state, FTPS for files. PURE: all that a combinator loads of
 * this driver.
 */

export interface BambuOptions {
  readonly host: string;
  /** In capital letters: a printer connects under any other spelling, and stays silent for ever. */
  readonly serial: string;
  readonly accessCode: string;
  /** SHA-256 of the printer's certificate, as 64 hexadecimal digits; null to believe the first that is seen. */
  readonly certificate: string | null;
  readonly filamentFrom: 'ams' | 'external';
  readonly checks: PrintChecks;
  readonly mqttPort: number;
  readonly filePort: number;
}

const MQTT_PORT = 8883;
const FILE_PORT = 990;

const gate = gateProperties({
  bed: 120,
  chamber: 65,
  blocked: 'Commands that no file and no person may send. Left out: what does lasting harm, but for M500.',
});

const optionsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['host', 'serial', 'accessCode'],
  properties: {
    host: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      format: 'address',
      title: 'Address',
      description: 'The printer’s IP address, as its screen shows it under Settings, WLAN.',
    },
    serial: {
      type: 'string',
      minLength: 1,
      maxLength: 40,
      title: 'Serial number',
      description: 'As the printer’s screen shows it under Settings, Device; 15 letters and digits.',
    },
    accessCode: {
      type: 'string',
      maxLength: 64,
      writeOnly: true,
      format: 'password',
      title: 'Access code',
      description:
        'At the printer’s screen enable LAN Only and then Developer Mode, without which it takes no print from Croft. The code changes with each of the two: type the one shown last.',
    },
    filamentFrom: {
      type: 'string',
      enum: ['ams', 'external'],
      default: 'ams',
      title: 'Filament comes from',
      description:
        'ams: filament 1 of a file from tray 1, and so on, and from the external spool where there is no AMS. external: always from the external spool.',
    },
    bedLevelling: { type: 'boolean', default: true, title: 'Level the bed before each print' },
    flowCalibration: { type: 'boolean', default: false, title: 'Calibrate the flow before each print' },
    vibrationCalibration: { type: 'boolean', default: true, title: 'Check vibrations before each print' },
    timelapse: { type: 'boolean', default: false, title: 'Let the printer record a timelapse' },
    ...gate,
    blockedCommands: {
      ...gate.blockedCommands,
      // Bambu Studio saves its calibration by M500 at the beginning of every file.
      default: defaultBlockedCommands.filter((code) => code !== 'M500'),
    },
    certificate: {
      type: 'string',
      maxLength: 120,
      title: 'Certificate',
      description:
        'SHA-256 fingerprint. Left out, the first certificate that the printer shows is believed, and no other one afterwards.',
    },
    mqttPort: { type: 'integer', minimum: 1, maximum: 65_535, default: MQTT_PORT, title: 'Port of its messages' },
    filePort: { type: 'integer', minimum: 1, maximum: 65_535, default: FILE_PORT, title: 'Port of its files' },
  },
} as const;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

export function readOptions(options: Readonly<Record<string, unknown>>): BambuOptions {
  const { mqttPort, filePort, filamentFrom, bedLevelling, flowCalibration, vibrationCalibration, timelapse } = options;
  return {
    host: textOf(options.host),
    serial: textOf(options.serial).toUpperCase(),
    accessCode: textOf(options.accessCode),
    certificate: fingerprintOf(textOf(options.certificate)),
    filamentFrom: filamentFrom === 'external' ? 'external' : 'ams',
    checks: {
      bedLevelling: bedLevelling !== false,
      flowCalibration: flowCalibration === true,
      vibrationCalibration: vibrationCalibration !== false,
      timelapse: timelapse === true,
    },
    mqttPort: typeof mqttPort === 'number' ? mqttPort : MQTT_PORT,
    filePort: typeof filePort === 'number' ? filePort : FILE_PORT,
  };
}

/** Null for what is no SHA-256. Colons and spaces are how people copy one. */
function fingerprintOf(text: string): string | null {
  const digits = text.replace(/[:\s]/g, '').toUpperCase();
  return /^[0-9A-F]{64}$/.test(digits) ? digits : null;
}

function checkOptions(options: Readonly<Record<string, unknown>>): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  const { host, serial, certificate } = options;
  if (typeof host === 'string' && !/^[0-9A-Za-z_.:-]+$/.test(host.trim()))
    problems.push({
      field: 'host',
      rule: 'The address is an IP address or a name, without a scheme, a port or a path.',
      remedy: 'Type for example 192.168.1.50.',
    });
  if (typeof serial === 'string' && !/^[0-9A-Za-z]{8,32}$/.test(serial.trim()))
    problems.push({
      field: 'serial',
      rule: 'A serial number is one word of letters and digits.',
      remedy: 'Copy it from the printer’s screen, Settings, Device; it is not the name of the printer.',
    });
  problems.push(
    ...madeKeyProblems(
      options,
      'accessCode',
      'An access code is one word of letters and digits.',
      'Copy it anew from the printer’s screen, Settings, LAN Only.',
    ),
  );
  if (typeof certificate === 'string' && certificate.trim() !== '' && fingerprintOf(certificate) === null)
    problems.push({
      field: 'certificate',
      rule: 'A fingerprint has 64 hexadecimal digits.',
      remedy: 'Copy it from the message that names it, or leave it out.',
    });
  return problems;
}

/** What serial numbers of the series A1 and P1 begin with, and those of the printers whose camera speaks RTSP. */
const JPEG_SERIALS = ['01P', '01S', '030', '039'];
const RTSP_SERIALS = ['00M', '00W', '03W', '094', '093', '22E'];

/** The camera inside, by the series of the printer; of a series that is not known both kinds, of which one answers. */
function ownCameras({ host, serial, accessCode }: BambuOptions): readonly OwnCamera[] {
  const place = host.includes(':') ? `[${host}]` : host;
  const login = { username: 'bblp', password: accessCode };
  const series = serial.slice(0, 3);
  const jpeg = { name: 'Chamber', url: `bambu://${place}`, ...login };
  const rtsp = { name: 'Chamber', url: `rtsps://${place}:322/streaming/live/1`, ...login };
  if (JPEG_SERIALS.includes(series)) return [jpeg];
  if (RTSP_SERIALS.includes(series)) return [rtsp];
  return [
    { ...jpeg, name: 'Chamber (A1 and P1)' },
    { ...rtsp, name: 'Chamber (X1, P2 and H2)' },
  ];
}

export const manifest: DriverManifest = {
  name: 'bambu',
  title: 'Bambu Lab, in the local network',
  spooling: 'device',
  holdsFiles: true,
  readsFromMiddle: true,
  emergencyStop: 'cancels-print',
  canPause: true,
  clearing: ['operator'],
  // A plate of a .gcode.3mf comes as its G-code, which has passed the gate; it is packed for the printer again.
  fileKinds: ['gcode'],
  optionsSchema,
  checkOptions,
  portOf: () => ({ kind: 'none' }),
  network: {
    addressOf: (options) => {
      const { host, mqttPort } = readOptions(options);
      return host === '' ? null : { host, port: mqttPort };
    },
    identityOf: (options) => readOptions(options).serial || null,
    lookout: {
      ssdp: [{ target: 'urn:bambulab-com:device:3dprinter:1', ports: [1990, 2021] }],
      read: readAnnouncement,
    },
    cameras: { question: () => null, read: (_answer, options) => ownCameras(readOptions(options)) },
  },
  limits: {
    firstReportMs: 30_000,
    // FINISH of the print before stays for up to 210 s after a start was accepted.
    settleMs: 240_000,
    // The file has to get there first, at 50 to 150 KB/s, and the printer to read it.
    startDeadlineMs: 60 * 60_000,
  },
};
