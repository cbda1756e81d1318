import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Adjustment } from '#model/adjustment';
import type { CardPlace } from '#model/card-print';
import type { ClearedHow, Restartable } from '#model/command';
import type { LastStand, RestOfFile } from '#model/continuation';
import type { Dialog } from '#model/dialog';
import type { Feedback } from '#model/feedback';
import type { FileDigest, JobId, PrintId } from '#model/ids';
import type { AdoptInto, PrinterError } from '#model/phase';
import type { PrintFile } from '#model/print';
import type { SlotSwitch } from '#model/slot-use';
import type { Stutter } from '#model/stutter';
import type { NetworkPlace } from './announcement.ts';
import type { CardWriter } from './card-writer.ts';
import type { PrinterFiles } from './printer-files.ts';
import type { ContinuesPrints } from './rest-of-file.ts';

/**
 * The whole of what a driver must be. A driver translates between one printer protocol and the reports below; it decides
 * nothing about beds, jobs or phases: `machine/transition` does. The contract suite (`contract.ts`) proves each driver
 * against its own simulator (DR1–DR12).
 */

/** What the combinator may know of a driver without loading it. PURE: data and total functions. */
export interface DriverManifest {
  /** Folder name, and the value of a printer's `driver` setting. */
  readonly name: string;
  readonly title: string;
  /** `host`: the machine feeds the printer line by line. `device`: the printer holds the file and prints by itself (MA10). */
  readonly spooling: 'host' | 'device';
  /** What the button does where there is no emergency stop (MA5). */
  readonly emergencyStop: 'immediate' | 'cancels-print' | 'none';
  readonly canPause: boolean;
  /** Ways in which a bed may be cleared, beyond the operator (BE5). Whatever is not listed is refused as a setting. */
  readonly clearing: readonly ClearedHow[];
  /** With which of its printers one of these works, where not with all: said wherever it is offered. */
  readonly clearingLimit?: string;
  /** File kinds that the printer takes, as told by `gcode/recognise`. */
  readonly fileKinds: readonly ('gcode' | 'bgcode' | '3mf')[];
  /** Its drivers have `files`: what lies on the printer can be listed, fetched and deleted (DL). */
  readonly holdsFiles?: true;
  /** These can be read from any place at no cost of what is before, as far as its firmwares are known. */
  readonly readsFromMiddle?: true;
  /** Its drivers have `fromCard`: what lies on the printer's own card can be printed by the printer itself (decision 21). */
  readonly printsFromCard?: true;
  /** What of it a person can have begin anew (`Driver.restart`), in the words of its own world. */
  readonly restarts?: Readonly<Partial<Record<Restartable, string>>>;
  /** The option without which one of them is not there. */
  readonly restartNeeds?: Readonly<Partial<Record<Restartable, string>>>;
  /** Its drivers can print the rest of a file (decision 12). */
  readonly continues?: ContinuesPrints;
  /** JSON Schema (draft 2020-12 object) of `options`; also draws the form (CF1). */
  readonly optionsSchema: Readonly<Record<string, unknown>>;
  /** Checks what a schema cannot say. Returns the problems, none when good. */
  readonly checkOptions: (options: Readonly<Record<string, unknown>>) => readonly OptionProblem[];
  /** The port that the guardian must hold for these options; `none` for network protocols that need more than a byte stream. */
  readonly portOf: (options: Readonly<Record<string, unknown>>) => PortWish;
  /** Of printers in a network: where they are, and how they announce themselves (CO5). */
  readonly network?: NetworkPlace;
  readonly limits: {
    /** DR1: first report after the port opened, ms. */
    readonly firstReportMs: number;
    /** MA11a: no conclusion from idle within this time after a start, ms. */
    readonly settleMs: number;
    /** JO10: a start without observed motion after this time is failed, ms. */
    readonly startDeadlineMs: number;
  };
}

export interface OptionProblem {
  readonly field: string;
  readonly rule: string;
  readonly remedy: string;
}

export type PortWish =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'tty';
      readonly path: string;
      readonly baud: number;
      /** Nobody knows the speed: `hello` is said at `baud` and at each of these until something legible answers. */
      readonly probe?: SpeedProbe;
    }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export interface SpeedProbe {
  readonly bauds: readonly number[];
  readonly hello: string;
}

/** A port as the guardian handed it over (PR3, MA10 d). */
export interface HeldPort {
  readonly kind: 'tty' | 'tcp';
  /** The inherited descriptor, open and non-blocking; the driver reads and writes it and never closes it for good. */
  readonly fd: number;
  /** One unbroken open of the port by the guardian; a new one means that the printer may have been reset unseen. */
  readonly session: string;
  /** The speed that it is set to, where it has one. */
  readonly baud?: number;
  /** The guardian wrote to it (stop or heaters off): nothing may be resumed. */
  readonly touched: boolean;
  /** How long nobody read it before this process began, ms; a greeting may be lost when this is long. */
  readonly unreadMs: number;
}

/**
 * What a host-spooling driver needs on disk to prove where a print stands after a crash (MA10). One record per open print; the
 * newest wins. All line numbers are serial line numbers, all source lines are 0-based indexes into the file's command lines.
 */
