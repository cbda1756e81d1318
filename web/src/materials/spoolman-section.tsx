import { type FormEvent, useEffect, useState } from 'react';
import { ago, plural } from '../format.ts';
import { ask, AskError } from '../graphql/ask.ts';
import {
  SetSpoolmanDocument,
  SpoolmanDocument,
  type SpoolmanFieldsFragment,
  SyncSpoolmanDocument,
} from '../graphql/operations.generated.ts';
import { Loading } from '../ui/empty.tsx';
import { FormProblem } from '../ui/form-problem.tsx';

/** The Spoolman that keeps the same spools: its address, and how both stand. */
export function SpoolmanSection() {
  const [state, setState] = useState<SpoolmanFieldsFragment | null>(null);
  const [url, setUrl] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AskError | null>(null);

  const show = (next: SpoolmanFieldsFragment): void => {
    setState(next);
    setUrl(next.url ?? '');
    setProblem(null);
  };
  const run = (act: () => Promise<SpoolmanFieldsFragment>): void => {
    setBusy(true);
    act()
      .then(show, (error: unknown) => setProblem(error instanceof AskError ? error : null))
      .finally(() => setBusy(false));
  };
  useEffect(() => {
    run(async () => (await ask(SpoolmanDocument, {})).spoolman);
  }, []);

  function save(event: FormEvent): void {
    event.preventDefault();
    run(async () => {
      await ask(SetSpoolmanDocument, { url: url.trim() === '' ? null : url.trim() });
      return url.trim() === ''
        ? (await ask(SpoolmanDocument, {})).spoolman
        : (await ask(SyncSpoolmanDocument, {})).syncSpoolman;
    });
  }

  if (state === null && problem === null) return <Loading what="Spoolman" />;
  const trouble = state?.problem ?? null;
  return (
    <form className="form spoolman" onSubmit={save}>
      <label>
        Spoolman
        <input
          value={url}
          placeholder="http://spoolman.local:7912"
          maxLength={500}
          onChange={(event) => setUrl(event.target.value)}
        />
        <small>
          The same spools there and here: what prints take is sent once, what changes there comes in. Leave it empty for
          none.
        </small>
        <FormProblem problem={problem} field="url" />
      </label>
      {state?.hasPassword === true && <small className="quiet">A user and a password are set, and not shown.</small>}
      {state !== null && state.url !== null && (
        <p className={trouble === null ? 'quiet' : 'trouble'} role={trouble === null ? undefined : 'alert'}>
          {trouble ??
            (state.syncedAt === null
              ? 'Not compared yet.'
              : `${plural(state.linked, 'spool', 'spools')} on both sides, compared ${ago(Date.parse(state.syncedAt), Date.now())}.`)}
          {state.waiting > 0 && ` ${plural(state.waiting, 'entry waits', 'entries wait')} to be sent.`}
        </p>
      )}
      <FormProblem problem={problem} fields={['url']} />
      <footer className="dialog-actions">
        {state !== null && state.url !== null && (
          <button
            type="button"
            className="button"
            disabled={busy}
            onClick={() => run(async () => (await ask(SyncSpoolmanDocument, {})).syncSpoolman)}
          >
            {busy ? 'Comparing…' : 'Compare now'}
          </button>
        )}
        <button
          type="submit"
          className="button"
          disabled={busy || (state !== null && url.trim() === (state.url ?? ''))}
        >
          {url.trim() === '' && state !== null && state.url !== null ? 'End it' : 'Use this Spoolman'}
        </button>
      </footer>
    </form>
  );
}
