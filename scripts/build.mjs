/** Builds dist (rolldown) and web/dist (Vite), each only when its sources changed. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pinnedNode, root, run } from './process.mjs';
import { filesBelow, hashFiles, readStamp, writeStamp } from './stamp.mjs';

const inBuild = (path) => !path.endsWith('.test.ts') && !/\/fixtures(\/|$)/.test(path);
const isAsset = (path) => !path.endsWith('.ts') && !path.endsWith('.md');

/** The sources of dist, tests and fixtures left out. */
const sources = () => filesBelow('src', inBuild);

export async function build() {
  const files = sources();
  const stamp = hashFiles([...files, 'scripts/bundle.mjs', 'package-lock.json']);
  if (readStamp('dist/.croft-built') === stamp) return;
  console.log('task: building dist');
  // Beside the old one, then swapped: a build that fails leaves the running farm what it runs from.
  rmSync(join(root, 'dist.new'), { recursive: true, force: true });
  // Loaded here, because a fresh checkout has no bundler before its first install.
  const { bundle } = await import('./bundle.mjs');
  try {
    await bundle('dist.new');
  } catch (error) {
    rmSync(join(root, 'dist.new'), { recursive: true, force: true });
    throw new Error('the build failed', { cause: error });
  }
  for (const asset of files.filter(isAsset)) {
    const target = join(root, 'dist.new', asset.slice('src/'.length));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, asset), target);
  }
  writeStamp('dist.new/.croft-built', stamp);
  swapIn('dist.new', 'dist');
  // Loads every command once, so that the compiled code of all lies beside them: a start finds it there (see src/main.ts).
  await run(pinnedNode(), ['dist/main.js', 'help'], { quiet: true });
}

export async function buildWeb() {
  if (!existsSync(join(root, 'web/index.html'))) return;
  const stamp = hashFiles([...filesBelow('web'), 'schema.graphql', 'node_modules/vite/package.json']);
  if (readStamp('web/dist/.croft-built') === stamp) return;
  console.log('task: building web/dist');
  const own = JSON.parse(readFileSync(join(root, 'web/package.json'), 'utf8')).scripts?.build;
  const code = own
    ? await run('npm', ['run', '--silent', 'build', '--workspace', 'web'])
    : await run(pinnedNode(), ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn']);
  if (code !== 0) throw new Error('the build of the page failed; the lines above say where');
  writeStamp('web/dist/.croft-built', stamp);
}

function swapIn(fresh, place) {
  const old = join(root, `${place}.old`);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(join(root, place))) renameSync(join(root, place), old);
  renameSync(join(root, fresh), join(root, place));
  rmSync(old, { recursive: true, force: true });
}
