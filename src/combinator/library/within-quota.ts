import { shelfErrors } from './shelf-errors.ts';

/** What the files of the library may have in all, and have. */
export interface Quota {
  readonly quotaBytes: number;
  readonly usedBytes: number;
}

/** Stops an upload that did not say how large it is as soon as it is too large. */
export async function* withinQuota(bytes: AsyncIterable<Uint8Array>, quota: Quota | null): AsyncGenerator<Uint8Array> {
  let got = 0;
  for await (const piece of bytes) {
    got += piece.length;
    if (quota !== null && quota.usedBytes + got > quota.quotaBytes)
      throw shelfErrors.quota({ ...quota, neededBytes: got });
    yield piece;
  }
}
