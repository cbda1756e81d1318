import type { Dropped } from './drop-zone.tsx';

/** More are a slip of the hand: a whole disk dropped by accident. */
const FILES_MAX = 5000;
/** Of a dropped folder only what the library may keep is taken; a single file is always tried, and refused with a reason. */
const WANTED = /\.(gcode|gco|g|bgcode|3mf|stl|step|stp)$/i;

/** The dropped files, and those in dropped folders, each with the folder that it lay in. */
export async function droppedFiles(dropped: DataTransfer): Promise<readonly Dropped[]> {
  // Read before the first wait: afterwards the browser has emptied the list.
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry());
  const files = [...dropped.files];
  if (!entries.some((entry) => entry?.isDirectory === true)) return files.map((file) => ({ file, folder: '' }));
  const found: Dropped[] = [];
  for (const entry of entries) if (entry !== null) await collect(entry, '', found);
  return found;
}

/** What a person chose as a folder, to come into the folder `into` of the library: `webkitRelativePath` of each begins with the folder’s own name. */
export function chosenFolder(files: readonly File[], into: string): readonly Dropped[] {
  return files
    .filter(
      ({ name, webkitRelativePath: path }) =>
        WANTED.test(name) && !path.split('/').some((part) => part.startsWith('.')),
    )
    .slice(0, FILES_MAX)
    .map((file) => ({
      file,
      folder: [...(into === '' ? [] : [into]), ...file.webkitRelativePath.split('/').slice(0, -1)].join('/'),
    }));
}

async function collect(entry: FileSystemEntry, folder: string, found: Dropped[]): Promise<void> {
  if (found.length >= FILES_MAX || entry.name.startsWith('.')) return;
  if (entry.isFile) {
    if (folder !== '' && !WANTED.test(entry.name)) return;
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ file, folder });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
  // A reader gives a hundred at a time, and nothing at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const one of some) await collect(one, inside, found);
  }
}
