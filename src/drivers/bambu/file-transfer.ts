import { PassThrough, type Readable } from 'node:stream';
import { Client, FTPError } from 'basic-ftp';
import { type CertificatePin, pinnedTls } from './certificate-pin.ts';
import { type TransferChannel, TransferConnections, wantsSecured } from './transfer-channel.ts';
import type { BambuOptions } from './manifest.ts';
import { Refused, Unreachable, WrongCredentials } from './trouble.ts';

/** To whom, and for how long. */
export interface FileWay {
  readonly options: BambuOptions;
  readonly pin: CertificatePin;
  readonly idleMs: number;
  /** A data connection is secured by then, or never. */
  readonly secureMs: number;
  readonly channel: TransferChannel;
  readonly signal: AbortSignal;
}

/** Slower than 25 KB/s it never ends; these printers do 50 to 150. */
const SLOWEST_BYTES_PER_SECOND = 25_000;
const LEAST_DEADLINE_MS = 10 * 60_000;

/**
 * Brings a file to the printer's card. Its size there decides whether it arrived, whatever the printer's last word was: some say that the
 * connection broke, and have it all. Throws `WrongCredentials`, `Refused`, `Unreachable`.
 */
export async function uploadFile(
  way: FileWay,
  file: { readonly path: string; readonly remoteName: string; readonly sizeBytes: number },
  sent: (bytes: number) => void = () => {},
): Promise<void> {
  const deadlineMs = Math.max(LEAST_DEADLINE_MS, (file.sizeBytes / SLOWEST_BYTES_PER_SECOND) * 1_000);
  const timed = { ...way, signal: AbortSignal.any([way.signal, AbortSignal.timeout(deadlineMs)]) };
  let last: unknown = null;
  await transfer(timed, (client) => {
    client.trackProgress(({ bytes }) => sent(bytes));
    return client.uploadFrom(file.path, `/${file.remoteName}`);
  }).catch((error: unknown) => {
    if (error instanceof WrongCredentials || way.signal.aborted) throw error;
    last = error;
  });
  const stored = await withClient(way, (client) => client.size(`/${file.remoteName}`)).catch((error: unknown) => {
    throw last ?? error;
  });
  if (stored === file.sizeBytes) return;
  throw last ?? new Refused(`it stored ${stored} of ${file.sizeBytes} bytes`);
}

/** Whether the printer says that it has taken it away. */
export async function deleteFile(way: FileWay, remoteName: string): Promise<boolean> {
  const { code } = await withClient(way, (client) => client.remove(`/${remoteName}`, true));
  return code < 300;
}

/** What the folders hold; one that is not there, or cannot be read, is left out. */
export async function listFolders(
  way: FileWay,
  folders: readonly string[],
): Promise<
  readonly { readonly folder: string; readonly name: string; readonly sizeBytes: number; readonly time: string }[]
> {
  return transfer(way, async (client) => {
    const found = [];
    for (const folder of folders) {
      const entries = await client.list(`/${folder}`).catch((error: unknown) => {
        if (error instanceof FTPError && !wantsSecured(error)) return [];
        throw error;
      });
      for (const { name, size, isFile, rawModifiedAt } of entries)
        if (isFile)
          found.push({ folder, name: name.slice(name.lastIndexOf('/') + 1), sizeBytes: size, time: rawModifiedAt });
    }
    return found;
  });
}

/** A file on its way: taken from the printer no faster than it is read, and given up when the stream is destroyed. */
export interface Download {
  readonly sizeBytes: number;
  readonly stream: Readable;
  /** Where the printer really begins: at 0, if it does not begin in the middle. */
  readonly begin: Promise<number>;
  /** The printer’s last word, with the size that it says the file has then. */
  readonly over: Promise<number>;
}

