import type { IncomingMessage } from 'node:http';
import { Refused, Unreachable, WrongCredentials } from './network-trouble.ts';
import { FileRefused } from './printer-files.ts';

/** The bytes of an answer without the first `skipped`, for a host that does not begin in the middle. */
export async function* bytesOf(response: IncomingMessage, skipped: number): AsyncGenerator<Uint8Array, undefined> {
  let left = skipped;
  try {
    for await (const chunk of response) {
      const bytes = chunk as Buffer;
      if (bytes.length <= left) {
        left -= bytes.length;
        continue;
      }
      yield bytes.subarray(left);
      left = 0;
    }
  } catch (error) {
    throw new FileRefused('broken-off', 'The printer’s host broke off in the middle of the file.', { cause: error });
  } finally {
    response.destroy();
  }
}

/** What was asked of a printer's files, with what a network may do to it as a `FileRefused`. */
export async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WrongCredentials) throw new FileRefused('wrong-credentials', error.message, { cause: error });
    if (error instanceof Unreachable) throw new FileRefused('unreachable', error.message, { cause: error });
    if (error instanceof Refused) {
      const reason = error.code === 404 ? 'not-found' : error.code === 416 ? 'changed' : 'refused';
      throw new FileRefused(reason, error.message, { cause: error });
    }
    throw error;
  }
}
