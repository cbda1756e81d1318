import { type FormEvent, useState } from 'react';
import { AskError, ask } from '../graphql/ask.ts';
import { AddWebhookDocument, ChangeWebhookDocument, type WebhooksQuery } from '../graphql/operations.generated.ts';
import { Dialog } from '../ui/dialog.tsx';
import { act } from '../ui/toasts.tsx';
import { type EventKind, type Topic, TOPICS, useEventKinds } from './event-kinds.ts';
import { choiceOf, chosenNames } from './webhook-words.ts';
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
  return (
    <WebhookForm
      title="Add a webhook"
      yes="Add"
      url=""
      names={null}
      kinds={kinds}
      onSave={async (input) => onAdded((await ask(AddWebhookDocument, { input })).addWebhook.secret)}
      onClose={onClose}
    />
  );
}

/** Its address and what it is told of; its secret stays, and is not shown. */
export function EditWebhook({
  webhook,
  onClose,
  onSaved,
}: {
  readonly webhook: WebhooksQuery['webhooks']['items'][number];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}) {
  const kinds = useEventKinds();
  const { id, version, url, names } = webhook;
  return (
    <WebhookForm
      // What is chosen is known when the catalogue is there.
      key={kinds === null ? 'loading' : 'there'}
      title="Edit the webhook"
      yes="Save"
      note="Its secret stays as it is, and is not shown again. “New secret” makes another one."
      url={url}
      names={names ?? null}
      kinds={kinds}
      onSave={async (input) => {
        await ask(ChangeWebhookDocument, { input: { id, version, ...input } });
        onSaved();
      }}
      onClose={onClose}
    />
  );
}

function WebhookForm({
  title,
  yes,
  note = null,
  url: before,
  names,
  kinds,
  onSave,
  onClose,
}: {
  readonly title: string;
  readonly yes: string;
  readonly note?: string | null;
  readonly url: string;
  readonly names: readonly string[] | null;
  readonly kinds: readonly EventKind[] | null;
  readonly onSave: (input: { readonly url: string; readonly names: readonly string[] | null }) => Promise<void>;
  readonly onClose: () => void;
}) {
  const begun = names === null || kinds === null ? { topics: [], others: [] } : choiceOf(names, kinds);
  const [url, setUrl] = useState(before);
  const [topics, setTopics] = useState<readonly Topic[]>(begun.topics);
  const [others, setOthers] = useState<readonly string[]>(begun.others);
  const [problem, setProblem] = useState<AskError | null>(null);
  const [busy, setBusy] = useState(false);
  const toggle = (topic: Topic): void =>
    setTopics((all) => (all.includes(topic) ? all.filter((each) => each !== topic) : [...all, topic]));
  const toggleName = (name: string): void =>
    setOthers((all) => (all.includes(name) ? all.filter((each) => each !== name) : [...all, name]));
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (kinds === null && (names !== null || topics.length > 0)) return;
    setBusy(true);
    try {
      await onSave({ url: url.trim(), names: kinds === null ? null : chosenNames({ topics, others }, kinds) });
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      setProblem(error);
      setBusy(false);
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        {note !== null && <p className="quiet">{note}</p>}
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
            {begun.others.map((name) => (
              <label key={name} className="choice">
                <input type="checkbox" checked={others.includes(name)} onChange={() => toggleName(name)} /> {name}
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
          <button
            type="submit"
            className="button button-main"
            disabled={busy || (kinds === null && (names !== null || topics.length > 0))}
          >
            {yes}
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
