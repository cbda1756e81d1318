import { defineErrors, errorEntry } from '#lib/user-error';

export const shelfErrors = defineErrors({
  badFolder: errorEntry<{ path: string; rule: string }>({
    code: 'bad-folder',
    cause: ({ path, rule }) => `${JSON.stringify(path.slice(0, 80))} cannot be a folder: ${rule}.`,
    remedy: 'Use names of 1 to 80 characters, with a slash between a folder and the one in it, at most eight deep.',
    field: 'folder',
    rule: ({ rule }) => rule,
  }),
  folderTaken: errorEntry<{ path: string }>({
    code: 'folder-taken',
    cause: ({ path }) => `There is a folder “${path}” already.`,
    remedy: 'Choose another name, or move the files into it.',
    field: 'folder',
  }),
  badTag: errorEntry<{ tag: string }>({
    code: 'bad-tag',
    cause: ({ tag }) => `${JSON.stringify(tag.slice(0, 80))} cannot be a tag.`,
    remedy: 'Use 1 to 40 characters without commas, and at most 32 tags for a file.',
    field: 'tags',
  }),
  tooMany: errorEntry<{ limit: number }>({
    code: 'too-many-files',
    cause: ({ limit }) => `More than ${limit} files at once are not changed.`,
    remedy: 'Choose fewer, and do it again for the rest.',
    field: 'digests',
  }),
  notAModel: errorEntry<{ name: string }>({
    code: 'not-a-model',
    cause: ({ name }) => `${name} cannot be linked that way: a model is linked with what was sliced from it.`,
    remedy: 'Choose an STL, STEP or unsliced 3MF file, and a sliced file.',
  }),
  quota: errorEntry<{ quotaBytes: number; neededBytes: number; usedBytes: number }>({
    code: 'library-full',
    cause: ({ quotaBytes, usedBytes, neededBytes }) =>
      `The library may hold ${megabytes(quotaBytes)} and holds ${megabytes(usedBytes)}: ${megabytes(neededBytes)} more do not fit.`,
    remedy: 'Empty the trash, delete files, or allow the library more room.',
  }),
});

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
