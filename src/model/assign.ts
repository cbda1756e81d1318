import type { BedKind } from './bed.ts';
import type { JobId, PrinterId } from './ids.ts';
import { type FilamentNeed, type LoadedSpool, type MaterialCode, materialReason } from './material.ts';
import type { PhaseKind } from './phase.ts';
import {
  planSlots,
  planUnknown,
  type ReportedSlot,
  type SlotChoice,
  type SlotCode,
  slotContents,
  type SlotPlan,
} from './slots.ts';

/**
 * Which print goes where, and why every other job waits (JO4). PURE: the same question has the same answer, and the answer that
 * decides is the answer that a person reads.
 */

export interface AssignableJob {
  readonly id: JobId;
  /** Copies that no print is making or has made: what is still owed (JO3). */
  readonly owed: number;
  /** Higher goes first. */
  readonly priority: number;
  /** The order that people gave the queue; lower goes first among equals (JO6). */
  readonly order: number;
  readonly held: boolean;
  /** A printer must carry all of these. */
  readonly tags: readonly string[];
  /** Only these printers; empty means any. */
  readonly printerIds: readonly PrinterId[];
  /** `card`: what lies on the printer's own card. */
  readonly fileKind: 'gcode' | 'bgcode' | '3mf' | 'card';
  /** What each tool must hold; empty: whatever is there (JO5). */
  readonly filaments: readonly FilamentNeed[];
  /** What a person chose, by printer. */
  readonly slots: readonly JobSlot[];
}

export interface JobSlot extends SlotChoice {
  readonly printerId: PrinterId;
}

export interface AssignablePrinter {
  readonly id: PrinterId;
  readonly name: string;
  readonly tags: readonly string[];
  /** Taken out of service by a person. */
  readonly held: boolean;
  readonly fileKinds: readonly string[];
  /** Null when its machine has never reported. */
  readonly phase: PhaseKind | null;
  readonly bed: BedKind;
  readonly reachable: boolean;
  readonly linked: boolean;
  readonly configurationPending: boolean;
  /** A print holds it in the database already (CK7). */
  readonly taken: boolean;
  /** What people say is loaded; empty where nobody says. */
  readonly spools: readonly LoadedSpool[];
  /** What the printer itself says that it holds; empty where it says nothing. */
  readonly slots: readonly ReportedSlot[];
}

export type WaitCode =
  | 'job-held'
  | 'all-copies-under-way'
  | 'no-printers'
  | 'other-printers-wanted'
  | 'tags-missing'
  | 'file-kind'
  | MaterialCode
  | SlotCode
  | 'printer-held'
  | 'never-connected'
  | 'network-disconnected'
  | 'printer-unreachable'
  | 'configuration-pending'
  | 'bed-unverified'
  | 'awaiting-retrieval'
  | 'faulted'
  | 'stopped'
  | 'busy'
  | 'behind-others';

export interface WaitReason {
  /** Null when it concerns the whole farm. */
  readonly printerId: PrinterId | null;
  readonly code: WaitCode;
  /** One sentence for a person. */
  readonly text: string;
}

export interface Assignment {
  readonly jobId: JobId;
  readonly printerId: PrinterId;
}

export interface Assignments {
  readonly assignments: readonly Assignment[];
  readonly waiting: readonly { readonly jobId: JobId; readonly reasons: readonly WaitReason[] }[];
}

/** The whole farm at once. Printers are offered in the order given; each takes at most one print. */
export function assign(jobs: readonly AssignableJob[], printers: readonly AssignablePrinter[]): Assignments {
  const assignments: Assignment[] = [];
  const waiting: { jobId: JobId; reasons: readonly WaitReason[] }[] = [];
  const given = new Set<PrinterId>();
  for (const job of inOrder(jobs)) {
    let owed = job.held ? 0 : job.owed;
    for (const printer of printers) {
      if (owed === 0) break;
      if (given.has(printer.id) || whyNot(job, printer) !== null) continue;
      given.add(printer.id);
      assignments.push({ jobId: job.id, printerId: printer.id });
      owed--;
    }
    if (job.held || owed > 0 || job.owed === 0)
      waiting.push({ jobId: job.id, reasons: whyWaiting(job, printers, given) });
  }
  return { assignments, waiting };
}

/** The job that one free printer takes: the first in order that fits. `jobs` must be in order already (`inOrder`). */
export function jobFor(printer: AssignablePrinter, jobs: readonly AssignableJob[]): AssignableJob | null {
  return jobs.find((job) => !job.held && job.owed > 0 && whyNot(job, printer) === null) ?? null;
}

