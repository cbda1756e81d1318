import { type FormEvent, useState } from 'react';
import { AskError, ask } from '../graphql/ask.ts';
import { AddWebhookDocument } from '../graphql/operations.generated.ts';
import { Dialog } from '../ui/dialog.tsx';
import { act } from '../ui/toasts.tsx';
import { namesOf, type Topic, TOPICS, useEventKinds } from './event-kinds.ts';
import { FormTrouble } from '../ui/form-problem.tsx';

const ALL_TOPICS = Object.keys(TOPICS) as readonly Topic[];

export function AddWebhook({
  onClose,
  onAdded,
}: {
  readonly onClose: () => void;
  readonly onAdded: (secret: string) => void;
}) {
  const kinds = useEventKinds();
  const [url, setUrl] = useState('');
  const [topics, setTopics] = useState<readonly Topic[]>([]);
  const [problem, setProblem] = useState<AskError | null>(null);
  const [busy, setBusy] = useState(false);
  const toggle = (topic: Topic): void =>
    setTopics((all) => (all.includes(topic) ? all.filter((each) => each !== topic) : [...all, topic]));
  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    const names = topics.length === 0 || kinds === null ? null : topics.flatMap((topic) => namesOf(topic, kinds));
    try {
      const { addWebhook } = await ask(AddWebhookDocument, { input: { url: url.trim(), names } });
      onAdded(addWebhook.secret);
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      setProblem(error);
      setBusy(false);
    }
  }
  return (
    <Dialog title="Add a webhook" onClose={onClose}>
      <form className="form" onSubmit={(event) => void add(event)}>
        <label>
          Address of the receiver
          <input
            type="url"
            required
            value={url}
            placeholder="https://shop.example/croft"
            onChange={(e) => setUrl(e.target.value)}
          />
          <small>Gets one POST with JSON per event.</small>
        </label>
        <fieldset>
          <legend>Only events of</legend>
          <div className="choices">
            {ALL_TOPICS.map((topic) => (
              <label key={topic} className="choice">
                <input type="checkbox" checked={topics.includes(topic)} onChange={() => toggle(topic)} /> {topic}
              </label>
            ))}
          </div>
          <small>None chosen means every event.</small>
        </fieldset>
        <FormTrouble problem={problem} />
        <footer className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Not now
          </button>
          <button type="submit" className="button button-main" disabled={busy || (topics.length > 0 && kinds === null)}>
            Add
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** The secret leaves the farm in this one moment. */
export function SecretOnce({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  return (
    <Dialog title="Copy the secret now" onClose={onClose}>
      <div className="prose">
        <p>The receiver checks signatures with it. It is shown this once and never again.</p>
        <p>
          <code className="secret">{secret}</code>
        </p>
      </div>
      <footer className="dialog-actions">
        <button
          type="button"
          className="button"
          onClick={() => act(() => navigator.clipboard.writeText(secret), 'The secret is copied.')}
        >
          Copy
        </button>
        <button type="button" className="button button-main" onClick={onClose}>
          I have it
        </button>
      </footer>
    </Dialog>
  );
}
