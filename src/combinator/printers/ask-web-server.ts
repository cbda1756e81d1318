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
  return jsonIn(await fetchFromPrinter(question));
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    throw new NoAnswer('it answers something else', { cause: error });
  }
}

/** What lies there, up to a megabyte. Throws `NoAnswer`. */
export async function fetchFromPrinter({ signIn, ...question }: WebQuestion): Promise<Buffer> {
  if (signIn === undefined) return answerTo(question);
  const { url, body, read } = signIn;
  const token = await answerTo({ url, headers: { 'content-type': 'application/json' } }, JSON.stringify(body));
  const own = read(jsonIn(token));
  if (own === null) throw new NoAnswer('it answers the login with something else');
  return answerTo({ ...question, headers: { ...question.headers, ...own } });
}

/** `sent`: a login, by POST; Moonraker refuses a wrong one with 400. */
async function answerTo(
  { url, headers, login }: Omit<WebQuestion, 'signIn'>,
  sent: string | null = null,
): Promise<Buffer> {
  let response: Response;
  try {
    // Elsewhere would be told the printer's key.
    const signal = AbortSignal.timeout(ANSWER_MS);
    const asked = { headers, redirect: 'manual', signal } as const;
    response = await (login !== undefined
      ? askCamera(url, login, signal)
      : fetch(url, sent === null ? asked : { ...asked, method: 'POST', body: sent }));
  } catch (error) {
    const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
    throw new NoAnswer(`it cannot be reached (${cause?.code ?? 'no answer in time'})`, { cause: error });
  }
  if (!response.ok) {
    await response.body?.cancel();
    const { status } = response;
    const isLogin = sent !== null && status === 400;
    const isKey = isLogin || status === 401 || status === 403;
    throw new NoAnswer(isKey ? `it refuses the ${isLogin ? 'login' : 'key'}` : `it answers ${status}`, { status });
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
