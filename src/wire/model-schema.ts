import { type Static, type TSchema, Type } from 'typebox';
import { OBJECTS_SHOWN } from '#model/adjustment';
import type {
  BedId,
  BootId,
  CommandId,
  CorrelationId,
  FileDigest,
  JobId,
  JournalId,
  PrinterId,
  PrintId,
  UploadId,
} from '#model/ids';
import { SNAPSHOT_BEGUN, SNAPSHOT_ENTRIES } from '#model/machine-snapshot';
import { SLOTS_TOLD } from '#model/slots';
import {
  branded,
  closed,
  count,
  flag,
  kind,
  list,
  maybe,
  orNull,
  real,
  shared,
  tagged,
  text,
  word,
} from './schema-parts.ts';

/**
 * The model's types as JSON Schema, for the validators that `scripts/generate-validators.mjs` writes. The types in `model/`
 * are the truth: `message.test.ts` does not compile when one of these differs. Loaded by that script and by tests only.
 */

/** No printer has more buttons; a longer list is noise. */
const DIALOG_CHOICES = 10;
const OPAQUE = '^[a-z0-9][a-z0-9-]{0,63}$';
export const id = {
  printer: branded<PrinterId>(OPAQUE),
  job: branded<JobId>(OPAQUE),
  print: branded<PrintId>(OPAQUE),
  command: branded<CommandId>(OPAQUE),
  journal: branded<JournalId>(OPAQUE),
  boot: branded<BootId>(OPAQUE),
  correlation: branded<CorrelationId>(OPAQUE),
  upload: branded<UploadId>(OPAQUE),
  digest: branded<FileDigest>('^[0-9a-f]{64}$'),
  bed: branded<BedId>('^[a-z0-9][a-z0-9-]{0,63}\\.[0-9]{1,16}$'),
};

// Shared parts; `use` refers to them by the name under which MODEL_SCHEMAS lists them.

const slotHolds = { type: orNull(text), colour: orNull(text), tag: orNull(text) };
const FilamentSlot = closed({ filament: count, slot: count, holds: closed(slotHolds) });
const ReportedSlot = closed({
  slot: count,
  label: text,
  external: flag,
  filled: orNull(flag),
  ...slotHolds,
  remainingPercent: orNull(real),
  nozzle: maybe(word('left', 'right', 'none')),
});

const PrintFile = closed({
  digest: id.digest,
  name: text,
  sizeBytes: count,
  slots: maybe(list(FilamentSlot, { maxItems: SLOTS_TOLD })),
  objects: maybe(list(closed({ id: text, name: text }), { maxItems: OBJECTS_SHOWN })),
});
export const useFile = shared('PrintFile', PrintFile);

const PrinterError = closed({
  code: word(
    'printer-reported-failure',
    'printer-halted',
    'printer-reset',
    'port-lost',
    'no-answer',
    'protocol-trouble',
    'resume-unproven',
    'start-unconfirmed',
    'file-unavailable',
    'file-refused',
    'disk-full',
    'machine-crashed',
    'emergency-stop',
    'wrong-credentials',
    'blind-while-preparing',
    'noisy-line',
  ),
  message: text,
  at: real,
});
const useError = shared('PrinterError', PrinterError);

const cardPlace = { path: text, sizeBytes: orNull(count) };

const LastStand = closed({ taken: count, sent: orNull(count), leftOut: flag, led: flag });

const OpenPrint = closed({
  id: id.print,
  origin: word('ours', 'foreign'),
  jobId: orNull(id.job),
  file: orNull(useFile),
  card: maybe(closed(cardPlace)),
  plate: maybe(count),
  name: text,
  continues: maybe(
    closed({
      of: id.print,
      line: count,
      layer: count,
      zMm: orNull(real),
      since: real,
      stood: LastStand,
      error: useError,
    }),
  ),
  since: real,
});
const usePrint = shared('OpenPrint', OpenPrint);

const outcome = word('finished', 'cancelled', 'failed', 'never-started', 'unknown');
const clearedHow = word('operator', 'simulated-sensor', 'at-printer');

const Bed = tagged(
  closed({ kind: kind('clear'), since: real }),
  closed({ kind: kind('occupied'), bedId: id.bed, since: real }),
  closed({ kind: kind('unknown'), bedId: id.bed, since: real, reason: text }),
);
const useBed = shared('Bed', Bed);

