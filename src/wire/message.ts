import { type Static, Type } from 'typebox';
import { CHUNK_LIMIT_BYTES, LISTED_FILES_LIMIT } from './limits.ts';
import {
  Answer,
  CommandEnvelope,
  Feedback as FeedbackSchema,
  id,
  MachineSnapshot,
  MachineVersion,
  MODEL_SCHEMAS,
  useFile,
} from './model-schema.ts';
import { closed, count, flag, kind, list, open, orNull, real, tagged, text, word } from './schema-parts.ts';

/**
 * Every message between a machine and a combinator (WI1). Everything else in this folder imports only the types: a machine
 * process loads neither TypeBox nor Ajv but the `*.generated.ts` that `scripts/generate-validators.mjs` writes from here.
 *
 * Every message after the handshake names the epoch of its link (WI3), so that one held up across a reconnect is told
 * from one of today. `hello`, `welcome`, `reject` and `stop` may carry further fields: every version must be able to read them.
 */

const versions = list(Type.Integer({ minimum: 0, maximum: 65_535 }), { minItems: 1, maxItems: 64 });
const requestId = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });
/** Folder name of a driver, or name of a capability. */
const name = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,63}$' });

const Hello = open({
  kind: kind('hello'),
  /** The versions that the machine speaks. */
  protocol: versions,
  printerId: id.printer,
  journalId: id.journal,
  bootId: id.boot,
  version: count,
  /** The highest epoch that this machine ever obeyed (WI3). */
  highestEpoch: count,
  /** Null before the first configuration. */
  driver: orNull(name),
  capabilities: list(name, { maxItems: 64 }),
});

/** A printer's word for a file; control characters would be commands on some protocols. */
const path = Type.String({ pattern: '^[^\\u0000-\\u001f]{1,1024}$' });

const cardName = Type.String({ pattern: '^[A-Za-z0-9_-]{1,8}\\.[A-Za-z]{1,3}$' });

/** What a combinator asks of the files that a printer holds (DL); only of a machine whose hello says that it understands it. */
const PrinterFileAskSchema = tagged(
  closed({ kind: kind('list') }),
  closed({ kind: kind('open'), path, offset: count }),
  closed({
    kind: kind('read'),
    path,
    offset: count,
    length: Type.Integer({ minimum: 1, maximum: CHUNK_LIMIT_BYTES }),
  }),
  closed({ kind: kind('close') }),
  closed({ kind: kind('delete'), path }),
  closed({ kind: kind('card-upload'), id: id.upload, file: useFile, name: cardName, replace: flag }),
  closed({ kind: kind('card-upload-state'), id: id.upload }),
  closed({ kind: kind('card-upload-cancel'), id: id.upload }),
);

const FileAtPrinterSchema = closed({ path, sizeBytes: orNull(count), modifiedAt: orNull(count) });
const PrinterFileAnswerSchema = tagged(
  closed({ kind: kind('listing'), files: list(FileAtPrinterSchema, { maxItems: LISTED_FILES_LIMIT }), left: count }),
  closed({ kind: kind('opened'), sizeBytes: orNull(count), modifiedAt: orNull(count) }),
  closed({ kind: kind('end'), sizeBytes: count, digest: orNull(id.digest) }),
  closed({ kind: kind('done') }),
  closed({ kind: kind('uploading'), step: word('preparing', 'writing'), doneBytes: count }),
  closed({
    kind: kind('refused'),
    reason: word(
      'no-files',
      'not-found',
      'wrong-credentials',
      'unreachable',
      'broken-off',
      'changed',
      'busy',
      'not-supported',
      'no-card',
      'card-full',
      'not-opened',
      'name-taken',
      'not-proven',
      'cancelled',
      'refused',
    ),
    message: text,
  }),
);

const HistoryLineSchema = closed({ at: real, direction: word('sent', 'received'), text });

/** What a machine says. */
export const MachineMessageSchema = tagged(
  Hello,
  closed({ kind: kind('snapshot'), epoch: count, snapshot: MachineSnapshot }),
  closed({ kind: kind('answer'), epoch: count, commandId: id.command, answer: Answer, version: MachineVersion }),
  closed({ kind: kind('feedback'), epoch: count, feedback: FeedbackSchema }),
  closed({
    kind: kind('file-request'),
    epoch: count,
    requestId,
    digest: id.digest,
    offset: count,
    length: Type.Integer({ minimum: 1, maximum: CHUNK_LIMIT_BYTES }),
  }),
  /** `from`: running number of the first line since the machine started; `dropped`: how many lines before it are missing. */
  closed({ kind: kind('history'), epoch: count, lines: list(HistoryLineSchema), from: count, dropped: count }),
  closed({ kind: kind('heartbeat'), epoch: count }),
  /** To `printer-file-ask`; a piece that was read comes as a frame of its own instead. */
  closed({ kind: kind('printer-file-answer'), epoch: count, requestId, answer: PrinterFileAnswerSchema }),
);

/** What a combinator says. A command's epoch stands in its envelope; a stop needs none (MA5). */
export const CombinatorMessageSchema = tagged(
  open({ kind: kind('welcome'), protocol: count, epoch: count, feedbackIntervalMs: count }),
  open({ kind: kind('reject'), reason: text, understood: versions }),
  closed({ kind: kind('command'), envelope: CommandEnvelope }),
  open({ kind: kind('stop'), stopNumber: count }),
  closed({
    kind: kind('file-refusal'),
    epoch: count,
    requestId,
    reason: word('unknown-file', 'out-of-range', 'too-busy', 'read-failed'),
  }),
  closed({ kind: kind('history-watch'), epoch: count, on: flag }),
  closed({ kind: kind('heartbeat'), epoch: count }),
  closed({ kind: kind('snapshot-please'), epoch: count }),
  closed({ kind: kind('printer-file-ask'), epoch: count, requestId, ask: PrinterFileAskSchema }),
);

/** As much as can be understood of a hello in a version that we do not speak: enough to say which ones we do. */
export const ForeignHelloSchema = open({ kind: kind('hello'), protocol: versions });

export { FeedbackSchema, MODEL_SCHEMAS };

export type MachineMessage = Static<typeof MachineMessageSchema>;
export type CombinatorMessage = Static<typeof CombinatorMessageSchema>;
type HelloMessage = Static<typeof Hello>;
/** Who a machine is, as it introduces itself. */
export type Hello = Omit<HelloMessage, 'kind' | 'protocol'>;
export type Feedback = Static<typeof FeedbackSchema>;
export type ForeignHello = Static<typeof ForeignHelloSchema>;
export type HistoryLine = Static<typeof HistoryLineSchema>;
export type PrinterFileAskStatic = Static<typeof PrinterFileAskSchema>;
export type PrinterFileAnswerStatic = Static<typeof PrinterFileAnswerSchema>;
export type FileRefusalReason = Extract<CombinatorMessage, { kind: 'file-refusal' }>['reason'];
