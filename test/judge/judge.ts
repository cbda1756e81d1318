import type { SimulatorRecord } from '../../src/drivers/marlin/simulator/recorder.ts';
import { whyNotThere, walkBack } from './continuations.ts';
import type { ContinuationRow, Evidence, PrinterEvidence, PrintRow } from './evidence.ts';
import { judgeHeld } from './held-prints.ts';
import { isOwn, type Session, sessionsOf, type Walk, walk } from './sessions.ts';

export type CheckId = 'CK1' | 'CK2' | 'CK3' | 'CK4' | 'CK5' | 'CK6' | 'CK7' | 'CK8' | 'CK9';

export interface Violation {
  readonly check: CheckId;
  readonly printerId: string | null;
  readonly what: string;
}

/** Heaters of a dead machine are off after this time, or a successor has shown itself (PR2, MA5). */
const HEATER_LIMIT_MS = 5_000;
/** A dead machine leaves this many lines in the ring and the receive buffer at most; more are a successor's. */
const LINES_LEFT_BEHIND = 24;
/** An emergency stop that was acknowledged reaches the printer within this time. */
const STOP_LIMIT_MS = 2_000;

/**
 * Decides from recordings alone whether the farm kept its promises (quality.md §2). Knows nothing of the code: physical truth is what
 * the simulated printers recorded, and the farm's words are held against it. No violation: an empty list.
 */
export function judge(evidence: Evidence): readonly Violation[] {
  const violations: Violation[] = [];
  const say = (check: CheckId, printerId: string | null, what: string): void => {
    violations.push({ check, printerId, what });
  };
  const runs = new Map<string, Physical>();
  for (const printer of evidence.printers) {
    for (const [printId, physical] of judgeWire(printer, evidence, say)) runs.set(printId, physical);
    for (const [printId, physical] of judgeHeld(printer, evidence, say)) runs.set(printId, physical);
    judgeBed(printer, evidence, say);
    judgeStops(printer, evidence, say);
    judgeJournals(printer, evidence, say);
    judgeHeaters(printer, evidence, say);
  }
  judgeOutcomes(evidence, runs, say);
  judgeHolding(evidence, say);
  if (evidence.settled) judgeRest(evidence, say);
  return violations;
}

export type Say = (check: CheckId, printerId: string | null, what: string) => void;

/** What one print did at its printer. */
export interface Physical {
  readonly starts: number;
  readonly executed: number;
  readonly whole: boolean;
}

/** The same of one whose lines came over a wire. */
interface Walked extends Physical {
  /** Index of the file line that must come next. */
  readonly next: number;
  /** When its last line was executed. */
  readonly lastAt: number;
}

const NOTHING: Walked = { starts: 0, executed: 0, next: 0, whole: false, lastAt: Number.NEGATIVE_INFINITY };

/** CK1, CK2 (cancel), CK4: the lines of each print, once and in order. */
function judgeWire(printer: PrinterEvidence, evidence: Evidence, say: Say): ReadonlyMap<string, Walked> {
  const { printerId, records } = printer;
  for (const record of records) {
    if (record.kind === 'anomaly')
      say('CK1', printerId, `the firmware saw line ${record.n} ${record.what} after ${record.after}`);
  }
  const { sessions, outside } = sessionsOf(records);
  for (const { text } of outside) if (!isOwn(text)) say('CK1', printerId, `“${text}” belongs to no print`);
  const physical = new Map<string, Walked>();
  for (const session of sessions) judgeSession(session, printer, evidence, physical, say);
  return physical;
}

