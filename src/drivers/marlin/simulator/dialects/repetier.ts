import { positionReport, temperatureReport } from '../board.ts';
import { judgeRepetier } from '../line-rules.ts';
import { identifiesAs } from './identity.ts';
import { MARLIN_CARD, NO_BYTES, type Speech } from './speech.ts';

/**
 * Repetier: a line is acknowledged by its number when it is taken, and what it says comes later; a line that was seen is skipped
 * with an `ok` of its own, and so are fourteen behind a complaint. Numbers are compared in 16 bits.
 */
export const REPETIER: Speech = {
  name: 'repetier',
  greeting: () => ['start', 'Info:External Reset', 'Free RAM:51036', 'Info:Autoretract:0'],
  judge: judgeRepetier,
  complaint: (reason, lastN) => [
    {
      kind: 'other',
      line: `Error:${reason === 'checksum mismatch' ? 'Wrong checksum' : `expected line ${lastN + 1} got another`}`,
    },
    { kind: 'resend', line: `Resend:${lastN + 1}` },
    { kind: 'resend-ok', line: 'ok' },
  ],
  flushes: false,
  oksWhenTaken: () => true,
  ok: (n) => (n === null ? 'ok' : `ok ${n}`),
  commands: identifiesAs(
    'FIRMWARE_NAME:Repetier_1.0.4 COMPILED:2020-01-01 FIRMWARE_URL:https://github.com/repetier/Repetier-Firmware/ PROTOCOL_VERSION:1.0',
    [],
    [
      ['M105', (board) => board.say(temperatureReport(board))],
      ['M114', (board) => board.say(positionReport(board).replace(/ Count.*/, ''))],
      [
        'M104',
        (board, words) => {
          const target = words.value('S', 0);
          if (words.has('S')) board.heat('hotend', target);
          board.say(`TargetExtr0:${target}`);
        },
      ],
      [
        'M140',
        (board, words) => {
          const target = words.value('S', 0);
          if (words.has('S')) board.heat('bed', target);
          board.say(`TargetBed:${target}`);
        },
      ],
    ],
  ),
  unknown: (board, { text }) => board.say(`Unknown command:${text}`),
  busy: (what) => `busy:${what}`,
  heating: (report) => report,
  report: (report) => report,
  lastWords: (complaint) => [complaint === null ? 'fatal:Emergency stop' : 'fatal:Heater decoupled. Heaters disabled.'],
  whileHalted: () => null,
  answersBlankLines: false,
  card: { ...MARLIN_CARD, forgetsWriting: true, keepsM110: false },
  realTime: NO_BYTES,
};
