import { rename, rm, writeFile } from 'node:fs/promises';

/** A picture under its name when it is whole, and no half of one where the disk had no room for it. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const part = `${path}.part`;
  try {
    await writeFile(part, bytes, { mode: 0o600 });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
