import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Program } from './command.ts';

/** This very program: `src/main.ts` with the `source` condition when it runs from source, `dist/main.js` otherwise. */
export function thisProgram(): Program {
  const source = import.meta.url.endsWith('.ts');
  const script = fileURLToPath(new URL(source ? '../main.ts' : '../main.js', import.meta.url));
  if (!existsSync(script)) throw new Error(`the program is not where it should be: ${script}`);
  return { execArgv: source ? ['--conditions=source'] : [], script };
}