const Phase = tagged(
  closed({
    kind: kind('connecting'),
    why: tagged(closed({ kind: kind('boot') }), closed({ kind: kind('cleared'), trustUntil: real })),
  }),
  closed({
    kind: kind('adopting'),
    print: orNull(usePrint),
    resumeInto: word('printing', 'paused', 'cancelling', 'unverified'),
  }),
  closed({ kind: kind('preparing'), print: usePrint }),
  closed({ kind: kind('printing'), print: usePrint, observed: flag }),
  closed({ kind: kind('pausing'), print: usePrint, pauseNumber: count }),
  closed({ kind: kind('resuming'), print: usePrint, pauseNumber: count }),
  closed({ kind: kind('cancelling'), print: usePrint }),
  closed({ kind: kind('clearing'), print: usePrint }),
  closed({ kind: kind('unverified'), reason: text }),
  closed({ kind: kind('ready') }),
  closed({ kind: kind('paused'), print: usePrint, pauseNumber: count, reason: text }),
  closed({ kind: kind('awaiting-retrieval'), print: usePrint, outcome }),
  closed({ kind: kind('faulted'), print: orNull(usePrint), error: useError, stood: maybe(LastStand) }),
  closed({ kind: kind('stopped'), print: orNull(usePrint), stopNumber: count, pending: flag }),
);

const Stutter = closed({ underruns: count, standstillMs: real, seenBy: word('model', 'places', 'printer') });

const SlotSwitch = closed({ filament: orNull(count), slot: count, fraction: real, seen: flag });

const Fact = tagged(
  closed({ kind: kind('machine-started'), driver: orNull(text) }),
  closed({ kind: kind('machine-crashed'), error: useError }),
  closed({ kind: kind('print-accepted'), print: usePrint }),
  closed({ kind: kind('print-started'), print: usePrint }),
  closed({ kind: kind('print-found'), print: usePrint, foreignKey: text }),
  closed({ kind: kind('print-adopted'), print: usePrint, gapMs: real }),
  closed({ kind: kind('print-paused'), printId: id.print, pauseNumber: count, reason: text }),
  closed({ kind: kind('print-resumed'), printId: id.print, pauseNumber: count }),
  closed({ kind: kind('print-slot'), printId: id.print, change: SlotSwitch }),
  closed({ kind: kind('print-stutter'), printId: id.print, stutter: Stutter }),
  closed({
    kind: kind('print-ended'),
    printId: id.print,
    outcome,
    bed: word('unchanged', 'occupied', 'unknown'),
    error: orNull(useError),
  }),
  closed({ kind: kind('bed-left-clear'), bed: useBed }),
  closed({ kind: kind('bed-cleared'), bedId: id.bed, by: text, how: clearedHow }),
  closed({ kind: kind('printer-connected') }),
  closed({ kind: kind('printer-disconnected'), reason: text }),
  closed({ kind: kind('printer-error'), error: useError }),
  closed({ kind: kind('emergency-stop'), stopNumber: count, by: word('combinator', 'guardian') }),
  closed({ kind: kind('emergency-stop-standing'), stopNumber: count }),
  closed({ kind: kind('config-applied'), configurationVersion: count }),
);

const JournalEntry = closed({
  seq: count,
  bootId: id.boot,
  at: real,
  correlationId: orNull(id.correlation),
  fact: shared('Fact', Fact),
});

const Dialog = closed({
  id: Type.String({ pattern: OPAQUE }),
  text,
  choices: list(text, { maxItems: DIALOG_CHOICES }),
  since: real,
});

export const MachineSnapshot = closed({
  journalId: id.journal,
  bootId: id.boot,
  version: count,
  printerId: id.printer,
  phase: shared('Phase', Phase),
  bed: useBed,
  printer: tagged(
    closed({ kind: kind('reachable'), unable: maybe(text) }),
    closed({ kind: kind('unreachable'), since: real, reason: text }),
  ),
  configurationVersion: orNull(count),
  stopNumber: count,
  pauseNumber: count,
  sensedClear: orNull(id.bed),
  dialog: maybe(Dialog),
  lastError: orNull(useError),
  begun: list(closed({ printId: id.print, outcome: orNull(outcome) }), { maxItems: SNAPSHOT_BEGUN }),
  entries: list(JournalEntry, { maxItems: SNAPSHOT_ENTRIES }),
  more: flag,
});

const PauseAt = tagged(closed({ kind: kind('layer'), layer: count }), closed({ kind: kind('height'), mm: real }));

const Adjustment = tagged(
  closed({ kind: kind('feed'), percent: real }),
  closed({ kind: kind('flow'), percent: real }),
  closed({ kind: kind('fan'), percent: real }),
  closed({ kind: kind('baby-step'), mm: real }),
  closed({ kind: kind('target'), heater: word('nozzle', 'bed', 'chamber'), celsius: real }),
  closed({ kind: kind('skip-object'), object: text }),
  closed({ kind: kind('pause-at'), at: orNull(PauseAt) }),
);

