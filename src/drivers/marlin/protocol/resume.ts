import { type Numbering, LOWEST_BASE, isNumbering, lineAt } from './numbering.ts';

/** What is known when a machine process comes back in the middle of a print (MA10). */
export interface ResumeEvidence {
  /** The last numbers accepted, as the printer answered each of the probes. */
  readonly answers: readonly number[];
  /** The descriptor is of the same open of the port as the record's. */
  readonly portUnbroken: boolean;
  /** The guardian wrote to the port (stop, heaters off). */
  readonly portTouched: boolean;
  /** A greeting was read. */
  readonly greeted: boolean;
  /** The record's file is the file at hand. */
  readonly sameFile: boolean;
  /** How long nobody spoke with the printer. */
  readonly gapMs: number;
}

export type ResumeDecision =
  /** The next number, and the file line that it or the next number without an exception carries. */
  | { readonly kind: 'resume'; readonly next: number; readonly line: number; readonly attended: boolean }
  | { readonly kind: 'no-proof'; readonly reason: NoProof };

export type NoProof =
  | 'record-damaged'
  | 'port-reopened'
  | 'port-touched'
  | 'printer-greeted'
  | 'other-file'
  | 'no-answer'
  | 'answers-differ'
  | 'counter-below-base'
  | 'counter-beyond-reserve'
  | 'uncounted';

/** One answer may be garbled, for replies carry no checksum; the same number twice from different probes is taken for true. */
export const ANSWERS_NEEDED = 2;
/** Somebody may have taken a half-made object off by then: the print comes back paused, and a person decides. */
const UNATTENDED_GAP_MS = 60_000;

/** Whether a print may go on, with all of MA10's proofs (a)–(e), and where. Nothing is guessed. */
export function resume(record: Numbering, evidence: ResumeEvidence): ResumeDecision {
  const reason = missingProof(record, evidence);
  if (reason !== null) return { kind: 'no-proof', reason };
  const accepted = evidence.answers[0] ?? record.base;
  return {
    kind: 'resume',
    next: accepted + 1,
    line: lineAt(record, accepted + 1),
    attended: evidence.gapMs <= UNATTENDED_GAP_MS,
  };
}

function missingProof(record: Numbering, evidence: ResumeEvidence): NoProof | null {
  // (c) and (a): each exception has its number, and the base is one that chance can have drawn.
  if (!isNumbering(record) || record.base < LOWEST_BASE) return 'record-damaged';
  if (!evidence.portUnbroken) return 'port-reopened'; // (d)
  if (evidence.portTouched) return 'port-touched'; // (d)
  if (evidence.greeted) return 'printer-greeted'; // (d)
  if (!evidence.sameFile) return 'other-file'; // (e)
  const { answers } = evidence;
  if (answers.length < ANSWERS_NEEDED) return 'no-answer';
  const [accepted = 0] = answers;
  if (answers.some((each) => each !== accepted)) return 'answers-differ';
  if (accepted < record.base) return 'counter-below-base'; // (b): it was reset, or never began
  return accepted > record.reservedTo ? 'counter-beyond-reserve' : null; // (b)
}

/** As a person reads it. */
export const NO_PROOF: Readonly<Record<NoProof, string>> = {
  'record-damaged': 'the record of the print on disk is damaged',
  'port-reopened': 'the port was closed and opened again meanwhile, which may have reset the printer',
  'port-touched': 'the printer was stopped or cooled down while nobody was driving it',
  'printer-greeted': 'the printer has started anew',
  'other-file': 'the file is not the one that was printing',
  'no-answer': 'the printer did not tell the last line that it accepted',
  'answers-differ': 'the printer told different numbers for the last line that it accepted',
  'counter-below-base': 'the printer counts from below the first line of this print, as it does after a reset',
  'counter-beyond-reserve': 'the printer counts lines that this print never sent',
  uncounted: 'this firmware does not count lines, so that nobody can tell which of them it has printed',
};
