import type { ContinuesPrints } from '#drivers/rest-of-file';
import { manifest as marlin } from '#drivers/marlin/manifest';
import type { RestOfFile } from '#model/continuation';
import { sourceLines } from '../judge/evidence.ts';

/** The simulated printer keeps its height, and its files are read as those of a Marlin. */
const SETTINGS = { heightAfterPowerLoss: 'stays' };

export const CONTINUES: ContinuesPrints = {
  heightBy: () => 'stays',
  reader(_options, stood) {
    if (marlin.continues === undefined) throw new Error('no driver continues prints');
    return marlin.continues.reader(SETTINGS, stood);
  },
};

/** What is sent of a print: the file, or the way back and what comes behind it. */
export interface ToSend {
  readonly lines: readonly string[];
  /** How many of them are the way back. */
  readonly way: number;
  /** The first line of the file. */
  readonly firstLine: number;
}

/** Null where no layer begins there from which anything can be printed. */
export function linesToSend(text: string, rest: RestOfFile | undefined): ToSend | null {
  const file = sourceLines(text);
  if (rest === undefined) return { lines: file, way: 0, firstLine: 0 };
  const { line, zMm } = rest;
  const reader = CONTINUES.reader({}, { taken: line, sent: line, leftOut: false, led: false });
  reader.push(new TextEncoder().encode(text));
  const plan = reader.end();
  const index = plan.layers.findIndex((layer) => layer.line === line && layer.no === null);
  if (index === -1) return null;
  const way = sourceLines(plan.wayBack(index, zMm).commands.join('\n'));
  return { lines: [...way, ...file.slice(line)], way: way.length, firstLine: line };
}
