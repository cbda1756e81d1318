import { type FormEvent, useEffect, useState } from 'react';
import { ask, AskError, troubleWords } from '../graphql/ask.ts';
import { DownloadSettingsDocument, SetDownloadSettingsDocument } from '../graphql/operations.generated.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Loading, PageTrouble } from '../ui/empty.tsx';
import { FormTrouble, SheetActions } from '../ui/form-problem.tsx';
import { say } from '../ui/toasts.tsx';

/** How files come from the printers that hold them. */
export function FetchingDialog({ onClose }: { readonly onClose: () => void }) {
  const [values, setValues] = useState<{ readonly atOnce: string; readonly seconds: string } | null>(null);
  const [unread, setUnread] = useState<string | null>(null);
  const [problem, setProblem] = useState<AskError | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    ask(DownloadSettingsDocument, {}).then(
      ({ downloadSettings: { atOnce, lookEverySeconds } }) =>
        setValues({ atOnce: String(atOnce), seconds: String(lookEverySeconds) }),
      (error: unknown) => setUnread(troubleWords(error)),
    );
  }, []);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || values === null) return;
    setBusy(true);
    try {
      await ask(SetDownloadSettingsDocument, {
        atOnce: Number(values.atOnce),
        lookEverySeconds: Number(values.seconds),
      });
      say('How files are fetched is saved.');
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  return (
    <Dialog title="Fetching from printers" onClose={onClose}>
      <PageTrouble problem={unread} />
      {values === null && unread === null && <Loading what="the settings" />}
      {values !== null && (
        <form className="form" onSubmit={(event) => void save(event)}>
          <p className="quiet">
            For printers that hold files. Whether a printer’s files come by themselves is said on its own page.
          </p>
          <label>
            Files at once
            <input
              type="number"
              min={1}
              max={50}
              required
              value={values.atOnce}
              onChange={(event) => setValues({ ...values, atOnce: event.target.value })}
            />
            <small>From all printers together. The others wait for their turn.</small>
          </label>
          <label>
            Seconds between two looks
            <input
              type="number"
              min={10}
              max={86_400}
              required
              value={values.seconds}
              onChange={(event) => setValues({ ...values, seconds: event.target.value })}
            />
            <small>How often every printer is asked what lies on it.</small>
          </label>
          <FormTrouble problem={problem} />
          <SheetActions onClose={onClose} busy={busy} />
        </form>
      )}
    </Dialog>
  );
}
