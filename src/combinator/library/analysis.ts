import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ArcLimits } from '#gcode/arc-fit';
import type { WeldedLines } from '#gcode/arc-welder';
import type { FileProblem } from '#gcode/file-problem';
import type { FullAnalysis } from '#gcode/full-analysis';
import type { PrintFileFormat } from '#gcode/print-file';
import type { PathFacts } from '#gcode/tool-paths';
import type { Clock } from '#lib/clock';
import type { FilePicture } from './file-pictures.ts';
import type { KeptMetadata } from './kept-metadata.ts';
import type { ModelFormat } from './kinds.ts';
import type { PlateContent } from './verify-plates.ts';

/** What became of reading one file. `failed`: nobody can say (a fault of ours, the disk, or too slow), so it is kept. */
export type Analysis =
  | {
      readonly kind: 'print-file';
      readonly format: PrintFileFormat;
      readonly metadata: KeptMetadata;
      readonly warnings: readonly string[];
      readonly pictures: readonly FilePicture[];
      /** Of a 3MF, the G-code of each plate. */
      readonly plates: readonly PlateContent[];
    }
  /** Nothing to print, and kept beside what is sliced from it. */
  | {
      readonly kind: 'model';
      readonly format: ModelFormat;
      readonly metadata: KeptMetadata;
      readonly warnings: readonly string[];
      readonly pictures: readonly FilePicture[];
    }
  | { readonly kind: 'refused'; readonly problem: FileProblem }
  | { readonly kind: 'failed'; readonly reason: string };

/** What became of welding arcs. */
export type WeldReading =
  | { readonly kind: 'welded'; readonly lines: WeldedLines }
  | { readonly kind: 'failed'; readonly reason: string };

/** What became of looking at every line of a file. */
export type FullReading =
  | { readonly kind: 'analysed'; readonly analysis: FullAnalysis }
  /** The file has several plates, and none of them or no such one was named. */
  | { readonly kind: 'plate-needed' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Counts up whenever ways are written otherwise than before: what an older Croft wrote is made anew. */
export const PATHS_WRITTEN = 2;

/** The layers of a file whose ways were written to `<place>.paths` and, as seen from afar, to `<place>.far`; this itself to `<place>.json`. */
export interface PathIndex extends PathFacts {
  readonly written: typeof PATHS_WRITTEN;
  readonly layers: readonly {
    readonly zMm: number | null;
    readonly near: PiecePlace;
    readonly far: PiecePlace;
  }[];
}

/** Where in its file a layer stands. */
export interface PiecePlace {
  readonly offset: number;
  readonly bytes: number;
}

/** What became of cutting a file into layers. */
export type PathReading =
  | { readonly kind: 'cut'; readonly index: PathIndex }
  | { readonly kind: 'plate-needed' }
  | { readonly kind: 'failed'; readonly reason: string };

/** What became of reading the triangles of a model: `gcode/mesh-encoding` of them. */
export type MeshReading =
  | { readonly kind: 'mesh'; readonly bytes: Uint8Array }
  /** It has none: STEP, or nothing in it. */
  | { readonly kind: 'no-mesh' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads files in a thread of its own (ME1); one at a time, in the order asked. */
export interface Analyser extends AsyncDisposable {
  /** A file is on its way: the thread starts meanwhile, and not when all have to wait for it. */
  prepare(): void;
  /** What a file says of itself, and its picture: the one that it brings, or (unless `draw` is false) one that is drawn. Never rejects. */
  analyse(path: string, draw?: boolean): Promise<Analysis>;
  /** What its moves tell, layer by layer; of a file with several plates, of one. Never rejects. */
  analyseFully(path: string, format: PrintFileFormat, plate: number | null): Promise<FullReading>;
  /** Writes the ways of the nozzle, layer by layer, to `<place>.paths`, `.far` and `.json`. Never rejects. */
  cutIntoLayers(path: string, format: PrintFileFormat, plate: number | null, place: string): Promise<PathReading>;
  /** The triangles of a model, to be drawn. Never rejects. */
  readMesh(path: string): Promise<MeshReading>;
  /** Writes a G-code file with its round walls welded into arcs to `place`. Never rejects. */
  weldArcs(path: string, place: string, limits: ArcLimits): Promise<WeldReading>;
}

export type AnalysisRequest = {
  readonly id: number;
  readonly path: string;
} & (
  | { readonly kind: 'metadata'; readonly draw: boolean }
  | { readonly kind: 'full'; readonly format: PrintFileFormat; readonly plate: number | null }
  | { readonly kind: 'paths'; readonly format: PrintFileFormat; readonly plate: number | null; readonly place: string }
  | { readonly kind: 'mesh' }
  | { readonly kind: 'weld'; readonly place: string; readonly limits: ArcLimits }
);

/** What an analyser answers, by the kind of the request. */
export type AnyReading = Analysis | FullReading | PathReading | MeshReading | WeldReading;

/** The answer to the request of the same id and kind. */
export type AnalysisAnswer = { readonly id: number; readonly answer: AnyReading };

/**
 * A file that takes longer is given up with its thread: a file made to be slow must not stop all uploads. Every line of a file takes
 * longer, and is read in a thread that no upload waits for.
 */
const LIMIT_MS: Readonly<Record<AnalysisRequest['kind'], number>> = {
  metadata: 30_000,
  full: 180_000,
  paths: 180_000,
  mesh: 180_000,
  weld: 180_000,
};
/** Heap of the thread; beyond, it dies alone and the file counts as unreadable. */
const HEAP_LIMIT_MB = 256;

interface Waiting {
  readonly request: AnalysisRequest;
  readonly resolve: (answer: AnyReading) => void;
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
    made.on('message', ({ id, answer }: AnalysisAnswer) => {
      if (current?.asked.request.id === id) finish(answer);
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

  function finish(answer: AnyReading): void {
    const done = current;
    current = null;
    done?.timer[Symbol.dispose]();
    done?.asked.resolve(answer);
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
    const limitMs = LIMIT_MS[asked.request.kind];
    const timer = clock.schedule(limitMs, () => {
      worker = null;
      void thread.terminate();
      finish({ kind: 'failed', reason: `reading it took longer than ${limitMs / 1000} s` });
    });
    current = { asked, timer };
    thread.postMessage(asked.request);
  }

  function ask(request: AnalysisRequest): Promise<AnyReading> {
    return new Promise((resolve) => {
      waiting.push({ request, resolve });
      next();
    });
  }

  return {
    prepare(): void {
      if (!disposed) threadOf();
    },
    analyse: (path, draw = true) => ask({ id: ++lastId, kind: 'metadata', path, draw }) as Promise<Analysis>,
    analyseFully: (path, format, plate) =>
      ask({ id: ++lastId, kind: 'full', path, format, plate }) as Promise<FullReading>,
    cutIntoLayers: (path, format, plate, place) =>
      ask({ id: ++lastId, kind: 'paths', path, format, plate, place }) as Promise<PathReading>,
    readMesh: (path) => ask({ id: ++lastId, kind: 'mesh', path }) as Promise<MeshReading>,
    weldArcs: (path, place, limits) => ask({ id: ++lastId, kind: 'weld', path, place, limits }) as Promise<WeldReading>,
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
