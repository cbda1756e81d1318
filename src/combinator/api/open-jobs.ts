import type { Kysely } from 'kysely';
import { takenByPrints } from '../materials/store.ts';
import { jobsByIds, openJobIds } from '../queue/store.ts';
import type { FarmSchema } from '../schema.ts';
import type { JobState, WaitingReasonState } from './farm-state.ts';
import type { FarmReader, JobSources } from './read-farm.ts';

/** What of the jobs may have changed since they were read last. */
export interface JobChanges {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
  /** The library. */
  readonly files: boolean;
  /** What prints took from spools. */
  readonly spools: boolean;
}

export interface OpenJobsRead {
  readonly jobs: Readonly<Record<string, JobState>>;
  readonly order: readonly string[];
}

/**
 * The first jobs of the queue, of which only those are read again that changed: each print that ends changes one job, and a queue has
 * hundreds. Why they wait is asked anew each time, since it speaks of printers. A job in which nothing changed stays the same object.
 */
export interface OpenJobs {
  /** `before`: as they were shown last, with the measurements that came since. */
  read(before: Readonly<Record<string, JobState>>, changes: JobChanges): Promise<OpenJobsRead>;
}

export function createOpenJobs(parts: {
  readonly db: () => Kysely<FarmSchema>;
  readonly reader: FarmReader;
  readonly limit: number;
}): OpenJobs {
  const { db, reader, limit } = parts;
  /** As read last, one entry per job that is shown. */
  let known = new Map<string, JobSources>();

  /** Of jobs that are known: those whose file is another one in the library now. */
  async function withOtherFiles(): Promise<readonly string[]> {
    const read = new Map([...known.values()].map(({ row, file }) => [row.digest, file]));
    const others = await reader.otherFiles(read);
    return [...known.values()].filter(({ row }) => others.has(row.digest)).map(({ row }) => row.id);
  }

  /** Of jobs that are known: those whose prints took other amounts than they had. */
  async function withOtherAmounts(): Promise<readonly string[]> {
    const now = await takenByPrints(db(), [...known.keys()]);
    const isSame = ({ prints, taken }: JobSources): boolean =>
      prints.every(({ id }) => {
        const [before, after] = [taken.get(id), now.get(id)];
        return before?.grams === after?.grams && before?.cost === after?.cost;
      });
    return [...known.values()].filter((each) => !isSame(each)).map(({ row }) => row.id);
  }

  async function read(before: Readonly<Record<string, JobState>>, changes: JobChanges): Promise<OpenJobsRead> {
    const stale = new Set(changes.ids);
    if (changes.files && !changes.all) for (const id of await withOtherFiles()) stale.add(id);
    if (changes.spools && !changes.all) for (const id of await withOtherAmounts()) stale.add(id);
    const ids = await openJobIds(db(), limit);
    const isFresh = (id: string): boolean =>
      !changes.all && !stale.has(id) && known.has(id) && before[id] !== undefined;
    const rows = await jobsByIds(
      db(),
      ids.filter((id) => !isFresh(id)),
    );
    const again = new Map((await reader.jobSources(rows)).map((sources) => [sources.row.id, sources]));
    const kept = new Map<string, JobSources>();
    for (const id of ids) {
      const sources = again.get(id) ?? (isFresh(id) ? known.get(id) : undefined);
      // One that was deleted between the two reads is gone; another reading follows.
      if (sources !== undefined) kept.set(id, sources);
    }
    known = kept;
    const all = [...kept.values()];
    const why = all.some(({ waits }) => waits !== null) ? await reader.reasons() : null;
    const jobs: Record<string, JobState> = {};
    const compared = new Map<readonly WaitingReasonState[], string>();
    const textOf = (reasons: readonly WaitingReasonState[]): string => {
      const text = compared.get(reasons) ?? JSON.stringify(reasons);
      compared.set(reasons, text);
      return text;
    };
    for (const sources of all) {
      const { id } = sources.row;
      const waiting = why === null || sources.waits === null ? [] : why(sources.waits);
      const shown = again.has(id) ? undefined : before[id];
      if (shown === undefined) jobs[id] = reader.jobOf(sources, waiting);
      else if (shown.waiting === waiting || textOf(shown.waiting) === textOf(waiting)) jobs[id] = shown;
      else jobs[id] = { ...shown, waiting };
    }
    return { jobs, order: [...kept.keys()] };
  }

  return { read };
}
