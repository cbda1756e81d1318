import { NotAnswered, type WebDialogue } from '#drivers/web-dialogue';
import type { WebQuestion } from '#drivers/web-question';
import { askCamera } from '../cameras/ask-camera.ts';

/** Why a printer's web server did not say what it was asked; `message` goes on after a colon. */
export class NoAnswer extends NotAnswered {}

const ANSWER_MS = 8_000;
/** A list of webcams, or of Klipper's objects; all of OctoPrint's settings have some 20 KB. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

/** The JSON with which a printer's web server answers. Throws `NoAnswer`, in words without the key. */
export async function askWebServer(question: WebQuestion): Promise<unknown> {
  const bytes = await fetchFromPrinter(question);
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    throw new NoAnswer('it answers something else', { cause: error });
  }
}

/** What lies there, up to a megabyte. Throws `NoAnswer`. */
export async function fetchFromPrinter({ url, headers, login }: WebQuestion): Promise<Buffer> {
  let response: Response;
  try {
    // Elsewhere would be told the printer's key.
    const signal = AbortSignal.timeout(ANSWER_MS);
    response = await (login === undefined
      ? fetch(url, { headers, redirect: 'manual', signal })
      : askCamera(url, login, signal));
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
    throw new NoAnswer(`it cannot be reached (${cause?.code ?? 'no answer in time'})`, { cause: error });
  }
  if (!response.ok) {
    await response.body?.cancel();
    const isKey = response.status === 401 || response.status === 403;
    const { status } = response;
    throw new NoAnswer(isKey ? 'it refuses the key' : `it answers ${status}`, { status });
  }
  try {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of response.body ?? []) {
      size += (piece as Uint8Array).length;
      if (size > ANSWER_LIMIT_BYTES) throw new Error('too long');
      pieces.push(piece as Uint8Array);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    throw new NoAnswer('it answers something else', { cause: error });
  }
}

/** What comes of several questions, one after the other. Throws `NoAnswer`. */
export async function askInTurn<T>(dialogue: WebDialogue<T>): Promise<T> {
  try {
    let next = dialogue.next();
    while (next.done !== true) {
      const asked = await askWebServer(next.value).then(
        (answer) => () => dialogue.next(answer),
        (error: unknown) => () => dialogue.throw(error),
      );
      next = asked();
    }
    return next.value;
  } catch (error) {
    if (error instanceof NoAnswer || !(error instanceof NotAnswered)) throw error;
    throw new NoAnswer(error.message, { cause: error, status: error.status });
  }
}
