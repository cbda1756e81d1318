/** How long the driver waits for what, ms; tests wait less. */
export interface BambuTiming {
  /** A connection that does not open, a command without an answer. */
  readonly answerMs: number;
  /** Before a print is started a report is waited for, and after this asked for. */
  readonly wordMs: number;
  /** After the question for everything: longer means that the serial number is wrong. */
  readonly firstReportMs: number;
  /** The version is waited for no longer, once everything else has come. */
  readonly versionMs: number;
  /** TCP stands and nothing comes: a new session (DR5). */
  readonly silenceMs: number;
  /** An order that must not wait, and nothing heard behind it for so long: a new session at once. */
  readonly unheardMs: number;
  /** Before the next session after a silent one, so that a printer that is only slow is not stormed (S9). */
  readonly afterSilenceMs: number;
  readonly retry: { readonly firstMs: number; readonly capMs: number };
  /** A start shows by then, or never (JO10, MA11a): the state of the print before stays for up to 210 s. */
  readonly startProofMs: number;
  /** Pause, resume and speed show by then. */
  readonly proofMs: number;
  /** An object that is to be left out is named as such by then. */
  readonly skipProofMs: number;
  /** A command that may have been lost, and whose repetition harms nothing, is sent again. */
  readonly repeatMs: number;
  /** A cancelled print is FAILED first, and says why after it. */
  readonly cancelEchoMs: number;
  /** Blind for less than this, a printer cannot have printed and been switched off and on. */
  readonly blinkMs: number;
  /** Nothing moved on a file connection for so long. */
  readonly transferIdleMs: number;
  /** A data connection is secured by then, or the printer does not secure them. */
  readonly secureMs: number;
}

export const TIMING: BambuTiming = {
  answerMs: 10_000,
  wordMs: 5_000,
  firstReportMs: 15_000,
  versionMs: 3_000,
  silenceMs: 60_000,
  unheardMs: 4_000,
  afterSilenceMs: 30_000,
  retry: { firstMs: 1_000, capMs: 30_000 },
  startProofMs: 240_000,
  proofMs: 60_000,
  skipProofMs: 30_000,
  repeatMs: 5_000,
  cancelEchoMs: 10_000,
  blinkMs: 15_000,
  transferIdleMs: 60_000,
  secureMs: 30_000,
};
