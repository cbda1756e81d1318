import type { Log } from '#lib/log-types';
import type { FileDigest } from '#model/ids';
import type { Storage } from '#storage/storage';
import type { Events } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';
import { readByThisVersion } from './kept-metadata.ts';
import type { Library } from './library.ts';

/**
 * Reads files anew that an older version of Croft read, which did not know all that is asked of them now (which nozzle a filament was sliced
 * for, say): when a job of one is added, and those of open jobs at the start. Until then nobody asks, and a library of ten thousand is not read
 * through.
 */
export interface ReadAgain extends AsyncDisposable {
  /** Resolves when nothing is being read, and nothing waits to be. */
  idle(): Promise<void>;
}

/** Only their filaments have nozzles, and their plates parts. */
const KIND = '3mf';

export function createReadAgain(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Pick<Events, 'onCommitted'>;
  readonly library: Pick<Library, 'readAgain'>;
  readonly log: Log;
}): ReadAgain {
  const { storage, events, library, log } = parts;
  /** A file that cannot be read stays as it is until the next start. */
  const tried = new Set<string>();
  let hasEnded = false;
  /** One after the other. */
  let work: Promise<void> = Promise.resolve();

  const look = (job: string | null): void => {
    work = work
      .then(() => readOlder(job))
      .catch((error: unknown) => log.error({ err: error }, 'a file of a job could not be read anew'));
  };

  async function readOlder(job: string | null): Promise<void> {
    if (hasEnded) return;
    let query = storage.read
      .selectFrom('job')
      .innerJoin('library_file', 'library_file.digest', 'job.digest')
      .select(['library_file.digest', 'library_file.metadata'])
      .distinct()
      .where('library_file.kind', '=', KIND)
      .where('library_file.metadata', 'is not', null)
      .where('job.owed', '>', 0);
    if (job !== null) query = query.where('job.id', '=', job);
    for (const { digest, metadata } of await query.execute()) {
      if (hasEnded || tried.has(digest) || readByThisVersion(metadata)) continue;
      tried.add(digest);
      await library.readAgain(digest as FileDigest);
    }
  }

  const listening = events.onCommitted((name, { jobId }) => {
    if (name === 'job-created' && jobId != null) look(jobId);
  });
  look(null);

  return {
    async idle() {
      for (let before: Promise<void> | null = null; before !== work; ) {
        before = work;
        await before;
      }
    },
    async [Symbol.asyncDispose]() {
      hasEnded = true;
      listening[Symbol.dispose]();
      await work;
    },
  };
}
