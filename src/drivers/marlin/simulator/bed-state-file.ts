import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { PhysicalBed } from './physical-bed.ts';

const errors = defineErrors({
  badState: errorEntry<{ readonly file: string; readonly reason: string }>({
    code: 'simulator-state-unreadable',
    cause: ({ file, reason }) => `the bed's state in ${file} cannot be read (${reason})`,
    remedy: 'Remove the file (the simulated bed is empty then), or name another with --state.',
    field: '--state',
  }),
});

/** What lay on the bed when the simulator last ran; a missing file is an empty bed. */
export function readBedState(file: string): { readonly extrudedMm: number } | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw errors.badState({ file, reason: String(error) });
  }
  try {
    const { object } = JSON.parse(text) as { object: { extrudedMm: number } | null };
    return object === null ? null : { extrudedMm: Number(object.extrudedMm) };
  } catch (error) {
    throw errors.badState({ file, reason: String(error) });
  }
}

/** Whole or not at all: a reader never meets half a file. */
export function writeBedState(file: string, { object }: PhysicalBed): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify({ object: object === null ? null : { extrudedMm: object.extrudedMm } }));
  renameSync(fresh, file);
}
