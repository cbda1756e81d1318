import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import { ERRORS, type Upload } from '@tus/server';
import { freedWhenRead } from '#lib/freed-when-read';
import type { TakenUploads } from './taken-uploads.ts';

/** The store of uploads that go on where they broke off; the memory of their pieces is freed as they are written. */
export class UnfinishedUploads extends FileStore {
  readonly #taken: TakenUploads<Upload, unknown>;

  constructor(options: ConstructorParameters<typeof FileStore>[0], taken: TakenUploads<Upload, unknown>) {
    super(options);
    this.#taken = taken;
  }

  /** One that has come whole is there to be asked about when its bytes are in the library. */
  override async getUpload(id: string): Promise<Upload> {
    return this.#taken.get(id) ?? super.getUpload(id);
  }

  override async remove(id: string): Promise<void> {
    this.#taken.forget(id);
    await super.remove(id);
  }

  /** Of an upload that is in the library, or refused. */
  removeBytes(id: string): Promise<void> {
    return super.remove(id);
  }

  /** Where the upload goes on next. */
  override async write(bytes: Readable, id: string, offset: number): Promise<number> {
    // Nothing of it is missing; whoever sends nothing more asks for its answer.
    if (this.#taken.get(id) !== null) return offset;
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
