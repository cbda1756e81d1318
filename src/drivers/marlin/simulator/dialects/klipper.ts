import { type Handler, positionReport, temperatureReport } from '../board.ts';
import { withoutFrame } from '../line-rules.ts';
import { MARLIN_CARD, NO_BYTES, type Speech } from './speech.ts';

const unknown: Handler = (board, { text }) => board.say(`// Unknown command:"${text.split(' ')[0] ?? ''}"`);

/** Klipper's pseudo-tty: numbers and checksums are thrown away, every line is executed and gets its `ok`, unknown and empty ones too. */
export const KLIPPER: Speech = {
  name: 'klipper',
  greeting: () => ['// Klipper state: Ready'],
  judge: (raw) => ({ kind: 'accept', n: null, text: withoutFrame(raw) }),
  complaint: () => [],
  flushes: false,
  oksWhenTaken: () => false,
  ok: () => 'ok',
  commands: new Map<string, Handler>([
    [
      'M115',
      (board) => {
        board.acknowledge(
          `ok FIRMWARE_VERSION:v0.12.0-1-gabcdef FIRMWARE_NAME:${board.options.firmwareName || 'Klipper'}`,
        );
        return 'acked';
      },
    ],
    [
      'M105',
      (board) => {
        const [nozzle = '', bed = ''] = temperatureReport(board).replace(/ @:.*/, '').split(' B:');
        board.acknowledge(`ok B:${bed} ${nozzle.replace('T:', 'T0:')}`);
        return 'acked';
      },
    ],
    [
      'M114',
      (board) => {
        board.acknowledge(`ok ${positionReport(board).replace(/ Count.*/, '')}`);
        return 'acked';
      },
    ],
    ['M27', (board) => board.say('Not SD printing.')],
    ['M110', () => {}],
    // It knows them only with a virtual card, whose files come another way.
    ...['M20', 'M28', 'M29', 'M30'].map((name) => [name, unknown] as const),
    ['FIRMWARE_RESTART', (board) => board.say('// Klipper state: Ready')],
  ]),
  unknown,
  busy: () => null,
  heating: (report) => report.replace(/ @:.*/, ''),
  report: (report) => report,
  lastWords: (complaint) => [
    complaint === null
      ? '!! Shutdown due to M112 command'
      : "!! Heater extruder not heating at expected rate. See the 'verify_heater' section in docs/Config_Reference.md",
  ],
  whileHalted: (text) =>
    /FIRMWARE_RESTART/.test(text)
      ? ['ok', '// Klipper state: Disconnect', '// Klipper state: Ready']
      : ['!! Shutdown: once the underlying issue is corrected, use the "FIRMWARE_RESTART" command', 'ok'],
  answersBlankLines: true,
  card: MARLIN_CARD,
  realTime: NO_BYTES,
};
