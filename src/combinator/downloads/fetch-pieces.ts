import type { FileDigest } from '#model/ids';
import type { PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';
import { CHUNK_LIMIT_BYTES } from '#wire/limits';
import { downloadErrors, errorOf, isPassing } from './download-errors.ts';

/** Asks the machine of one printer; never rejects. */
export type AskPrinter = (ask: PrinterFileAsk) => Promise<PrinterFileAnswer | Uint8Array>;

export interface FetchParts {
  readonly ask: AskPrinter;
  readonly path: string;
  readonly signal: AbortSignal;
  /** After a failure that may be over: waits, and resolves with false when there have been enough (DL5). */
  readonly mayTryAgain: () => Promise<boolean>;
  /** Once, before the first byte; a rejection ends it. */
  readonly opened: (file: { readonly sizeBytes: number | null; readonly modifiedAt: number | null }) => Promise<void>;
  /** Bytes that have come in all. */
  readonly got: (bytes: number) => void;
  /** The machine's own digest of what the printer sent; null when it has not seen all of it. */
  readonly ended: (digest: FileDigest | null) => void;
}

/**
 * A file of a printer, piece by piece, each asked for when the one before it was taken (DL2: neither side holds more than one). A link
 * or a printer that breaks off is gone on from where it was, if the file is still the same one.
 */
export async function* fetchPieces(parts: FetchParts): AsyncGenerator<Uint8Array, undefined> {
  const { path, signal } = parts;
  let offset = 0;
  let first: { readonly sizeBytes: number | null; readonly modifiedAt: number | null } | null = null;
  let isOpen = false;
  for (;;) {
    signal.throwIfAborted();
    try {
      if (!isOpen) {
        const file = await asked(parts, { kind: 'open', path, offset }, 'opened');
        if (first === null) await parts.opened(file);
        else if (first.sizeBytes !== file.sizeBytes || first.modifiedAt !== file.modifiedAt)
          throw errorOf('changed', `“${path}” has changed on the printer while it was being fetched.`);
        first ??= { sizeBytes: file.sizeBytes, modifiedAt: file.modifiedAt };
        isOpen = true;
      }
      const answer = await orAborted(parts.ask({ kind: 'read', path, offset, length: CHUNK_LIMIT_BYTES }), signal);
      if (answer instanceof Uint8Array) {
        offset += answer.length;
        parts.got(offset);
        yield answer;
        continue;
      }
      if (answer.kind === 'refused') throw errorOf(answer.reason, answer.message);
      if (answer.kind !== 'end' || answer.sizeBytes !== offset)
        throw downloadErrors.brokenOff({ message: `The machine’s answer does not fit after ${offset} bytes` });
      parts.ended(answer.digest);
      return;
    } catch (error) {
      isOpen = false;
      // Another file than before: what has come is worth nothing, and whoever asked begins anew.
      const isOther = offset > 0 && (error as { code?: string }).code === 'printer-file-changed';
      if (signal.aborted || isOther || !isPassing(error) || !(await parts.mayTryAgain())) throw error;
    }
  }
}

/** A person who ends it does not wait for a printer that hangs. */
function orAborted<T>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function asked<K extends PrinterFileAnswer['kind']>(
  { ask, signal }: Pick<FetchParts, 'ask' | 'signal'>,
  what: PrinterFileAsk,
  wanted: K,
): Promise<Extract<PrinterFileAnswer, { kind: K }>> {
  const answer = await orAborted(ask(what), signal);
  if (answer instanceof Uint8Array) throw errorOf('broken-off', 'The machine sent bytes where words were asked for.');
  if (answer.kind === 'refused') throw errorOf(answer.reason, answer.message);
  if (answer.kind !== wanted) throw errorOf('broken-off', `The machine answered ${answer.kind} to ${what.kind}.`);
  return answer as Extract<PrinterFileAnswer, { kind: K }>;
}
