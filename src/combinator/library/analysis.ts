import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileProblem } from '#gcode/file-problem';
import type { PrintFileFormat } from '#gcode/print-file';
import type { Clock } from '#lib/clock';
import type { FilePicture } from './file-pictures.ts';
import type { KeptMetadata } from './kept-metadata.ts';

/** What became of reading one file. `failed`: nobody can say (a fault of ours, the disk, or too slow), so it is kept. */
export type Analysis =
  | {
      readonly kind: 'print-file';
      readonly format: PrintFileFormat;
      readonly metadata: KeptMetadata;
      readonly warnings: readonly string[];
      readonly pictures: readonly FilePicture[];
    }
  | { readonly kind: 'refused'; readonly problem: FileProblem }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads files in a thread of its own (ME1); one at a time, in the order asked. */
export interface Analyser extends AsyncDisposable {
  /** Never rejects. */
  analyse(path: string): Promise<Analysis>;
}

export interface AnalysisRequest {
  readonly id: number;
  readonly path: string;
}

/** A file that takes longer is given up with its thread: a file made to be slow must not stop all uploads. */
const ANALYSIS_LIMIT_MS = 30_000;
/** Heap of the thread; beyond, it dies alone and the file counts as unreadable. */
const HEAP_LIMIT_MB = 256;

interface Waiting extends AnalysisRequest {
  readonly resolve: (analysis: Analysis) => void;
}

export function createAnalyser({ clock }: { readonly clock: Clock }): Analyser {
  /** Bounded by the uploads under way, which the HTTP side limits. */
  const waiting: Waiting[] = [];
  let worker: Worker | null = null;
  let current: { readonly asked: Waiting; readonly timer: Disposable } | null = null;
  let lastId = 0;
  let disposed = false;

  function threadOf(): Worker {
    if (worker !== null) return worker;
    // The same extension as this file's own: `.ts` from source, `.js` in dist.
    const entry = new URL(`./analysis-worker${extname(import.meta.url)}`, import.meta.url);
    const made = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB } });
    made.unref();
    made.on('message', ({ id, analysis }: { id: number; analysis: Analysis }) => {
      if (current?.asked.id === id) finish(analysis);
    });
    made.on('error', (error) => lost(made, error.message));
    made.on('exit', () => lost(made, 'the thread that reads files ended'));
    worker = made;
    return made;
  }

  /** A thread that died takes the file it was reading with it, and nothing else. */
  function lost(which: Worker, reason: string): void {
    if (worker !== which) return;
    worker = null;
    finish({ kind: 'failed', reason });
  }

  function finish(analysis: Analysis): void {
    const done = current;
    current = null;
    done?.timer[Symbol.dispose]();
    done?.asked.resolve(analysis);
    next();
  }

  function next(): void {
    if (current !== null) return;
    const asked = waiting.shift();
    if (asked === undefined) return;
    if (disposed) {
      asked.resolve({ kind: 'failed', reason: 'the library is closing' });
      return next();
    }
    const thread = threadOf();
    const timer = clock.schedule(ANALYSIS_LIMIT_MS, () => {
      worker = null;
      void thread.terminate();
      finish({ kind: 'failed', reason: `reading it took longer than ${ANALYSIS_LIMIT_MS / 1000} s` });
    });
    current = { asked, timer };
    thread.postMessage({ id: asked.id, path: asked.path } satisfies AnalysisRequest);
  }

  return {
    analyse(path) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve) => {
        waiting.push({ id, path, resolve });
        next();
      });
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      const ending = worker;
      worker = null;
      if (current !== null) finish({ kind: 'failed', reason: 'the library is closing' });
      else next();
      await ending?.terminate();
    },
  };
}
