import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import { ERRORS } from '@tus/server';
import { freedWhenRead } from '#lib/freed-when-read';

/** The store of uploads that go on where they broke off; the memory of their pieces is freed as they are written. */
export class UnfinishedUploads extends FileStore {
  /** Where the upload goes on next. */
  override async write(bytes: Readable, id: string, offset: number): Promise<number> {
    let at = offset;
    try {
      await using file = await open(join(this.directory, id), 'r+');
      for await (const piece of freedWhenRead(bytes))
        for (let done = 0; done < piece.length; ) {
          const { bytesWritten } = await file.write(piece, done, piece.length - done, at);
          done += bytesWritten;
          at += bytesWritten;
        }
    } catch {
      // The store's own word for it; how far it came is read from the file when the upload goes on.
      throw ERRORS.FILE_WRITE_ERROR;
    }
    return at;
  }
}
