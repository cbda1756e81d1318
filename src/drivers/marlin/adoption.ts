import type { DriverContext, PrintToDrive, SpoolRecord } from '#drivers/driver';
import type { LastStand } from '#model/continuation';
import type { AdoptInto, PrinterErrorCode } from '#model/phase';
import type { Locating } from './protocol/locate.ts';
import type { Numbering } from './protocol/numbering.ts';
import { ANSWERS_NEEDED, NO_PROOF, resume } from './protocol/resume.ts';
import { SESSION_BASE } from './protocol/spool-state.ts';
import { type RunNote, readNote, writeNote } from './run-note.ts';
import { whereItStood } from './where-it-stood.ts';

export interface AdoptionParts {
  readonly context: DriverContext;
  readonly locate: (reservedTo: number, handed: number | null) => Promise<Locating>;
  /** Whether what the record says of the firmware makes it one that compares no line numbers. */
  readonly isUncounted: (firmware: string | null) => boolean;
  /** How long nobody has spoken with the printer by now. */
  readonly gapMs: () => number;
}

export type Adoption =
  | {
      readonly kind: 'goes-on';
      readonly numbering: Numbering;
      readonly note: RunNote;
      readonly next: number;
      readonly line: number;
      readonly into: 'printing' | 'paused' | 'cancelling';
      readonly gapMs: number;
    }
  /** It was reported how. */
  | { readonly kind: 'ended' };

/** Tells from the record, the port and the printer itself whether a print goes on and where; else reports its end (MA10). */
export async function adoptPrint(print: PrintToDrive, into: AdoptInto, parts: AdoptionParts): Promise<Adoption> {
  const { context } = parts;
  const { port, spoolRecord: record } = context;
  if (port === null) return lose(print, context, 'port-lost', 'The port of the printer is gone.');
  const ours = record !== null && record.printId === print.printId;
  const portUnbroken = record !== null && record.portSession === port.session;
  if (record === null || !portUnbroken || port.touched) {
    const reason = portUnbroken ? NO_PROOF['port-touched'] : NO_PROOF['port-reopened'];
    const stood = record?.printId === print.printId ? stoodBy(record) : '';
    const last = ours && !parts.isUncounted(readNote(record.note).identity.firmware) ? lastStandBy(record) : undefined;
    return lose(print, context, 'resume-unproven', `The print cannot go on: ${reason}.${stood}`, last);
  }
  if (ours && parts.isUncounted(readNote(record.note).identity.firmware)) {
    return lose(print, context, 'resume-unproven', `The print cannot go on: ${NO_PROOF.uncounted}.`);
  }
  const { handed, ...kept } = readNote(ours ? record.note : null);
  // It holds for this once, since the numbers go on from here: a process that dies from now on leaves two answers to be asked for.
  const note = { ...kept, handed: null };
  const forgotten = handed === null ? null : context.persistSpool({ ...record, note: writeNote(note) }).catch(() => {});
  const located = await parts.locate(Math.max(record.reservedTo, SESSION_BASE), handed);
  await forgotten;
  if (!ours) return neverBegan(print, located, context);
  const decision = resume(record, {
    answers: located.answers,
    portUnbroken,
    portTouched: port.touched,
    greeted: located.greeted,
    sameFile: record.digest === print.file.digest,
    gapMs: parts.gapMs(),
  });
  if (decision.kind === 'no-proof') {
    const reason = `The print cannot go on: ${NO_PROOF[decision.reason]}.${stoodBy(record)}`;
    return lose(print, context, 'resume-unproven', reason, lastStandBy(record));
  }
  if (note.leadsBack) {
    const reason = 'The machine restarted while the head was being led back to the object.';
    return lose(print, context, 'resume-unproven', reason, lastStandBy(record));
  }
  const { base, firstLine, reservedTo, exceptions } = record;
  const goesOn =
    into === 'printing' && (!decision.attended || isAstray(record, Math.max(...located.answers))) ? 'paused' : into;
  return {
    kind: 'goes-on',
    numbering: { base, firstLine, reservedTo, exceptions },
    note,
    next: decision.next,
    line: decision.line,
    into: goesOn === 'unverified' ? 'paused' : goesOn,
    gapMs: parts.gapMs(),
  };
}

/** As the record has it, which is written ahead of some hundred lines at a time. */
const stoodBy = (record: SpoolRecord): string =>
  whereItStood({ taken: readNote(record.note).checkpoint?.line ?? 0, lines: null, layer: 0, z: 0 });

/** What the process before this one had written down last: it may have come further by a layer, or by as much as it took to write. */
function lastStandBy({ note: text, firstLine }: SpoolRecord): LastStand {
  const { sent, pause, leadsBack, cancelScript, objects, scripts } = readNote(text);
  const taken = Math.max(0, sent, firstLine - scripts.start.length);
  const led = pause !== null || leadsBack || cancelScript === 'numbered';
  return { taken, sent: null, leftOut: objects.skips.length > 0, led };
}

/**
 * The record is of the time before this print: its base never came to disk, so no byte of it was ever written (MA7). If the printer
 * also proves that it was not reset, nothing has moved.
 */
function neverBegan(print: PrintToDrive, located: Locating, context: DriverContext): Adoption {
  const whole = located.answers.length === ANSWERS_NEEDED && located.answers.every((each) => each >= SESSION_BASE);
  if (!whole || located.greeted) {
    return lose(print, context, 'resume-unproven', `The print cannot go on: ${NO_PROOF['printer-greeted']}.`);
  }
  const message = 'The machine restarted before the first line of the print was sent; nothing moved.';
  const error = { code: 'blind-while-preparing', message, at: context.clock.now() } as const;
  context.report({ kind: 'print-ended', printId: print.printId, outcome: 'failed', moved: false, error });
  return { kind: 'ended' };
}

function lose(
  print: PrintToDrive,
  context: DriverContext,
  code: PrinterErrorCode,
  message: string,
  stood?: LastStand,
): Adoption {
  const error = { code, message, at: context.clock.now() };
  context.report({ kind: 'print-lost', printId: print.printId, error, ...(stood === undefined ? {} : { stood }) });
  return { kind: 'ended' };
}

/**
 * Whether the head may be between the object and its parking place, or wherever a person has moved it: relative moves of a pause, and
 * no way back (`returnTo`) whose last command the printer has taken. Only a resume leads it back.
 */
function isAstray({ exceptions }: SpoolRecord, taken: number): boolean {
  const away = exceptions.findLast(({ text }) => text === 'G91');
  const back = exceptions.findLast(({ text }) => /^G0 F[\d.]+$/.test(text));
  return away !== undefined && (back === undefined || back.number < away.number || back.number > taken);
}