function judgeSession(
  session: Session,
  { printerId, records }: PrinterEvidence,
  { prints, files, events, continuations }: Evidence,
  physical: Map<string, Walked>,
  say: Say,
): void {
  const moving = session.lines.find(({ text }) => !isOwn(text));
  if (moving === undefined) return;
  const print = prints.findLast((each) => each.printer_id === printerId && each.created_at <= moving.at);
  const file = print?.digest == null ? undefined : files.get(print.digest);
  if (print === undefined || file === undefined)
    return say('CK1', printerId, `“${moving.text}” was executed, and no print of a known file was assigned`);
  const row = continuations.find((each) => each.print_id === print.id);
  const before = physical.get(print.id) ?? NOTHING;
  const goesOn = before.starts > 0 && moving.text !== file[0] && moving.text === file[before.next];
  const starts = before.starts + (goesOn ? 0 : 1);
  const lastAt = session.lines.at(-1)?.at ?? session.at;
  const from = goesOn ? before.next : (row?.line ?? 0);
  let rest = session;
  let moved = 0;
  if (row !== undefined && !goesOn) {
    const taken = records.find((each) => isTaken(each) && each.at > lastLineOf(row, physical) && each.at <= moving.at);
    if (taken !== undefined)
      say('CK5', printerId, `print ${print.id} goes on with an object that was taken off at ${taken.at}`);
    const way = walkBack(session, row, file);
    if (way.wrong !== null) say('CK1', printerId, `print ${print.id}: “${way.wrong}” on the way back to its object`);
    moved = way.moved ? 1 : 0;
    rest = { ...session, lines: way.isDone ? session.lines.slice(way.taken) : [] };
  }
  const done: Walk = walk(rest, file, from, wasPaused(print.id, events));
  const executed = (goesOn ? before.executed : moved) + done.next - from;
  const whole = before.whole || done.next === file.length;
  physical.set(print.id, { starts, executed, next: done.next, whole, lastAt });
  if (starts > 1) say('CK4', printerId, `print ${print.id} began ${starts} times`);
  if (done.wrong !== null) {
    const { text, expected, behind } = done.wrong;
    say(
      'CK1',
      printerId,
      `print ${print.id}: “${text}” where line ${done.next} is “${expected ?? 'the end'}”, behind ${behind.join(' | ')}`,
    );
  }
  if (done.afterStop !== null)
    say('CK2', printerId, `print ${print.id}: “${done.afterStop}” after the safe-stop script had begun`);
}

const isTaken = (record: SimulatorRecord): boolean => record.kind === 'bed' && record.event === 'removed';

/** Of the print that left the object. */
const lastLineOf = ({ continues }: ContinuationRow, physical: ReadonlyMap<string, Walked>): number =>
  physical.get(continues)?.lastAt ?? Number.NEGATIVE_INFINITY;

/** Asked for, or because nobody had fed it for long when its machine came back (MA10). */
const wasPaused = (printId: string, events: Evidence['events']): boolean =>
  events.some((each) => each.name === 'print-paused' && each.print_id === printId);

/** CK2: an acknowledged stop reaches the wire, and nothing is executed behind it. */
function judgeStops({ printerId, records }: PrinterEvidence, { stops }: Evidence, say: Say): void {
  for (const stop of stops.filter((each) => each.printerId === printerId)) {
    const arrived = records.findIndex(
      (each) =>
        each.kind === 'emergency' &&
        each.code === 'M112' &&
        each.at >= stop.at - STOP_LIMIT_MS &&
        each.at <= stop.at + STOP_LIMIT_MS,
    );
    const stood = records.findLast((each) => (each.kind === 'killed' || each.kind === 'reset') && each.at <= stop.at);
    if (arrived === -1 && stood?.kind !== 'killed')
      say('CK2', printerId, `the stop acknowledged at ${stop.at} never came`);
    if (arrived === -1) continue;
    for (const record of records.slice(arrived + 1)) {
      if (record.kind === 'reset') break;
      if (record.kind === 'line') say('CK2', printerId, `“${record.text}” was executed behind an emergency stop`);
    }
  }
}

/** Errors of a print whose printer was lost, reset or unproven: nobody could know that the last line had been executed (MA10). */
const UNPROVEN = [
  'resume-unproven',
  'port-lost',
  'printer-reset',
  'printer-halted',
  'emergency-stop',
  'no-answer',
] as const;
const TERMINAL = ['done', 'closed', 'cancelled'];

