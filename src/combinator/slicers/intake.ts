import type { JobSlot } from '#model/assign';
import type { PrinterId } from '#model/ids';
import { type Principal, targetText, type UploadTarget } from '../accounts/access.ts';
import type { Features } from '../features.ts';
import { printerErrors } from '../printers/printers.ts';
import { safeName } from './safe-name.ts';
import { uploadErrors } from './upload-errors.ts';

/** A file that has arrived, under the name that it got. */
export interface Arrived {
  readonly name: string;
  /** `plate`: of a file with several. */
  readonly print: (plate: number | null, slots: readonly JobSlot[]) => Promise<void>;
}

/** Takes files in for a target. A wish to print makes a job and nothing else: no upload starts a printer (MA15). */
export interface Intake {
  /** Where this upload goes, or an error: before a byte of it is read. */
  target(principal: Principal, asked: UploadTarget | null): Promise<UploadTarget>;
  take(
    sentName: string,
    bytes: AsyncIterable<Uint8Array>,
    sizeBytes: number | null,
    to: UploadTarget,
  ): Promise<Arrived>;
}

export function createIntake({ library, queue, printers }: Pick<Features, 'library' | 'queue' | 'printers'>): Intake {
  return {
    async target(principal, asked) {
      const only = principal.kind === 'key' ? principal.target : null;
      if (only !== null && asked !== null && targetText(only) !== targetText(asked))
        throw uploadErrors.otherTarget({ target: targetText(only) });
      const target = only ?? asked ?? { kind: 'queue' };
      if (target.kind !== 'printer') return target;
      const known = (await printers.list()).some(({ id }) => id === target.printerId);
      if (!known) throw printerErrors.unknown({ id: target.printerId });
      return target;
    },
    async take(sentName, bytes, sizeBytes, to) {
      const name = safeName(sentName);
      const { digest } = await library.upload(name, bytes, sizeBytes);
      return {
        name,
        async print(plate, slots) {
          await queue.add({
            digest,
            name,
            copies: 1,
            priority: 0,
            tags: to.kind === 'tag' ? [to.tag] : [],
            printerIds: to.kind === 'printer' ? [to.printerId as PrinterId] : [],
            held: false,
            plate,
            slots,
          });
        },
      };
    },
  };
}