/** Rejects as `withClient` does when the file cannot be had. */
export async function downloadFile(way: FileWay, path: string, offset: number): Promise<Download> {
  const stream = new PassThrough();
  const given = new AbortController();
  stream.on('close', () => {
    if (!stream.readableEnded) given.abort();
  });
  // Whoever reads hears of it there.
  stream.on('error', () => {});
  const sized = Promise.withResolvers<number>();
  const begun = Promise.withResolvers<number>();
  const fail = (error: Error): void => {
    sized.reject(error);
    begun.reject(error);
    stream.destroy(error);
  };
  const over = transfer({ ...way, signal: AbortSignal.any([way.signal, given.signal]) }, async (client) => {
    sized.resolve(await client.size(`/${path}`));
    const canRestart = offset === 0 || (await client.send('REST 0', true)).code === RESTARTS;
    const from = canRestart ? offset : 0;
    begun.resolve(from);
    await client.downloadTo(intoGoingOn(stream), `/${path}`, from);
    return client.size(`/${path}`);
  });
  for (const each of [over, sized.promise, begun.promise]) each.catch(() => {});
  over.catch((error: unknown) => fail(error instanceof Error ? error : new Error(String(error))));
  return { sizeBytes: await sized.promise, stream, begin: begun.promise, over };
}

/** A connection that fails takes its own end with it; the next one goes on into the same stream. */
function intoGoingOn(stream: PassThrough): PassThrough {
  const inner = new PassThrough();
  inner.on('error', () => {});
  inner.pipe(stream, { end: false });
  inner.on('end', () => stream.end());
  return inner;
}

/** Whoever understands that begins in the middle when asked to. */
const RESTARTS = 350;

/** The same in the other way of sending data: no byte was sent or had yet. */
class OtherChannel extends Error {
  override readonly name = 'OtherChannel';
}

/** What sends or fetches data: in the way that the printer is known to do it, else in the other one, which is remembered when it does. */
async function transfer<Result>(way: FileWay, work: (client: Client) => Promise<Result>): Promise<Result> {
  const { isClear } = way.channel;
  try {
    return await withClient(way, work, isClear);
  } catch (error) {
    if (!(error instanceof OtherChannel)) throw error;
    if (way.signal.aborted) throw error.cause;
    const result = await withClient(way, work, !isClear).catch((other: unknown) => {
      throw other instanceof OtherChannel ? error.cause : other;
    });
    way.channel.learned(!isClear);
    return result;
  }
}

/** One connection, logged in; these printers take few at a time. */
async function withClient<Result>(
  way: FileWay,
  work: (client: Client) => Promise<Result>,
  isClear: boolean | null = null,
): Promise<Result> {
  const { options, pin, idleMs, signal } = way;
  const client = new Client(idleMs);
  const abort = (): void => client.close();
  signal.addEventListener('abort', abort, { once: true });
  let connections: TransferConnections | null = null;
  try {
    signal.throwIfAborted();
    await client.access({
      host: options.host,
      port: options.filePort,
      user: 'bblp',
      password: options.accessCode,
      secure: 'implicit',
      // Some firmwares take nothing newer, and others break off every transfer with it.
      secureOptions: { ...pinnedTls(pin), maxVersion: 'TLSv1.2' },
    });
    if (isClear !== null) connections = await TransferConnections.of(client, isClear, way.secureMs);
    return await work(client);
  } catch (error) {
    const told = inOurWords(error);
    throw connections?.isReasonOf(error) === true ? new OtherChannel(told.message, { cause: told }) : told;
  } finally {
    signal.removeEventListener('abort', abort);
    client.close();
  }
}

function inOurWords(error: unknown): Error {
  if (!(error instanceof FTPError)) {
    const { message } = error as Error;
    return new Unreachable(message, { cause: error });
  }
  if (error.code === 421)
    return new Unreachable(
      'its file server takes no more connections: close what else fetches or sends files there, such as a slicer',
      { cause: error },
    );
  if (error.code === 530) return new WrongCredentials('the printer refuses the access code', { cause: error });
  if (error.code === 553)
    return new Refused('its memory card is missing, full, or of another format: look at the printer', { cause: error });
  return new Refused(error.message, { cause: error });
}
