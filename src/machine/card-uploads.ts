import { FileRefused } from '#drivers/printer-files';
import type { UploadId } from '#model/ids';
import type { PrintFile } from '#model/print';
import type { FileTrouble, PrinterFileAnswer, PrinterFileAsk } from '#model/printer-file';

/** What is to come to the card. */
export interface WishedUpload {
  readonly file: PrintFile;
  readonly name: string;
  readonly replace: boolean;
}

/** Bytes of the file that went over the wire; null while it is fetched and checked. */
type Told = (bytes: number | null) => void;

/**
 * Files on their way to the card in the printer, as a combinator asks for them: it begins one and asks how far it is, so that nothing
 * hangs on one link. The last one is remembered with its end; whoever asks for another hears that nobody knows it.
 */
export interface CardUploads {
  /** Asked for again under its id it is the same. */
  begin(ask: Extract<PrinterFileAsk, { kind: 'card-upload' }>): PrinterFileAnswer;
  state(id: UploadId): PrinterFileAnswer;
  /** Answers before it is over. */
  cancel(id: UploadId): PrinterFileAnswer;
  end(): void;
}

interface Upload {
  readonly id: UploadId;
  readonly abort: AbortController;
  answer: PrinterFileAnswer;
  over: boolean;
}

const PREPARING: PrinterFileAnswer = { kind: 'uploading', step: 'preparing', doneBytes: 0 };

/** @param write brings it there, or rejects with `FileRefused` */
export function createCardUploads(
  write: (upload: WishedUpload, signal: AbortSignal, told: Told) => Promise<void>,
): CardUploads {
  let last: Upload | null = null;

  function start({ id, file, name, replace }: Extract<PrinterFileAsk, { kind: 'card-upload' }>): Upload {
    const upload: Upload = { id, abort: new AbortController(), answer: PREPARING, over: false };
    const told: Told = (bytes) => {
      upload.answer = bytes === null ? PREPARING : { kind: 'uploading', step: 'writing', doneBytes: bytes };
    };
    void write({ file, name, replace }, upload.abort.signal, told)
      .then(
        () => {
          upload.answer = { kind: 'done' };
        },
        (error: unknown) => {
          const reason = error instanceof FileRefused ? error.reason : 'refused';
          upload.answer = refused(reason, error instanceof Error ? error.message : String(error));
        },
      )
      .finally(() => {
        upload.over = true;
      });
    return upload;
  }

  const known = (id: UploadId): PrinterFileAnswer =>
    last?.id === id
      ? last.answer
      : refused('not-found', 'The machine knows nothing of it: it was started anew meanwhile.');

  return {
    begin(ask) {
      if (last !== null && last.id !== ask.id && !last.over)
        return refused('busy', 'Another file is on its way to the card.');
      if (last?.id !== ask.id) last = start(ask);
      return last.answer;
    },
    state: known,
    cancel(id) {
      if (last?.id === id) last.abort.abort();
      return known(id);
    },
    end: () => last?.abort.abort(),
  };
}

const refused = (reason: FileTrouble, message: string): PrinterFileAnswer => ({ kind: 'refused', reason, message });
