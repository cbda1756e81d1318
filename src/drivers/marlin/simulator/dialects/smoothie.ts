import { type Handler, positionReport, temperatureReport } from '../board.ts';
import { judgeStrictly } from '../line-rules.ts';
import { MARLIN_CARD, type Speech } from './speech.ts';

const CANCEL = 0x18;

/**
 * Smoothieware: `rs N…` alone for what it did not take, an `ok` with text in it, an `ok` for an empty line, and moves acknowledged
 * before they are planned. Halted it answers `!!` to everything but `M999`; byte 0x18 halts it at once.
 */
export const SMOOTHIE: Speech = {
  name: 'smoothie',
  greeting: () => ['Smoothie', 'ok'],
  judge: judgeStrictly,
  complaint: (_, lastN) => [{ kind: 'resend', line: `rs N${lastN + 1}` }],
  flushes: false,
  oksWhenTaken: (text) => /^G[0-3](?!\d)/.test(text),
  ok: () => 'ok',
  commands: new Map<string, Handler>([
    [
      'M115',
      (board) => {
        board.say(
          'FIRMWARE_NAME:Smoothieware, FIRMWARE_URL:http%3A//smoothieware.org, X-SOURCE_CODE_URL:https://github.com/Smoothieware/Smoothieware, ' +
            'FIRMWARE_VERSION:edge-94de12c, X-FIRMWARE_BUILD_DATE:Oct 28 2022, X-SYSTEM_CLOCK:120MHz, X-AXES:4, X-GRBL_MODE:0, X-CNC:0',
        );
      },
    ],
    [
      'M105',
      (board) => {
        const report = temperatureReport(board).replace(/ @:(\d+) B@:(\d+)/, ' @$1 B@$2');
        board.acknowledge(`ok ${report}`);
        return 'acked';
      },
    ],
    [
      'M114',
      (board) => {
        const at = positionReport(board).replace(/ Count.*/, '');
        board.acknowledge(`ok C: ${at}`);
        return 'acked';
      },
    ],
  ]),
  // What it does not know it takes without a word.
  unknown: () => {},
  busy: () => null,
  heating: (report) => report,
  report: (report) => report,
  lastWords: (complaint) =>
    complaint === null
      ? ['ok Emergency Stop Requested - reset or M999 required to exit HALT state']
      : [
          'ERROR: Temperature runaway on T (delta temp 22.5), HALT asserted, TURN POWER OFF IMMEDIATELY - reset or M999 required',
        ],
  whileHalted: (text) =>
    /M999/.test(text) ? ['WARNING: After HALT you should HOME as position is currently unknown', 'ok'] : ['!!'],
  answersBlankLines: true,
  card: { ...MARLIN_CARD, lineEnd: '\n' },
  realTime: new Map([[CANCEL, 'halt' as const]]),
};
