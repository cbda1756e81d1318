import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { freeMemory } from '#lib/freed-when-read';
import { defineErrors, errorEntry } from '#lib/user-error';
import { bytesOf } from '../api/files-route.ts';
import { createHandOver, type HandOver } from './hand-over.ts';

export interface SentFile {
  /** As it was sent. */
  readonly name: string;
  /** Ends well only when the whole form has arrived, so that a form that breaks off has sent no file. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface Form<Taken> {
  readonly fields: ReadonlyMap<string, string>;
  /** What became of the file. */
  readonly taken: Taken;
}

const errors = defineErrors({
  form: errorEntry<{ reason: string }>({
    code: 'bad-upload-form',
    cause: ({ reason }) => `This is no upload that Croft understands: ${reason}.`,
    remedy: 'Send multipart/form-data with one file in the field “file”.',
  }),
});

/** A form has a handful of short fields; more is no slicer, and must not fill memory. */
const LIMITS = {
  files: 1,
  fields: 20,
  parts: 24,
  fieldSize: 4096,
  fieldNameSize: 100,
  headerPairs: 20,
  headerSize: 32 * 1024,
} as const;

/**
 * Reads a form with one file as it comes, whatever the order of its parts: nothing waits in memory but a chunk or two. Errors:
 * `bad-upload-form`, `upload-interrupted`, and those of `take`.
 */
export async function receiveForm<Taken>(
  request: IncomingMessage,
  take: (file: SentFile) => Promise<Taken>,
): Promise<Form<Taken>> {
  const bus = openBus(request);
  const fields = new Map<string, string>();
  const whole = Promise.withResolvers<void>();
  // Whoever waits for it hears of it; a form without a file has nobody waiting.
  whole.promise.catch(() => {});
  let taking: Promise<Taken> | null = null;
  let failure: { readonly error: unknown } | null = null;
  let file: HandOver | null = null;
  const memory = createChunkMemory();
  let goOn = (): void => {};
  const fail = (error: unknown): void => {
    failure ??= { error };
    whole.reject(failure.error);
    file?.fail(failure.error);
    goOn();
  };
  const wrong = (reason: string): void => fail(errors.form({ reason }));

  bus.on('field', (name, value, nameCut, valueCut) => {
    if (nameCut || valueCut) wrong('a field is too long');
    fields.set(name, value);
  });
  bus.on('file', (name, stream, sentName) => {
    // Its end is told by `whole`; without a listener an error would end the process.
    stream.on('error', () => {});
    if (name !== 'file') {
      stream.resume();
      return wrong('its file stands in another field');
    }
    const over = createHandOver();
    file = over;
    stream.on('data', (piece: Uint8Array) => {
      memory.inFile(piece);
      over.give(piece);
    });
    taking = take({ name: sentName ?? '', bytes: over.pieces() });
    taking.catch(fail);
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
    bus.on(limit, () => wrong('it has too many parts'));
  bus.on('error', (error) => wrong(error instanceof Error ? error.message.toLowerCase() : 'it is malformed'));
  bus.on('finish', () => {
    file?.end();
    whole.resolve();
  });

  try {
    for await (const chunk of bytesOf(request)) {
      if (failure !== null) break;
      memory.next(chunk, file !== null);
      await new Promise<void>((resolve) => {
        goOn = resolve;
        bus.write(chunk, () => resolve());
      });
      await (file as HandOver | null)?.taken();
      memory.taken();
    }
    if (failure === null) bus.end();
    await whole.promise;
  } catch (error) {
    fail(error);
  }
  if (failure !== null) {
    // What was begun ends before the answer: nothing half-written is left when it is heard.
    await (taking as Promise<Taken> | null)?.catch(() => {});
    throw (failure as { readonly error: unknown }).error;
  }
  if (taking === null) throw errors.form({ reason: 'it has no file' });
  return { fields, taken: await (taking as Promise<Taken>) };
}

function openBus({ headers }: IncomingMessage): BusboyInstance {
  const type = headers['content-type'] ?? '';
  try {
    return new Busboy({ headers: { ...headers, 'content-type': type }, limits: LIMITS, preservePath: true });
  } catch (error) {
    throw errors.form({ reason: 'its content-type is no form with a boundary' }, { cause: error });
  }
}

/**
 * Frees the chunks of a form that hold nothing but a piece of its file, when that is taken; see `freedWhenRead`. Which chunks those are is
 * known when the file goes on in the next one: what the parser holds back from the end of a chunk it has copied.
 */
function createChunkMemory() {
  let before: Uint8Array | null = null;
  let now: Uint8Array | null = null;
  let [inside, goesOn] = [false, false];
  return {
    /** `inside`: the file has begun before it. */
    next(chunk: Uint8Array, isInside: boolean): void {
      before = inside ? now : null;
      [now, inside, goesOn] = [chunk, isInside, false];
    },
    inFile(piece: Uint8Array): void {
      goesOn ||= piece.buffer === now?.buffer;
    },
    /** What has come of the file is done with. */
    taken(): void {
      if (goesOn && before !== null) freeMemory(before);
    },
  };
}
