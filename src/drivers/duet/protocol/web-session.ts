import { NotAnswered, type WebDialogue } from '#drivers/web-dialogue';
import type { WebQuestion } from '#drivers/web-question';
import { isRecord } from './record.ts';

/** What a board is asked beside its driver, in a session of its own that is given back. PURE. */
export interface WebSession {
  /** Alone, or with a computer beside it. */
  readonly way: 'standalone' | 'sbc';
  readonly ask: (path: string) => WebQuestion;
}

/** Throws `NotAnswered` where it lets nobody in. */
export function* inSession<T>(
  { url, password }: { readonly url: string; readonly password: string },
  talk: (session: WebSession) => WebDialogue<T>,
): WebDialogue<T> {
  const session = (yield* withComputer(url, password)) ?? (yield* alone(url, password));
  try {
    return yield* talk(session);
  } finally {
    // It has few; that the answer is lost is no trouble.
    try {
      yield session.ask(session.way === 'sbc' ? '/machine/disconnect' : '/rr_disconnect');
    } catch {}
  }
}

const sessionOf = (url: string, way: WebSession['way'], key: unknown): WebSession => {
  const headers: Readonly<Record<string, string>> =
    typeof key === 'string' || typeof key === 'number' ? { 'X-Session-Key': String(key) } : {};
  return { way, ask: (path) => ({ url: `${url}${path}`, headers }) };
};

/** Null where no such computer is. */
function* withComputer(url: string, password: string): WebDialogue<WebSession | null> {
  try {
    const told = yield { url: `${url}/machine/connect?password=${encodeURIComponent(password)}`, headers: {} };
    const { sessionKey } = isRecord(told) ? told : {};
    return sessionKey === undefined ? null : sessionOf(url, 'sbc', sessionKey);
  } catch (error) {
    if (error instanceof NotAnswered && error.status !== 403 && error.status !== 401) return null;
    throw error;
  }
}

function* alone(url: string, password: string): WebDialogue<WebSession> {
  const told = yield {
    url: `${url}/rr_connect?password=${encodeURIComponent(password)}&sessionKey=yes`,
    headers: {},
  };
  const { err, sessionKey } = isRecord(told) ? told : {};
  if (err === 1) throw new NotAnswered('it refuses the password');
  if (err === 2) throw new NotAnswered('all its sessions are taken');
  if (err !== 0) throw new NotAnswered('it answers something else');
  return sessionOf(url, 'standalone', sessionKey);
}
