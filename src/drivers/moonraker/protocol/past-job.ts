import { isRecord } from './message.ts';

/** A job of Moonraker's own history. */
export interface PastJob {
  readonly id: string;
  readonly filename: string;
  readonly status: string;
  /** Seconds since the epoch. */
  readonly startedAt: number;
}

/** Numbers count up from the first at every printer: with its beginning a job is that of one printer alone. */
export const jobKey = ({ id, startedAt }: Pick<PastJob, 'id' | 'startedAt'>): string => `${id} ${startedAt}`;

/** What the history says of a print that nobody here saw end (MA10). */
export type Verdict =
  | { readonly kind: 'ended'; readonly outcome: 'finished' | 'cancelled' | 'failed' }
  /** Klipper or its host stopped under it: nobody knows where the head stood. */
  | { readonly kind: 'broken'; readonly status: string }
  | { readonly kind: 'under-way' }
  | { readonly kind: 'never-began' };

/** The answer to `server.history.list`, newest first. */
export function readHistory(answer: unknown): readonly PastJob[] {
  const jobs = isRecord(answer) && Array.isArray(answer.jobs) ? answer.jobs : [];
  return jobs.flatMap((job) => {
    if (!isRecord(job) || typeof job.job_id !== 'string' || typeof job.filename !== 'string') return [];
    return [
      {
        id: job.job_id,
        filename: job.filename,
        status: typeof job.status === 'string' ? job.status : '',
        startedAt: typeof job.start_time === 'number' ? job.start_time : 0,
      },
    ];
  });
}

/** File names carry the id of their print, so that the history speaks of it and of no other. */
export function verdictOf(jobs: readonly PastJob[], filename: string): Verdict {
  const job = jobs.find((each) => each.filename === filename);
  switch (job?.status) {
    case undefined:
      return { kind: 'never-began' };
    case 'completed':
      return { kind: 'ended', outcome: 'finished' };
    case 'cancelled':
      return { kind: 'ended', outcome: 'cancelled' };
    case 'error':
      return { kind: 'ended', outcome: 'failed' };
    case 'in_progress':
      return { kind: 'under-way' };
    default:
      return { kind: 'broken', status: job?.status ?? '' };
  }
}
