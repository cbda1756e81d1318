import type { FileProblem } from '#gcode/file-problem';
import { defineErrors, errorEntry } from '#lib/user-error';

/** What people meet who give a file to the library, or take one from it. */
export const libraryErrors = defineErrors({
  refused: errorEntry<{ name: string; problem: FileProblem }>({
    code: 'file-refused',
    cause: ({ name, problem }) =>
      `${name} was not taken in: ${problem.rule}${problem.found === '' ? '' : ` (found: ${problem.found})`}.`,
    remedy: ({ problem }) => `${capital(problem.remedy)}.`,
    field: ({ problem }) => problem.field,
    rule: ({ problem }) => problem.code,
  }),
  badName: errorEntry<{ name: string }>({
    code: 'bad-file-name',
    cause: ({ name }) => `${JSON.stringify(name)} is no name for a file.`,
    remedy: 'Use 1 to 200 characters without slashes and control characters.',
    field: 'name',
  }),
  needed: errorEntry<{ name: string; jobs: number }>({
    code: 'file-needed',
    cause: ({ name, jobs }) => `${name} is needed by ${jobs === 1 ? 'a job' : `${jobs} jobs`} of the queue.`,
    remedy: 'Cancel those jobs first.',
  }),
  plateNeeded: errorEntry<{ name: string; plates: readonly number[] }>({
    code: 'plate-needed',
    cause: ({ name }) => `${name} has several plates, and each is looked at by itself.`,
    remedy: ({ plates }) => `Name one of its plates: ${plates.join(', ')}.`,
    field: 'plate',
  }),
  unreadable: errorEntry<{ name: string; reason: string }>({
    code: 'file-unreadable',
    cause: ({ name, reason }) => `${name} could not be read line by line: ${reason}.`,
    remedy: 'Upload it again. If that does not help, export it again from the slicer.',
  }),
  noMesh: errorEntry<{ name: string }>({
    code: 'no-mesh',
    cause: ({ name }) => `${name} has no triangles to be drawn.`,
    remedy: 'Models are shown as STL and as 3MF. Export it in one of them.',
  }),
  unknown: errorEntry<{ digest: string }>({
    code: 'unknown-library-file',
    cause: () => 'The library has no such file.',
    remedy: 'It may have been deleted meanwhile: load the page again.',
    field: 'digest',
  }),
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
