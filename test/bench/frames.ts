/** One frame of a page: what its thread worked from the end of the last one to the end of this one. */
export interface Frame {
  /** Processor time, ms. */
  readonly busyMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** A task of the browser's event loop. */
const TASK = 'RunTask';
/** In it the page draws. */
const DRAWN = 'Commit';

/** Reads a trace of Chromium (categories toplevel and devtools.timeline): of the thread that draws most. What follows its last frame is none. */
export function framesOf(trace: Uint8Array): readonly Frame[] {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace)) as { traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}.${tid}`;
  const mains = new Set(
    traceEvents.filter(({ ph, args }) => ph === 'M' && args?.name === 'CrRendererMain').map(threadOf),
  );
  const drawn = new Map<string, number[]>();
  for (const event of traceEvents) {
    const thread = threadOf(event);
    if (event.name !== DRAWN || !mains.has(thread)) continue;
    const all = drawn.get(thread) ?? [];
    all.push(event.ts);
    drawn.set(thread, all);
  }
  const [thread, times] = [...drawn].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  if (thread === undefined || times === undefined) throw new Error('the trace holds no frame');
  times.sort((a, b) => a - b);
  const tasks = traceEvents
    .filter((event) => event.name.endsWith(TASK) && event.ph === 'X' && threadOf(event) === thread)
    .sort((a, b) => a.ts - b.ts);
  const frames: Frame[] = [];
  let busy = 0;
  let at = 0;
  let end = 0;
  for (const { ts, dur = 0, tdur } of tasks) {
    // A task within another is in it.
    if (ts < end) continue;
    end = ts + dur;
    busy += (tdur ?? dur) / 1_000;
    const from = at;
    while ((times[at] ?? Number.POSITIVE_INFINITY) < end) at++;
    if (at === from) continue;
    frames.push({ busyMs: busy });
    busy = 0;
  }
  return frames;
}
