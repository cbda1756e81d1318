/** Installs the packages when package.json, the lock file or the host changed since the last install. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './process.mjs';
import { hashFiles, readStamp, removeStamp, writeStamp } from './stamp.mjs';

const STAMP = 'node_modules/.croft-installed';
/** The parts of a package.json that decide what is installed; a new script is no reason to install again. */
const PARTS = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides', 'workspaces', 'allowScripts'];

const wanted = (file) => {
  try {
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
    return JSON.stringify(PARTS.map((part) => manifest[part] ?? null));
  } catch (error) {
    if (file !== 'package.json') return '';
    throw new Error(`package.json cannot be read: ${error.message}`);
  }
};

/** The stamp that an install of this checkout on this host would leave. */
export const installStamp = () =>
  hashFiles(
    ['package-lock.json', '.npmrc'],
    [wanted('package.json'), wanted('web/package.json'), process.platform, process.arch].join('\n'),
  );

const complete = () =>
  existsSync(join(root, 'node_modules/node/bin/node')) &&
  existsSync(join(root, 'node_modules/typescript/package.json'));

export async function install() {
  const stamp = installStamp();
  if (readStamp(STAMP) === stamp && complete()) return;
  removeStamp(STAMP);
  const locked = existsSync(join(root, 'package-lock.json'));
  console.log(`task: installing packages (npm ${locked ? 'ci' : 'install'}), once`);
  // NODE_ENV=production or omit=dev on the host would leave out the pinned Node and the compiler.
  const args = [
    locked ? 'ci' : 'install',
    '--include=dev',
    '--ignore-scripts=false',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const code = await run(npm[0], [...npm.slice(1), ...args]);
  if (code !== 0) throw new Error(`npm ended with ${code}; the lines above say why`);
  if (!complete())
    throw new Error(
      'npm said nothing, but the pinned Node or the compiler is missing; are install scripts forbidden on this host?',
    );
  writeStamp(STAMP, installStamp());
}
