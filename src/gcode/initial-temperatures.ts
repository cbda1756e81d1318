import { findLastLine, linesBefore } from './sliced-text.ts';
import { parsePositive } from './values.ts';

/** What the commands before the first layer heat to, for slicers that do not say it in comments. */
export interface InitialTemperatures {
  readonly nozzleFirst: number | null;
  readonly bedFirst: number | null;
}

/** Of the last commands before `firstLayer`; unknown when the beginning that was read does not reach it. */
export function initialTemperatures(head: readonly string[], firstLayer: RegExp): InitialTemperatures {
  const start = linesBefore(head, firstLayer);
  if (start.length === head.length) return { nozzleFirst: null, bedFirst: null };
  const commanded = (pattern: RegExp) => parsePositive(findLastLine(start, pattern)?.[1] ?? '');
  return {
    nozzleFirst: commanded(/^M10[49](?: T0)? S([\d.]+)\s*(?:;|$)/),
    bedFirst: commanded(/^M1[49]0 S([\d.]+)\s*(?:;|$)/),
  };
}
