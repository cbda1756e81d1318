/** What a printer shows of the task that it works on, whichever numbers its protocol says it with. PURE. */
export type Doing =
  | 'resting'
  | 'working'
  | 'pausing'
  | 'paused'
  | 'resuming'
  | 'stopping'
  | 'stopped'
  | 'complete'
  | 'failed'
  /** It says nothing of a print: a number that nobody knows, or something that it does besides. */
  | 'unknown';

export interface TaskView {
  readonly doing: Doing;
  /** Without its folders; it may stay after the end. */
  readonly file: string | null;
  readonly taskId: string | null;
  readonly fault: string | null;
  readonly elapsedSeconds: number;
  /** What it does besides prints, and would begin none meanwhile, as in “it levels its bed”; null for nothing of that kind. */
  readonly busyWith: string | null;
  /** That is taking a file, be it ours: it will pass by itself. */
  readonly takesFile: boolean;
}

const UNDER_WAY: ReadonlySet<Doing> = new Set<Doing>(['working', 'pausing', 'paused', 'resuming', 'stopping']);
export const isUnderWay = ({ doing, file }: TaskView): boolean => UNDER_WAY.has(doing) && file !== null;
export const isAtRest = ({ doing }: TaskView): boolean => !UNDER_WAY.has(doing) && doing !== 'unknown';

/** How the task that is shown has ended, where that is shown. */
export function outcomeShown({ doing }: TaskView): 'finished' | 'cancelled' | 'failed' | 'unknown' {
  if (doing === 'complete') return 'finished';
  if (doing === 'stopped') return 'cancelled';
  return doing === 'failed' ? 'failed' : 'unknown';
}

/** How the printer's history says that a task ended. */
export type Verdict =
  | { readonly kind: 'ended'; readonly outcome: 'finished' | 'cancelled' }
  | { readonly kind: 'ended'; readonly outcome: 'failed'; readonly reason: string }
  | { readonly kind: 'open' };
