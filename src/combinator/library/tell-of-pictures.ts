import type { FileDigest } from '#model/ids';
import type { Transaction } from '#storage/storage';
import type { Events, EventSubject } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';
import type { Analysis } from './analysis.ts';

/** What became of a file's pictures (ME2, ME3). A file without one prints as well. */
export async function tellOfPictures(
  tx: Transaction<FarmSchema>,
  events: Events,
  subject: EventSubject,
  digest: FileDigest,
  analysis: Exclude<Analysis, { kind: 'refused' }>,
  kept: boolean,
): Promise<void> {
  const count = analysis.kind === 'print-file' ? analysis.pictures.length : 0;
  if (kept) return events.emit(tx, 'file-thumbnails-processed', subject, { digest, pictures: count });
  await events.emit(tx, 'thumbnail-processing-failed', subject, { digest, reason: whyNone(analysis, count) });
}

function whyNone(analysis: Exclude<Analysis, { kind: 'refused' }>, count: number): string {
  if (analysis.kind === 'failed') return analysis.reason;
  if (count > 0) return 'The disk refused the pictures.';
  return analysis.warnings.find((warning) => warning.includes('picture')) ?? 'It brings none, and none can be drawn.';
}