const StartHow = tagged(
  closed({ kind: kind('whole') }),
  closed({
    kind: kind('continuation'),
    of: id.print,
    bedId: id.bed,
    line: count,
    layer: count,
    zMm: orNull(real),
  }),
  closed({ kind: kind('card'), ...cardPlace }),
);

const Command = tagged(
  closed({
    kind: kind('start'),
    printId: id.print,
    jobId: id.job,
    name: text,
    file: orNull(useFile),
    how: maybe(StartHow),
  }),
  closed({ kind: kind('cancel'), printId: id.print }),
  closed({ kind: kind('pause'), printId: id.print, pauseNumber: count }),
  closed({ kind: kind('resume'), printId: id.print, pauseNumber: count }),
  closed({ kind: kind('clear'), bedId: id.bed, by: text, how: clearedHow }),
  closed({ kind: kind('eject'), bedId: id.bed, printId: id.print }),
  closed({ kind: kind('recover'), stopNumber: count }),
  closed({
    kind: kind('configure'),
    configuration: closed({
      version: count,
      driver: text,
      options: Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object' }),
      clearing: clearedHow,
    }),
  }),
  closed({
    kind: kind('manual'),
    lines: list(text),
    nature: word('reading', 'heating', 'extruding', 'motion'),
    confirmed: flag,
  }),
  closed({ kind: kind('adjust'), printId: id.print, change: Adjustment }),
  closed({ kind: kind('answer'), dialogId: Type.String({ pattern: OPAQUE }), choice: orNull(count) }),
  closed({ kind: kind('restart'), what: word('firmware', 'host', 'connection', 'power-on', 'power-off') }),
  closed({ kind: kind('stop'), stopNumber: count }),
  closed({ kind: kind('confirm'), journalId: id.journal, seq: count }),
);

export const MachineVersion = closed({ journalId: id.journal, bootId: id.boot, version: count });

export const CommandEnvelope = closed({
  commandId: id.command,
  correlationId: orNull(id.correlation),
  epoch: count,
  decidedOn: orNull(MachineVersion),
  command: Command,
});

export const Answer = tagged(
  closed({ kind: kind('accepted') }),
  closed({
    kind: kind('refused'),
    reason: word(
      'stale-version',
      'wrong-phase',
      'stale-epoch',
      'stale-bed',
      'stale-pause',
      'unknown-print',
      'already-began',
      'not-configured',
      'bed-not-clear',
      'blind',
      'stop-pending',
      'unsupported',
      'needs-confirmation',
      'stale-dialog',
      'out-of-range',
      'card-busy',
    ),
  }),
);

export const Feedback = closed({
  at: real,
  temperatures: list(closed({ name: text, actual: real, target: orNull(real) })),
  position: orNull(closed({ x: real, y: real, z: real })),
  progress: orNull(
    closed({
      printId: id.print,
      fraction: real,
      elapsedSeconds: real,
      remainingSeconds: orNull(real),
      layer: orNull(real),
      z: orNull(real),
    }),
  ),
  line: orNull(closed({ linesSent: real, resends: real, window: real, probes: real })),
  notice: orNull(text),
  overrides: maybe(
    closed({
      feedPercent: real,
      flowPercent: real,
      fanPercent: orNull(real),
      babyStepMm: real,
      pauseAt: orNull(PauseAt),
      objects: maybe(list(closed({ id: text, name: text, skipped: flag, current: flag }), { maxItems: OBJECTS_SHOWN })),
    }),
  ),
  stutter: maybe(Stutter),
  slots: maybe(list(ReportedSlot, { maxItems: SLOTS_TOLD })),
  filesChanged: maybe(count),
});

/** The parts that others refer to by name. */
export const MODEL_SCHEMAS = { PrintFile, OpenPrint, PrinterError, Bed, Phase, Fact } satisfies Record<string, TSchema>;

/** For the proof that schema and model agree. */
export interface ModelStatics {
  readonly PrintFile: Static<typeof PrintFile>;
  readonly OpenPrint: Static<typeof OpenPrint>;
  readonly PrinterError: Static<typeof PrinterError>;
  readonly Bed: Static<typeof Bed>;
  readonly Phase: Static<typeof Phase>;
  readonly Fact: Static<typeof Fact>;
  readonly JournalEntry: Static<typeof JournalEntry>;
  readonly MachineSnapshot: Static<typeof MachineSnapshot>;
  readonly Command: Static<typeof Command>;
  readonly MachineVersion: Static<typeof MachineVersion>;
  readonly CommandEnvelope: Static<typeof CommandEnvelope>;
  readonly Answer: Static<typeof Answer>;
  readonly Feedback: Static<typeof Feedback>;
}
