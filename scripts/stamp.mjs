/** Stamps: a hash of what a step read, written after the step succeeded, so that nothing is done twice and a broken-off step is done again. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './process.mjs';

/** SHA-256 over names and contents; a missing file counts as missing, not as empty. */
export function hashFiles(files, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const file of [...files].sort()) {
    hash.update(`\0${file}\0`);
    try {
      hash.update(readFileSync(join(root, file)));
    } catch {
      hash.update('missing');
    }
  }
  return hash.digest('hex');
}

/** Every file below a folder of the repository, as paths from the root; `keep` decides on each path, folders included. */
export function filesBelow(folder, keep = () => true) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.') || !keep(path)) return [];
    return entry.isDirectory() ? filesBelow(path, keep) : [path];
  });
}

export function readStamp(path) {
  try {
    return readFileSync(join(root, path), 'utf8').trim();
  } catch {
    return '';
  }
}

export function writeStamp(path, value) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), `${value}\n`);
}

export function removeStamp(path) {
  rmSync(join(root, path), { force: true });
}
