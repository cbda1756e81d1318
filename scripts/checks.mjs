/** Type check, lint and format check: the steps before the tests. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, root, run, runAndKeep } from './process.mjs';

const TSC = 'node_modules/typescript/bin/tsc';
const OXLINT = ['node_modules/oxlint/bin/oxlint'];
const BIOME = ['node_modules/@biomejs/biome/bin/biome', 'format'];

/** Every step: what it is called, and the command of it. A TypeScript project that does not exist yet is no step. */
function steps() {
  const projects = ['.', 'test', 'web'].filter((project) => existsSync(join(root, project, 'tsconfig.json')));
  return [
    ...projects.map((project) => ({ name: `type check of ${project}`, args: typeCheck(project) })),
    { name: 'generated types of web', args: ['web/scripts/generate-types.mjs', '--check'] },
    { name: 'lint', args: OXLINT },
    { name: 'format', args: BIOME },
  ];
}

/** What was checked is kept by the content of the files: a second check looks at what changed only, in a tenth of the time. */
const typeCheck = (project) => [
  TSC,
  '--noEmit',
  '--incremental',
  '--tsBuildInfoFile',
  join(root, `node_modules/.cache/tsc/${project.replace('.', 'src')}.tsbuildinfo`),
  '-p',
  project,
];

/** Each is on one processor for much of its time; more of them at once would take gigabytes. */
const AT_ONCE = 2;

/** Runs every step, says how each went and shows what the failed ones said. */
export async function checks() {
  const waiting = steps();
  const results = [];
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const began = performance.now();
      const { code, output } = await runAndKeep(pinnedNode(), step.args);
      console.log(
        `${code === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${((performance.now() - began) / 1000).toFixed(1)} s)`,
      );
      if (code !== 0) console.log(output.trimEnd());
      results.push({ name: step.name, ok: code === 0 });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

export const lint = () => run(pinnedNode(), OXLINT);

export const format = (paths) => run(pinnedNode(), [...BIOME, '--write', ...(paths.length > 0 ? paths : ['.'])]);
