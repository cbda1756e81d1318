import type { PrintFileFormat } from '#gcode/print-file';

/** Models are kept beside what was sliced from them, and are never printed. */
export type ModelFormat = 'stl' | 'step' | 'model-3mf';

/** What a file of the library is, as its record says it. */
export type FileKind = PrintFileFormat | ModelFormat;

const MODELS: ReadonlySet<string> = new Set<ModelFormat>(['stl', 'step', 'model-3mf']);

export const isModel = (kind: string): boolean => MODELS.has(kind);
