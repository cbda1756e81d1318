import { AskError, faultOf } from '../graphql/ask.ts';

/** Whether this browser must show a key, and whose it has shown. */
export interface Session {
  readonly keyNeeded: boolean;
  readonly signedIn: boolean;
  readonly name: string | null;
  readonly scope: string | null;
}

/** What the server says; null while it does not answer, or speaks of something else. */
export async function askSession(): Promise<Session | null> {
  try {
    const answer = (await (await fetch('/api/session')).json()) as Partial<Session>;
    if (typeof answer.keyNeeded !== 'boolean' || typeof answer.signedIn !== 'boolean') return null;
    return {
      keyNeeded: answer.keyNeeded,
      signedIn: answer.signedIn,
      name: answer.name ?? null,
      scope: answer.scope ?? null,
    };
  } catch {
    return null;
  }
}

/** Shows the key once; from then on the browser sends it, and no script can read it. Throws AskError. */
export async function signIn(key: string): Promise<void> {
  const answer = await fetch('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  }).catch(() => null);
  if (answer?.ok === true) return;
  throw new AskError(faultOf((await answer?.json().catch(() => null)) ?? null));
}

export async function signOut(): Promise<void> {
  await fetch('/api/session', { method: 'DELETE' });
  window.location.assign('/');
}
