/**
 * Identifiers, each with a brand of its own so that no print id is ever taken for a job id.
 * All but FileDigest and BedId are opaque: 1–64 characters of [a-z0-9-].
 */
declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

export type PrinterId = Brand<'printer'>;
export type JobId = Brand<'job'>;
/** One attempt at one copy; the idempotency key everywhere (JO1, MA6). */
export type PrintId = Brand<'print'>;
export type CommandId = Brand<'command'>;
/** Random, made with the journal; another one means that the machine's memory was lost (MA4, FL8). */
export type JournalId = Brand<'journal'>;
/** Random, one per start of a machine process. */
export type BootId = Brand<'boot'>;
/** `<journalId>.<version>`: which state of the bed a confirmation answers (BE4). */
export type BedId = Brand<'bed'>;
/** SHA-256 of a file's bytes, 64 lower-case hex digits. */
export type FileDigest = Brand<'digest'>;
/** One bringing of a file to the card in a printer. */
export type UploadId = Brand<'upload'>;
/** Runs through one workflow from end to end (EV4). */
export type CorrelationId = Brand<'correlation'>;

const OPAQUE = /^[a-z0-9][a-z0-9-]{0,63}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** Whether a text may serve as an opaque identifier; the one check at every border. */
export const isOpaqueId = (text: string): boolean => OPAQUE.test(text);
export const isFileDigest = (text: string): text is FileDigest => DIGEST.test(text);

function opaque<T extends Brand<string>>(name: string): (text: string) => T {
  return (text) => {
    if (!isOpaqueId(text))
      throw new TypeError(`${name} must be 1–64 characters of a–z, 0–9 and "-": ${JSON.stringify(text)}`);
    return text as T;
  };
}

export const printerId = opaque<PrinterId>('printer id');
export const jobId = opaque<JobId>('job id');
export const printId = opaque<PrintId>('print id');
export const commandId = opaque<CommandId>('command id');
export const journalId = opaque<JournalId>('journal id');
export const bootId = opaque<BootId>('boot id');
export const uploadId = opaque<UploadId>('upload id');
export const correlationId = opaque<CorrelationId>('correlation id');

export function fileDigest(text: string): FileDigest {
  if (!isFileDigest(text)) throw new TypeError(`a file digest is 64 lower-case hex digits: ${JSON.stringify(text)}`);
  return text;
}

export function bedId(journal: JournalId, version: number): BedId {
  return `${journal}.${version}` as BedId;
}