export interface SpoolRecord {
  readonly printId: PrintId;
  readonly digest: FileDigest;
  readonly portSession: string;
  /** Number set by M110 before the first line (a). */
  readonly base: number;
  /** File line that carries number base + 1. Changes when the base is renewed. */
  readonly firstLine: number;
  /** No number above this one was ever written (b). */
  readonly reservedTo: number;
  /** Numbers that are not the next line of the file, oldest first (c). */
  readonly exceptions: readonly { readonly number: number; readonly text: string }[];
  /** Modal state needed to go on after pause; free for the driver. */
  readonly note: string | null;
}

/** Everything that a driver may say. Reports are facts of the printer; order matters, none is repeated. */
export type DriverReport =
  /**
   * Data arrived and the printer was understood (CO1). `unbroken`: proof that nothing ran since the last sight (BE3). `restarted`: its
   * own greeting shows that it began anew, so that nothing is left in it to be executed (BE8).
   */
  | {
      readonly kind: 'connected';
      readonly continuity: 'unbroken' | 'restarted' | 'unproven';
      readonly firmware: string | null;
      readonly foreign: ForeignPrint | null;
    }
  /** Silence, unplugged, refused. Ends no print by itself; a driver that spools reports `print-lost` as well. */
  | { readonly kind: 'disconnected'; readonly reason: string; readonly wrongCredentials: boolean }
  /** The printer moved or heated for this print: the start is observed (JO10). */
  | { readonly kind: 'print-moved'; readonly printId: PrintId }
  | { readonly kind: 'print-paused'; readonly printId: PrintId; readonly reason: string }
  | { readonly kind: 'print-resumed'; readonly printId: PrintId }
  /** The printer goes on with another slot than the print began with: one ran out, or a person chose it at the screen (MT2). */
  | { readonly kind: 'print-slot'; readonly printId: PrintId; readonly change: SlotSwitch }
  /** How well an open print was fed; right before its end, and never twice. */
  | { readonly kind: 'print-stutter'; readonly printId: PrintId; readonly stutter: Stutter }
  /** Ended with the printer answering: proven by the printer's own state (DR3). */
  | {
      readonly kind: 'print-ended';
      readonly printId: PrintId;
      readonly outcome: 'finished' | 'cancelled' | 'failed';
      readonly moved: boolean;
      readonly error: PrinterError | null;
    }
  /** Reset, unplugged, halted or unproven: whatever stands on the bed is unknown. Also for `printId: null` when idle. */
  | {
      readonly kind: 'print-lost';
      readonly printId: PrintId | null;
      readonly error: PrinterError;
      /** Of a print that was fed line by line. */
      readonly stood?: LastStand;
    }
  | {
      readonly kind: 'adopted';
      readonly printId: PrintId;
      readonly into: 'printing' | 'paused';
      readonly gapMs: number;
    }
  | { readonly kind: 'foreign-began'; readonly foreign: ForeignPrint }
  | {
      readonly kind: 'foreign-ended';
      readonly key: string;
      readonly outcome: 'finished' | 'cancelled' | 'failed' | 'unknown';
    }
  /** After a stop: the printer shows that it stands (MA6a). */
  | { readonly kind: 'standing' }
  | { readonly kind: 'trouble'; readonly error: PrinterError }
  /** Told after each query of the sensor, repeated or not: the same word means another thing after a print (BE5). */
  | { readonly kind: 'bed-sensed'; readonly empty: boolean }
  /**
   * A person at the printer says that its bed is clear, by a button or command of its own, or takes that back (BE5). Only what was seen to
   * happen, at a printer that stood idle before it and was in sight all the time; never what was found.
   */
  | { readonly kind: 'bed-declared'; readonly clear: boolean }
  /** It is in sight and would start nothing, for this reason; null when that is over. Said anew after each `connected`. */
  | { readonly kind: 'unable'; readonly reason: string | null }
  /** What the printer asks now; null when that is over. */
  | { readonly kind: 'dialog'; readonly dialog: Dialog | null }
  | { readonly kind: 'feedback'; readonly feedback: Omit<Feedback, 'at' | 'filesChanged'> }
  /** It says that what lies on it may be something else than before; where it does not, they are looked at every few minutes. */
  | { readonly kind: 'files-changed' };

/** A print that nobody in Croft began (MA11). `key`: the printer's own task id or start time, unique per printer. */
export interface ForeignPrint {
  readonly key: string;
  readonly name: string;
  readonly since: number;
  /** Of a file with several plates the one that it prints, as the slicer numbers it; left out where the printer does not say. */
  readonly plate?: number;
}

/** What the guardian needs to make a dead or hung machine's printer safe (MA5). */
export interface Safety {
  readonly heating: boolean;
  /** Bytes that stop the printer from any framing state; empty when the protocol has none. */
  readonly stopBytes: Uint8Array;
  readonly heatersOffBytes: Uint8Array;
}

/** One line of the complete, ordered G-code history (MA14). */
export interface HistoryLine {
  readonly at: number;
  readonly direction: 'sent' | 'received';
  readonly text: string;
}

