import { withoutNumber } from '../line-rules.ts';
import type { Board } from '../board.ts';
import { MARLIN_CARD, NO_COMMANDS, type Speech } from './speech.ts';

/** What grbl 1.1 understands, apart from `$…` and moves. */
const KNOWN =
  /^(?:G(?:0|1|2|3|4|10|17|18|19|20|21|28|30|53|54|80|90|91|92|93|94)|M(?:0|1|2|3|4|5|7|8|9|30)|[FSXYZ])(?!\d)/;

const REAL_TIME = /[?!~\u0018]/g;

/** `<Idle|MPos:1.000,2.000,3.000|FS:0,0>` */
export function statusReport(board: Board): string {
  const { x, y, z } = board.motion.position;
  const state = board.planner.isStill(board.now()) ? 'Idle' : 'Run';
  return `<${state}|MPos:${x.toFixed(3)},${y.toFixed(3)},${z.toFixed(3)}|FS:0,0>`;
}

/**
 * grbl 1.1: no numbers (read and forgotten), no checksum (`*` is an error), no extruder and no heater; a host counts the characters
 * that lie in its receive buffer. `?`, `!`, `~` and 0x18 act the moment they arrive and are no part of a line.
 */
export const GRBL: Speech = {
  name: 'grbl',
  greeting: () => ["Grbl 1.1h ['$' for help]"],
  judge: (raw) => {
    // The bytes that acted when they came are no part of the line.
    const text = withoutNumber(raw.replace(REAL_TIME, ''));
    if (text === '') return { kind: 'accept', n: null, text: '' };
    if (raw.includes('*')) return { kind: 'swallow', said: [{ kind: 'other', line: 'error:2' }] };
    if (text === '$I') {
      return {
        kind: 'swallow',
        said: [
          { kind: 'other', line: '[VER:1.1h.20190830:]' },
          { kind: 'other', line: '[OPT:V,15,128]' },
          { kind: 'other', line: 'ok' },
        ],
      };
    }
    if (!KNOWN.test(text)) return { kind: 'swallow', said: [{ kind: 'other', line: 'error:20' }] };
    return { kind: 'accept', n: null, text };
  },
  complaint: () => [],
  flushes: false,
  oksWhenTaken: () => false,
  ok: () => 'ok',
  commands: NO_COMMANDS,
  unknown: () => {},
  busy: () => null,
  heating: (report) => report,
  report: (report) => report,
  lastWords: () => ['ALARM:1', '[MSG:Reset to continue]'],
  whileHalted: (text) => (text.startsWith('$X') ? ['[MSG:Caution: Unlocked]', 'ok'] : ['error:9']),
  answersBlankLines: true,
  card: MARLIN_CARD,
  realTime: new Map([
    [0x3f, 'status' as const],
    [0x21, 'hold' as const],
    [0x7e, 'go-on' as const],
    [0x18, 'reset' as const],
  ]),
};
