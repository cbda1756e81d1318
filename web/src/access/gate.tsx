import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { AskError } from '../graphql/ask.ts';
import { useConnection } from '../live/use-live.ts';
import { askSession, type Session, signIn } from './session.ts';

/** The page, or the question for a key where one is needed: at the beginning, and when the key ends while somebody looks. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<Session | null>(null);
  const { kind } = useConnection();
  useEffect(() => {
    let over = false;
    void askSession().then((answer) => {
      if (!over && answer !== null) setSession(answer);
    });
    return () => {
      over = true;
    };
  }, [kind]);
  // Until the server has said otherwise nobody is kept waiting: without a key it shows nothing anyway.
  return session?.keyNeeded === true && !session.signedIn ? <SignIn /> : children;
}

function SignIn() {
  const [key, setKey] = useState('');
  const [trouble, setTrouble] = useState<AskError | null>(null);
  const [asking, setAsking] = useState(false);
  // What the page before it showed was old; this question is not.
  useEffect(() => document.documentElement.removeAttribute('data-stale'), []);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setAsking(true);
    setTrouble(null);
    try {
      await signIn(key);
      window.location.reload();
    } catch (error) {
      setTrouble(error instanceof AskError ? error : null);
      setAsking(false);
    }
  }

  return (
    <main className="sign-in">
      <form className="form" onSubmit={(event) => void submit(event)}>
        <h1>Croft</h1>
        <p className="quiet">This farm can be reached from elsewhere, and asks everybody for a key.</p>
        <label>
          API key
          <input
            type="password"
            autoComplete="current-password"
            autoFocus
            required
            spellCheck={false}
            value={key}
            aria-invalid={trouble !== null}
            aria-describedby="key-help"
            onChange={(event) => setKey(event.target.value)}
          />
          {trouble !== null && (
            <small className="form-problem" role="alert">
              {trouble.message} {trouble.remedy}
            </small>
          )}
          <small id="key-help">
            It begins with <code>croft_</code>. On the computer that runs Croft,{' '}
            <code>croft key create --scope admin</code> makes one.
          </small>
        </label>
        <button type="submit" className="button button-main" disabled={asking}>
          {asking ? 'Looking at it…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