/** What the machine gives to its driver. */
export interface DriverContext {
  readonly options: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Null while the guardian has no port for this printer; the process is started anew when it has one. */
  readonly port: HeldPort | null;
  /** The record that the journal holds, for adoption. */
  readonly spoolRecord: SpoolRecord | null;
  /** Resolves when the record is on disk (fsync); only then may the bytes that it speaks of be written (MA7, MA10). */
  readonly persistSpool: (record: SpoolRecord) => Promise<void>;
  /** The last gate: what it has against a line that the driver adds to a print by itself; null when that may go out (MA15). */
  readonly judge: (line: string) => string | null;
  readonly report: (report: DriverReport) => void;
  /** To the guardian, at once on each change. */
  readonly safety: (safety: Safety) => void;
  readonly history: (line: HistoryLine) => void;
  /** Asks the guardian for a fresh open of the port (with the reset that it brings); this process is replaced. */
  readonly reopenPort: (reason: string) => void;
  /** Tells the guardian that the port is gone (EIO, end of stream): it closes its copy and waits for the printer to return. */
  readonly portLost: (reason: string) => void;
}

/** Whether a driver's process may be replaced by another one at this moment. */
export type HandOver = { readonly kind: 'ready' } | { readonly kind: 'refused'; readonly reason: string };

/** A print as the driver gets it: the file is local, verified and past the gate (MA12, MA15). */
export interface PrintToDrive {
  readonly printId: PrintId;
  /** The job that it is a copy of, for scripts that name it. */
  readonly jobId?: JobId | null;
  readonly file: PrintFile;
  readonly path: string;
  /** Only what comes behind this place of the file, onto what a print before left there; the machine asks it only of a driver that told where that print stood. */
  readonly rest?: RestOfFile;
}

/** A print that the printer reads from its own card. Nothing of it passed a gate. */
export interface CardPrintToDrive {
  readonly printId: PrintId;
  readonly card: CardPlace;
}

/**
 * Prints that a printer reads from its own card, at our word only (MA15). Once begun they are paused, resumed, cancelled, adjusted and
 * stopped like any other, and told of by the same reports.
 */
export interface CardPrinting {
  /** Before anything moves: null when the card holds that file, in no other length than was meant, and the printer prints nothing. Never rejects. */
  look(card: CardPlace): Promise<PrinterError | null>;
  start(print: CardPrintToDrive): void;
  /** MA10: the printer is asked, after it is in sight again. Called before `connect`. */
  adopt(print: CardPrintToDrive, into: AdoptInto): void;
}

/**
 * A driver at work. Methods return at once; what comes of them is told by reports. Calls that do not fit the printer's state
 * are ignored by the driver: `transition` has already decided that they fit, and the report shows what happened (DR3).
 */
export interface Driver extends AsyncDisposable {
  /** Begins to reach the printer, for ever (PR6). Called once. */
  connect(): void;
  start(print: PrintToDrive): void;
  /**
   * After a restart with an open print: prove where it stands and go on, or report `print-lost` (MA10). Called before `connect`,
   * whose hello must not wipe out the proof.
   */
  adopt(print: PrintToDrive, into: AdoptInto): void;
  pause(printId: PrintId): void;
  resume(printId: PrintId): void;
  cancel(printId: PrintId): void;
  /** Within sensible limits and those of the gate; what the printer cannot do is told as `trouble`. */
  adjust(printId: PrintId, change: Adjustment): void;
  /** Of the dialog that was reported last; another one is not answered. */
  answer(dialogId: string, choice: number | null): void;
  /** Writes the stop before it returns, past every queue (MA5). Ends with `standing`. */
  stop(): void;
  /**
   * Another process is about to take the printer over: whatever was sent is acknowledged, the record on disk says where the next one
   * begins, and from `ready` on nothing is sent or read but for a stop. A driver without it may be replaced at any moment.
   * Once `stillWished` is false nobody is there any more to take over, and it is to be refused.
   */
  handOver?(stillWished: () => boolean): Promise<HandOver>;
  /** The printer's own reset, after a person cleared a fault or recovered from a stop. Ends with `connected`. */
  reset(): void;
  /**
   * Where the manifest has `restarts`: a person wants the firmware to begin anew. Also of a printer that has halted, and never of one that
   * prints: the driver makes sure. What came of it the printer shows (DR3); that it did not come back is told as `trouble`.
   */
  restart?(what: Restartable): void;
  /** Lines past the gate. Resolves with the printer's replies, rejects never: a refusal is a value. */
  manual(
    lines: readonly string[],
  ): Promise<
    | { readonly kind: 'done'; readonly replies: readonly string[] }
    | { readonly kind: 'refused'; readonly reason: string }
  >;
  /** Where the manifest says `holdsFiles`. */
  readonly files?: PrinterFiles;
  /** Where the manifest says `printsFromCard`. */
  readonly fromCard?: CardPrinting;
  /** Where files can be brought to a card over the printer's own wire. */
  readonly card?: CardWriter;
}

export type CreateDriver = (context: DriverContext) => Driver;
