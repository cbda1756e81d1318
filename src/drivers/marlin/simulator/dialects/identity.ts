import type { Board, Handler } from '../board.ts';

/** The answer to `M115`; the mark of a simulated printer stands behind it, as in no real firmware. */
export function identifiesAs(
  line: string,
  capabilities: readonly string[] = [],
  more: readonly (readonly [string, Handler])[] = [],
): ReadonlyMap<string, Handler> {
  const identity: Handler = (board) => {
    const { name } = board.options;
    board.say(
      `${line} MACHINE_TYPE:${name} EXTRUDER_COUNT:1`,
      ...capabilities.map((each) => `Cap:${each}`),
      ...marks(board),
    );
  };
  return new Map([['M115', identity], ...more]);
}

/** No real firmware says these. */
const marks = (board: Board): readonly string[] => [
  'Cap:CROFT_SIMULATOR:1',
  `Cap:CROFT_BED_SENSOR:${board.options.bedSensor ? 1 : 0}`,
];
