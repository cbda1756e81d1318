#!/usr/bin/env node
/**
 * The one door to every command of this repository: `node scripts/task.mjs <task> [arguments]`, behind `npm start` and `npm test`.
 * Runs on the Node of the host (18 or newer, no dependencies), installs and builds what is missing or outdated and nothing twice,
 * then runs the task with the Node that package.json pins, so that the host's own version does not matter.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, buildWeb } from './build.mjs';
import { checks, format, lint } from './checks.mjs';
import { install } from './install.mjs';
import { pinnedNode, root, run, runAsForeground } from './process.mjs';
import { runSuite, runTests } from './test.mjs';

/** The tiers of the test plan that have a name of their own: which files, at which scale. */
const TIERS = {
  model: { files: ['src/model/**/*.test.ts', 'src/machine/transition*.test.ts'] },
  sim: { files: ['test/sim/**/*.test.ts'], scale: 'sim' },
  kill: { files: ['test/kill/**/*.test.ts'], scale: 'kill' },
  sweep: { files: ['test/sweep/**/*.test.ts'], scale: 'sweep' },
  serial: { files: ['src/drivers/marlin/**/*.test.ts', 'test/serial/**/*.test.ts'] },
  fuzz: { files: ['test/fuzz/**/*.test.ts', 'src/combinator/api/fuzz.test.ts'], scale: 'fuzz' },
  planted: { files: ['test/planted/**/*.test.ts'], scale: 'planted' },
  nightly: { files: ['src/**/*.test.ts', 'test/**/*.test.ts'], scale: 'nightly' },
  release: { files: ['src/**/*.test.ts', 'test/**/*.test.ts'], scale: 'release' },
  web: { files: ['web/src/**/*.test.ts', 'web/src/**/*.test.tsx'] },
};

const TASKS = {
  start: {
    what: 'build, then open the demonstration farm (further arguments go to `croft up`)',
    run: async (args) => {
      await build();
      await buildWeb();
      return runAsForeground(pinnedNode(), ['dist/main.js', 'up', '--demo', ...args]);
    },
  },
  test: {
    what: 'type check, lint, format check and every test; ends with `N passed, N failed`',
    run: () => runSuite(),
  },
  build: {
    what: 'dist and web/dist, when their sources changed',
    run: async () => {
      await build();
      await buildWeb();
      return 0;
    },
  },
  check: {
    what: 'type check, lint and format check',
    run: () => checks().then((results) => (results.every((r) => r.ok) ? 0 : 1)),
  },
  lint: { what: 'lint with type information', run: () => lint() },
  format: { what: 'write the format', run: (args) => format(args) },
};

async function main([task = '', ...args]) {
  const [group, name] = task.split(':');
  const tier = group === 'test' && name ? TIERS[name] : undefined;
  if (!TASKS[task] && !tier && !(group === 'bench' && /^[a-z-]+$/.test(name ?? ''))) {
    console.error(`task: unknown task ${JSON.stringify(task)}. Tasks:`);
    for (const [key, { what }] of Object.entries(TASKS)) console.error(`  ${key.padEnd(8)} ${what}`);
    console.error(`  test:<tier> for ${Object.keys(TIERS).join(', ')}`);
    console.error('  bench:<name> runs test/bench/<name>.ts');
    return 1;
  }
  if (group === 'bench' && !existsSync(join(root, `test/bench/${name}.ts`)))
    throw new Error(`there is no test/bench/${name}.ts`);
  await install();
  if (TASKS[task]) return TASKS[task].run(args);
  await build();
  await buildWeb();
  if (tier) return runTests(tier, args);
  return run(pinnedNode(), ['--conditions=source', `test/bench/${name}.ts`, ...args]);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`task: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
