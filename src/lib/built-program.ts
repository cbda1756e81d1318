import { extname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The words after `node` that start a module of `src` as a process. From source, so that one test file needs no build; from `dist`
 * where the runner of the whole suite has built it, because hundreds of processes start in one run, and each costs a fifth then.
 */
export function programOf(source: string): readonly [string, ...string[]] {
  if (process.env.CROFT_TEST_BUILT !== '1') return ['--conditions=source', source];
  const place = relative(`${root}src`, source);
  return [`${root}dist/${place.slice(0, -extname(place).length)}.js`];
}