/** CK3, CK7 (copies): the farm's word against what the printer did. */
function judgeOutcomes({ prints, events, jobs }: Evidence, runs: ReadonlyMap<string, Physical>, say: Say): void {
  const ends = new Map<string, number>();
  for (const event of events) {
    if (event.print_id === null) continue;
    if (event.name === 'print-ended') ends.set(event.print_id, (ends.get(event.print_id) ?? 0) + 1);
    const { from, to } = JSON.parse(event.payload) as { from?: string; to?: string };
    if (event.name === 'print-status-changed' && TERMINAL.includes(from ?? '') && to !== from)
      say('CK3', event.printer_id, `print ${event.print_id} went from ${from} to ${to}`);
  }
  for (const print of prints) {
    if ((ends.get(print.id) ?? 0) > 1)
      say('CK3', print.printer_id, `print ${print.id} ended ${ends.get(print.id)} times`);
    const wrong = disagrees(print, runs.get(print.id) ?? NOTHING);
    if (wrong !== null) say('CK3', print.printer_id, `print ${print.id}: ${wrong}`);
  }
  for (const job of jobs) {
    const made = prints.filter(
      (each) => each.job_id === job.id && (each.outcome === 'finished' || each.verdict === 'made'),
    );
    if (made.length > job.copies) say('CK7', null, `job ${job.id} made ${made.length} of ${job.copies} copies`);
  }
}

function disagrees(print: PrintRow, physical: Physical): string | null {
  if (print.found === 1 && print.digest === null) return null;
  const { executed, whole } = physical;
  const code = print.error === null ? '' : (JSON.parse(print.error) as { code: string }).code;
  switch (print.outcome) {
    case null:
      return TERMINAL.includes(print.status) ? `is ${print.status} without an outcome` : null;
    case 'finished':
      return whole ? null : `finished, and the printer executed ${executed} lines of it`;
    case 'never-started':
      return executed === 0 ? null : `never started, and the printer executed ${executed} lines of it`;
    case 'failed':
      return whole && !(UNPROVEN as readonly string[]).includes(code)
        ? `executed whole, and it failed (${code})`
        : null;
    case 'cancelled':
      return whole && print.cancel_wished === 0 ? 'executed whole, and cancelled by nobody' : null;
    default:
      return null;
  }
}

/** CK5: nothing is printed onto an object, and a person's word serves one stay of the bed. */
function judgeBed(
  { printerId, records }: PrinterEvidence,
  { events, prints, continuations }: Evidence,
  say: Say,
): void {
  for (const record of records) {
    if (record.kind === 'bed' && record.event === 'collision')
      say('CK5', printerId, `printed onto an object at ${record.at}`);
  }
  const served = new Set<string>();
  // Of what was found at the printer the farm tells after the fact; the simulated bed itself shows whether it fell onto something.
  const found = new Set(prints.filter((each) => each.found === 1).map(({ id }) => id));
  let isClear = false;
  /** The print that began last, and whether its bed was clear: it may turn out that nothing of it ever moved. */
  let begun: { readonly id: string; readonly isClear: boolean; readonly object: string | null } | null = null;
  let object: string | null = null;
  let stay: string | null = null;
  for (const [i, event] of events.entries()) {
    if (event.printer_id !== printerId) continue;
    if (event.name === 'bed-occupied' || event.name === 'bed-unknown') {
      isClear = false;
      stay = (JSON.parse(event.payload) as { bedId: string }).bedId;
    }
    if (event.name === 'print-found') object = event.print_id;
    if (event.name === 'bed-unknown') begun = null;
    // Whether really nothing moved is held against the wire by CK3.
    if (event.name === 'print-ended' && begun !== null && begun.id === event.print_id)
      if ((JSON.parse(event.payload) as { bed?: string }).bed === 'unchanged') ({ isClear, object } = begun);
    if (event.name === 'bed-cleared') {
      const { bedId } = JSON.parse(event.payload) as { bedId: string };
      if (served.has(bedId)) say('CK5', printerId, `bed ${bedId} was cleared twice`);
      served.add(bedId);
      isClear = true;
      object = stay = null;
    }
    if (event.name === 'print-started' && event.print_id !== null && !found.has(event.print_id)) {
      const row = continuations.find((each) => each.print_id === event.print_id);
      const wrong = row === undefined ? null : whyNotThere(row, { object, stay }, prints, events.slice(0, i));
      if (wrong !== null) say('CK5', printerId, `print ${event.print_id} ${wrong}`);
      if (row === undefined && !isClear)
        say('CK5', printerId, `print ${event.print_id} started on a bed that nobody had cleared`);
      begun = { id: event.print_id, isClear, object };
      object = event.print_id;
      isClear = false;
    }
  }
}