export function inOrder(jobs: readonly AssignableJob[]): AssignableJob[] {
  return [...jobs].sort((a, b) => b.priority - a.priority || a.order - b.order || (a.id < b.id ? -1 : 1));
}

/** Every reason why a job is not being printed now: its own, or one per printer. */
export function whyWaiting(
  job: AssignableJob,
  printers: readonly AssignablePrinter[],
  given: ReadonlySet<PrinterId> = new Set(),
): readonly WaitReason[] {
  const farm = (code: WaitCode, text: string): WaitReason[] => [{ printerId: null, code, text }];
  if (job.held) return farm('job-held', 'The job is on hold.');
  if (job.owed === 0) return farm('all-copies-under-way', 'Every copy is being printed or is done.');
  if (printers.length === 0) return farm('no-printers', 'The farm has no printers yet.');
  return printers.map(
    (printer): WaitReason =>
      whyNot(job, printer) ?? {
        printerId: printer.id,
        code: 'behind-others',
        text: given.has(printer.id)
          ? `${printer.name} takes a job that comes first.`
          : `${printer.name} takes it next.`,
      },
  );
}

/** The first reason why this printer cannot take this job now; null when it can. Lasting reasons come before passing ones. */
export function whyNot(job: AssignableJob, printer: AssignablePrinter): WaitReason | null {
  const because = (code: WaitCode, text: string): WaitReason => ({ printerId: printer.id, code, text });
  const { name } = printer;
  if (job.printerIds.length > 0 && !job.printerIds.includes(printer.id)) {
    return because('other-printers-wanted', `${name} is not among the printers chosen for this job.`);
  }
  const missing = job.tags.filter((tag) => !printer.tags.includes(tag));
  if (missing.length > 0)
    return because('tags-missing', `${name} lacks ${missing.map((tag) => `“${tag}”`).join(', ')}.`);
  if (!printer.fileKinds.includes(job.fileKind)) {
    const isCard = job.fileKind === 'card';
    const text = isCard ? `${name} prints nothing from its card.` : `${name} cannot print ${job.fileKind} files.`;
    return because('file-kind', text);
  }
  const material = whyNotOfThese(job, printer);
  if (material !== null) return because(material.code, material.text);
  if (printer.held) return because('printer-held', `${name} is out of service.`);
  if (printer.phase === null) return because('never-connected', `${name} has not connected yet.`);
  if (!printer.linked) return because('network-disconnected', `The link to the machine of ${name} is down.`);
  return phaseReason(printer, because) ?? null;
}

function whyNotOfThese(
  job: AssignableJob,
  printer: AssignablePrinter,
): { readonly code: WaitCode; readonly text: string } | null {
  const plan = slotPlan(job, printer);
  if (plan !== null) return plan.kind === 'refused' ? plan : null;
  return materialReason(printer.name, job.filaments, printer.spools);
}

/** Which slot each filament of a job would come from at a printer; null where the printer tells of no slots, or the file of no filaments. */
export function slotPlan(
  { filaments, slots }: Pick<AssignableJob, 'filaments' | 'slots'>,
  printer: Pick<AssignablePrinter, 'id' | 'name' | 'slots' | 'spools'>,
): SlotPlan | null {
  if (printer.slots.length === 0) return null;
  if (filaments.length === 0) return planUnknown(printer.name, printer.slots);
  const choices = slots.filter(({ printerId }) => printerId === printer.id);
  return planSlots(printer.name, filaments, slotContents(printer.slots, printer.spools), choices);
}

function phaseReason(
  printer: AssignablePrinter,
  because: (code: WaitCode, text: string) => WaitReason,
): WaitReason | null {
  const { name, phase } = printer;
  if (phase === 'faulted') return because('faulted', `${name} has a fault that a person must look at.`);
  if (phase === 'stopped') return because('stopped', `${name} was stopped by the emergency stop.`);
  if (phase === 'awaiting-retrieval') return because('awaiting-retrieval', `${name} still carries its last print.`);
  if (!printer.reachable) return because('printer-unreachable', `${name} does not answer.`);
  if (phase === 'unverified')
    return because('bed-unverified', `Nobody has confirmed that the bed of ${name} is clear.`);
  if (printer.taken || phase !== 'ready') return because('busy', `${name} is busy.`);
  if (printer.bed !== 'clear')
    return because('bed-unverified', `Nobody has confirmed that the bed of ${name} is clear.`);
  if (printer.configurationPending) return because('configuration-pending', `${name} is about to take new settings.`);
  return null;
}
