import { lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { defineErrors, errorEntry } from './user-error.ts';

const errors = defineErrors({
  unsafe: errorEntry<{ name: string; rule: string }>({
    code: 'unsafe-path',
    cause: ({ name }) => `The name ${JSON.stringify(name.slice(0, 100))} does not stay inside its folder.`,
    remedy: 'Use a plain relative name with forward slashes.',
    field: 'name',
    rule: ({ rule }) => rule,
  }),
});

/** What file systems allow for one part of a path. */
const PART_LIMIT_BYTES = 255;

/**
 * The path of `name` inside `root`, or the error `unsafe-path`. Names come from printers, archives and people: no
 * traversal, no absolute path, no NUL or other control character, no backslash (a separator to others), and no
 * symbolic link on the way that leads out of `root`. `root` must exist; what `name` names need not. The name must be
 * decoded already, once. Who can change links inside `root` at the same moment is trusted.
 */
export function safeJoin(root: string, name: string): string {
  const refuse = (rule: string) => errors.unsafe({ name, rule });
  if (name === '') throw refuse('not empty');
  if (name.includes('\\')) throw refuse('no backslash');
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) throw refuse('no control characters');
  if (name.startsWith('/')) throw refuse('relative');
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) throw refuse('no empty, . or .. part');
  if (parts.some((part) => Buffer.byteLength(part) > PART_LIMIT_BYTES)) throw refuse('parts of at most 255 bytes');

  const realRoot = realpathSync(root);
  let current = realRoot;
  for (const part of parts) {
    current = path.join(current, part);
    if (!isLink(current)) continue;
    const target = resolveLink(current);
    if (target === undefined || !isInside(realRoot, target)) throw refuse('no link that leads out');
    current = target;
  }
  return current;
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Undefined for a link that leads nowhere: where it would lead after a later change is anyone's guess. */
function resolveLink(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/** A comparison of prefixes would let `/p1x` pass for `/p1` (DL4). */
function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}