/** Facts that make exactly one event each, by their names. */
const ONE_EVENT_EACH = [
  'machine-started',
  'machine-crashed',
  'printer-connected',
  'printer-disconnected',
  'printer-error',
  'emergency-stop',
  'emergency-stop-standing',
  'config-applied',
  'bed-cleared',
  'print-accepted',
  'print-adopted',
];

/** CK6: what the machine wrote down took effect in the database, each entry once. */
function judgeJournals({ printerId, journals }: PrinterEvidence, { events, settled }: Evidence, say: Say): void {
  for (const { journalId, twice, last, applied } of journals) {
    for (const seq of twice) say('CK6', printerId, `journal ${journalId} has two entries ${seq}`);
    if ((applied ?? 0) > last) say('CK6', printerId, `entry ${applied} of ${journalId} was applied and never written`);
    if (settled && last > 0 && applied !== last)
      say('CK6', printerId, `journal ${journalId} ends at ${last}, and ${applied} is applied`);
  }
  const isWhole = journals.every(({ entries, last }) => entries.size === last);
  if (!isWhole || !settled) return;
  for (const kind of ONE_EVENT_EACH) {
    const written = journals.reduce((sum, { entries }) => sum + count(entries.values(), kind), 0);
    const told = events.filter((event) => event.printer_id === printerId && event.name === kind).length;
    if (written !== told) say('CK6', printerId, `${written} entries ${kind} made ${told} events`);
  }
}

function count(entries: Iterable<{ readonly kind: string }>, kind: string): number {
  let found = 0;
  for (const entry of entries) if (entry.kind === kind) found++;
  return found;
}

const HOLDING = ['assigned', 'printing', 'awaiting-retrieval', 'retrieved', 'failed', 'recovering'];

/** CK7: a printer has one print at a time, at every moment that was told of. */
function judgeHolding({ events, prints }: Evidence, say: Say): void {
  const holders = new Map<string, Set<string>>();
  for (const event of events) {
    if (event.print_id === null || event.printer_id === null) continue;
    const held = holders.get(event.printer_id) ?? new Set<string>();
    holders.set(event.printer_id, held);
    if (event.name === 'print-unassigned') held.delete(event.print_id);
    if (event.name !== 'print-status-changed') continue;
    const { to } = JSON.parse(event.payload) as { to: string };
    if (HOLDING.includes(to)) held.add(event.print_id);
    else held.delete(event.print_id);
    if (held.size > 1) say('CK7', event.printer_id, `holds ${held.size} prints: ${[...held].join(', ')}`);
  }
  const rows = new Map<string, string>();
  for (const print of prints.filter((each) => HOLDING.includes(each.status))) {
    const other = rows.get(print.printer_id);
    if (other !== undefined) say('CK7', print.printer_id, `holds ${other} and ${print.id}`);
    rows.set(print.printer_id, print.id);
  }
}

const BLOCKING = ['unverified', 'ready', 'paused', 'awaiting-retrieval', 'faulted', 'stopped'];

/** CK8: when the faults have ended nothing goes on by itself that does not end, and nothing waits for nobody. */
function judgeRest({ jobs, printers, prints }: Evidence, say: Say): void {
  const phases = new Map(printers.map(({ printerId, phase }) => [printerId, phase]));
  for (const { printerId, phase } of printers) {
    if (phase === null || !BLOCKING.includes(phase)) say('CK8', printerId, `has come to no rest: ${phase ?? 'unseen'}`);
  }
  for (const print of prints) {
    const open = print.status === 'assigned' || print.status === 'printing';
    if (open && phases.get(print.printer_id) !== 'paused')
      say('CK8', print.printer_id, `print ${print.id} is ${print.status} for ever`);
  }
  for (const job of jobs) {
    const paused = prints.some((each) => each.job_id === job.id && phases.get(each.printer_id) === 'paused');
    if (job.status === 'active' && !paused) say('CK8', null, `job ${job.id} is active for ever`);
  }
}

