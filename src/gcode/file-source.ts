import { fileProblem, type FileProblem } from './file-problem.ts';

/** A file that can be read anywhere. `read` gives exactly `length` bytes unless the file has become shorter. */
export interface FileSource {
  readonly sizeBytes: number;
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
}

/** Exactly these bytes; null when the file has become shorter than it said. */
export async function readExactly(source: FileSource, offset: number, length: number): Promise<Uint8Array | null> {
  if (length === 0) return new Uint8Array(0);
  const chunk = await source.read(offset, length);
  return chunk.length === length ? chunk : null;
}

/** What a reader found out: its value, or why the file is refused. */
export type Read<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'refused'; readonly problem: FileProblem };

export function found<Value>(value: Value): Read<Value> {
  return { kind: 'read', value };
}

/** Refuses a file for a fault at `field`, such as `block 7`. */
export function refusedAt(
  field: string,
  code: Parameters<typeof fileProblem>[0],
  what: string,
): Extract<Read<never>, { kind: 'refused' }> {
  return { kind: 'refused', problem: { ...fileProblem(code, what), field } };
}
