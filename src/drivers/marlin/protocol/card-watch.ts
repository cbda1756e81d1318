import type { Reply } from './reply.ts';

/**
 * What becomes of a print that the printer reads from its own card, by what it says of it (M27 and its reports). One word may be older than
 * what it seems to tell of, may be lost, or come late: so an end is only what the printer has said twice over, or with a reason. PURE.
 */
export interface CardWatch {
  /** Of the file, as the person who began it was shown or the printer said when it opened it. Null: nobody knew, so that any may be it. */
  readonly size: number | null;
  /** The byte up to which it has said to have read. */
  readonly at: number;
  /** It has said that the file is done. */
  readonly done: boolean;
  /** `Not SD printing`, in a row, and since when (ms of a clock that only runs on). */
  readonly idles: number;
  readonly idleSince: number;
  /** It has been idle since it was last heard of at a byte that fits. */
  readonly idled: boolean;
  /** Words, in a row, of another file, or of this one begun anew. One alone may be damaged. */
  readonly others: number;
  /** Nothing is concluded from idleness before this (MA11a). */
  readonly settlesAt: number;
}

/** `ended`: it reads the file no more, and nobody can say why. `other`: somebody at the printer began another print. */
export type CardEnd = 'runs' | 'finished' | 'ended' | 'other';

const IDLES_NEEDED = 3;
const OTHERS_NEEDED = 2;
const IDLE_MS = 4_000;

export const newCardWatch = (size: number | null, at: number, settlesAt: number): CardWatch => ({
  size,
  at,
  done: false,
  idles: 0,
  idleSince: 0,
  idled: false,
  others: 0,
  settlesAt,
});

/** `SD printing byte 123/4567` (Marlin), `SD printing byte 123/4567.` and the like; null for every other line. */
export function bytesIn(text: string): { readonly at: number; readonly size: number } | null {
  const found = /^SD printing byte (\d{1,15})\/(\d{1,15})(?!\d)/.exec(text);
  return found === null ? null : { at: Number(found[1]), size: Number(found[2]) };
}

export function cardHeard(watch: CardWatch, reply: Reply, now: number): CardWatch {
  if (reply.kind !== 'card') return watch;
  switch (reply.card) {
    case 'printing': {
      const bytes = bytesIn(reply.text);
      // A number that broke off on the way says nothing.
      if (bytes === null) return watch;
      const isSized = bytes.size === (watch.size ?? bytes.size);
      const fits = isSized && bytes.at <= bytes.size && (bytes.at >= watch.at || !watch.idled);
      if (!fits) return { ...watch, idles: 0, others: watch.others + 1 };
      return { ...watch, idles: 0, idled: false, others: 0, at: bytes.at };
    }
    case 'done':
      return { ...watch, done: true };
    case 'idle':
      return { ...watch, idled: true, idles: watch.idles + 1, idleSince: watch.idles === 0 ? now : watch.idleSince };
    case 'opened':
      return watch;
  }
}

/** What may be concluded now. */
export function cardEnd(watch: CardWatch, now: number): CardEnd {
  if (watch.others >= OTHERS_NEEDED) return 'other';
  if (watch.done) return 'finished';
  if (watch.idles < IDLES_NEEDED || now - watch.idleSince < IDLE_MS || now < watch.settlesAt) return 'runs';
  return watch.size !== null && watch.at >= watch.size ? 'finished' : 'ended';
}

/** Idleness up to now tells of a pause. */
export const forgetIdle = (watch: CardWatch): CardWatch => ({ ...watch, idles: 0 });