/**
 * CK9: nobody leaves a hot printer alone. Whoever dies with the machine, the guardian included, changes nothing: the next guardian
 * counts on from where the last one was seen alive. Only where the combinator died as well may nobody be left who starts one; then
 * the time runs from the combinator's return. And where one guardian after the other is killed before it can have acted, it runs from
 * the last of these deaths.
 */
function judgeHeaters({ printerId, records, phase }: PrinterEvidence, evidence: Evidence, say: Say): void {
  const { kills, settled } = evidence;
  const deaths = kills.filter(({ process, printerId: of }) => process === 'machine' && of === printerId);
  for (const death of deaths) {
    if (!isHeating(records, death.at)) continue;
    const around = kills.filter(({ at }) => Math.abs(at - death.at) <= HEATER_LIMIT_MS);
    const until = answerableFrom(evidence, death.at) + HEATER_LIMIT_MS;
    const ends = records.at(-1)?.at ?? 0;
    if (ends < until) continue;
    const after = records.filter((each) => each.at > death.at && each.at <= until);
    const isHelped = after.some(isProbe) || after.filter(isSent).length > LINES_LEFT_BEHIND;
    if (isHelped || !isHeating(records, until)) continue;
    const cold = records.find(({ at }) => at > until && !isHeating(records, at))?.at;
    const others = around.map((each) => `${each.process} ${each.printerId ?? ''} ${each.at - death.at}`).join(', ');
    say(
      'CK9',
      printerId,
      `heats ${Math.round((cold ?? ends) - death.at)} ms after its machine died (kills: ${others})`,
    );
  }
  if (settled && phase !== 'paused' && isHeating(records, Number.POSITIVE_INFINITY))
    say('CK9', printerId, `is left hot: ${phase ?? 'unseen'}, and nothing prints`);
}

/** The combinator's last return from an absence that began or lasted in this time or in that which heaters have; null without one. */
function returnWithin({ kills, returns }: Evidence, from: number, death: number): number | null {
  const end = death + HEATER_LIMIT_MS;
  const deaths = kills.filter(({ process, at }) => process === 'combinator' && at <= end);
  const backs = deaths.map(({ at }) => returns.find((back) => back > at) ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...backs);
  return last > from ? last : null;
}

/**
 * From when somebody answers for the heaters of a dead machine: from its death, but from the combinator's return where no guardian was
 * left that it could start, and from the last of guardians of which each had less time than heaters have.
 */
function answerableFrom(evidence: Evidence, death: number): number {
  const guardians = evidence.kills.filter(({ process }) => process === 'guardian').map(({ at }) => at);
  for (let from = death; ; ) {
    const near = guardians.filter((at) => Math.abs(at - from) <= HEATER_LIMIT_MS);
    const [first] = near;
    if (first === undefined) return from;
    const tooSoon = near.filter((at, i) => at > from && i > 0);
    const back = returnWithin(evidence, Math.min(first, from), from) ?? from;
    const next = Math.max(from, back, ...tooSoon);
    if (next === from) return from;
    from = next;
  }
}

const isSent = (record: SimulatorRecord): boolean => record.kind === 'line' && record.source === 'serial';
/** What only a new process asks for, or the end of all heating. */
const isProbe = (record: SimulatorRecord): boolean => record.kind === 'resend-asked' || record.kind === 'reset';

function isHeating(records: readonly SimulatorRecord[], at: number): boolean {
  const targets = new Map<string, number>();
  for (const record of records) {
    if (record.at > at) break;
    // A board that starts anew or has halted heats nothing.
    if (record.kind === 'reset' || record.kind === 'killed') targets.clear();
    if (record.kind === 'heater') targets.set(record.heater, record.target);
  }
  return [...targets.values()].some((target) => target > 0);
}
