import { createHash } from 'node:crypto';
import type { DriverContext } from '#drivers/driver';
import { Refused, Unreachable } from '#drivers/network-trouble';
import { rest } from '#lib/rest';
import type { FileOffers } from './file-offers.ts';
import { RefusedOrder } from './order-desk.ts';
import type { PrintRun } from './print-run.ts';
import { type Order, order } from './protocol/commands.ts';
import { type PrinterEvent, sizeIn } from './protocol/event.ts';
import { number, text } from './protocol/json-fields.ts';
import { TRANSFER_LOOK_MS, TRANSFER_RETRY_MS, TRANSFER_TRIES } from './timing.ts';

export interface Bringing {
  readonly run: PrintRun;
  /** Where our files lie, on the printer's drive. */
  readonly folder: string;
  readonly files: FileOffers;
  readonly ask: (what: Order) => Promise<PrinterEvent>;
  readonly isInSight: () => boolean;
  readonly context: Pick<DriverContext, 'clock' | 'chance'>;
  readonly signal: AbortSignal;
  /** What is said of transfers, until it is disposed. */
  readonly watch: (heard: (event: PrinterEvent) => void) => Disposable;
}

/**
 * Has the printer fetch a file, and proves that it is whole: the printer is told an address and a key for this one transfer, fetches in
 * its own order and takes up again what broke off, also over a restart of its own (prusa3d/Prusa-Firmware-Buddy, src/transfers/transfer.cpp).
 * It overwrites nothing, and makes no folder on the way. Throws why it could not be brought.
 */
export async function bringFile(bringing: Bringing): Promise<void> {
  const { run, folder, files, ask, context, signal } = bringing;
  const { sizeBytes } = run.print.file;
  await ask(order('CREATE_FOLDER', { path: folder })).catch(unlessRefused);
  const secret = createHash('sha256').update(`${context.chance.id()} ${context.chance.id()}`).digest();
  const [key, iv] = [secret.subarray(0, 16), secret.subarray(16)];
  using _offer = files.add({ path: run.print.path, sizeBytes, key, iv });
  const wish = order('START_ENCRYPTED_DOWNLOAD', {
    path: run.path,
    key: key.toString('hex'),
    iv: iv.toString('hex'),
    orig_size: sizeBytes,
  });
  try {
    await transferred(bringing, wish);
  } catch (error) {
    // What was half brought is of no use; the file goes when the print is forgotten.
    ask(order('STOP_TRANSFER')).catch(() => {});
    throw error;
  }
  signal.throwIfAborted();
  const stored = sizeIn(await ask(order('SEND_FILE_INFO', { path: run.path })));
  if (stored !== sizeBytes) throw new Refused(0, `The printer stored ${stored ?? 'none'} of ${sizeBytes} bytes.`);
}

type End = 'finished' | 'stopped' | 'aborted' | 'unknown';

async function transferred(bringing: Bringing, wish: Order): Promise<void> {
  const { run, context, signal, isInSight, ask } = bringing;
  const end: { is: End | null; reason: string | null } = { is: null, reason: null };
  let wake = new AbortController();
  let command: number | null = null;
  using _watching = bringing.watch((event) => {
    run.sentPercent = Math.max(run.sentPercent, number(event.data.progress) ?? 0);
    const isEnd = /^TRANSFER_(FINISHED|STOPPED|ABORTED)$/.exec(event.event)?.[1];
    // After a restart the printer does not know any more who began it.
    const began = number(event.data.start_cmd_id);
    if (isEnd === undefined || command === null || (began !== null && began !== command)) return;
    end.is = isEnd.toLowerCase() as End;
    end.reason = event.machineReason ?? event.reason;
    wake.abort();
  });
  command = (await begun(bringing, wish)).commandId;
  while (end.is === null) {
    wake = new AbortController();
    await rest(context.clock, TRANSFER_LOOK_MS, AbortSignal.any([wake.signal, signal]));
    signal.throwIfAborted();
    if (end.is !== null) break;
    if (!isInSight()) throw new Unreachable('It went out of sight while it fetched the file.');
    // The word of its end may be lost: a printer gives up what nobody takes.
    const about = await ask(order('SEND_TRANSFER_INFO')).catch(unlessRefused);
    if (about?.data.type === 'NO_TRANSFER' && end.is === null) end.is = 'unknown';
    run.sentPercent = Math.max(run.sentPercent, number(about?.data.progress) ?? 0);
  }
  if (end.is === 'stopped') throw new Refused(0, 'The transfer was stopped at the printer.');
  if (end.is === 'aborted') throw new Refused(0, abortWords(end.reason));
}

/** A transfer of before, of ours or of nobody that waits for it, is ended; another's is waited for. */
async function begun({ run, folder, ask, context, signal }: Bringing, wish: Order): Promise<PrinterEvent> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(wish);
    } catch (error) {
      if (!(error instanceof RefusedOrder) || attempt === TRANSFER_TRIES) throw error;
      if (error.machineReason === 'FILE_EXISTS') await ask(order('DELETE_FILE', { path: run.path }));
      else if (error.machineReason === 'TRANSFER_IN_PROGRESS') {
        const about = await ask(order('SEND_TRANSFER_INFO')).catch(unlessRefused);
        const isOurs = (text(about?.data.path) ?? '').toLowerCase().startsWith(`${folder.toLowerCase()}/`);
        if (isOurs) await ask(order('STOP_TRANSFER')).catch(unlessRefused);
      } else if (error.machineReason === 'STORAGE_FAILURE') throw new Refused(507, abortWords(error.machineReason));
      else if (error.machineReason !== 'NOT_READY') throw error;
      await rest(context.clock, TRANSFER_RETRY_MS, signal);
      signal.throwIfAborted();
    }
  }
}

function unlessRefused(error: unknown): null {
  if (error instanceof Refused) return null;
  throw error;
}

function abortWords(reason: string | null): string {
  switch (reason) {
    case 'STORAGE_FAILURE':
      return 'The printer could not write to its USB drive. Is there room on it?';
    case 'NETWORK_FAILURE':
      return 'The printer could not fetch the file from Croft: is its port open to it?';
    default:
      return `The printer gave up fetching the file${reason === null ? '.' : `: ${reason}`}`;
  }
}
