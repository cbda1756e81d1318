import { type FormEvent, useState } from 'react';
import { AskError, ask } from '../graphql/ask.ts';
import { CreateApiKeyDocument, type CreateApiKeyMutation } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { say } from '../ui/toasts.tsx';
import { SCOPES, type Scope, scopeWords } from './key-words.ts';

type Made = CreateApiKeyMutation['createApiKey'];

const TERMS = [
  { days: '', words: 'no end' },
  { days: '30', words: '30 days' },
  { days: '365', words: 'a year' },
] as const;

/** A new key: asked for, then shown this once. */
export function NewKeyDialog({ onMade, onClose }: { readonly onMade: () => void; readonly onClose: () => void }) {
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Dialog title={made === null ? 'New key' : `The key for “${made.apiKey.name}”`} onClose={onClose}>
      {made === null ? (
        <KeyForm
          onMade={(key) => {
            setMade(key);
            onMade();
          }}
          onClose={onClose}
        />
      ) : (
        <ShownOnce made={made} onClose={onClose} />
      )}
    </Dialog>
  );
}

function KeyForm({ onMade, onClose }: { readonly onMade: (made: Made) => void; readonly onClose: () => void }) {
  const printers = Object.values(useFarm((state) => state.printers) ?? {}).sort((a, b) => a.name.localeCompare(b.name));
  const tags = [...new Set(printers.flatMap((printer) => printer.tags))].sort();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('UPLOAD');
  const [target, setTarget] = useState('');
  const [days, setDays] = useState('');
  const [digestLogin, setDigestLogin] = useState(false);
  const [trouble, setTrouble] = useState<AskError | null>(null);
  const uploads = scope === 'UPLOAD';

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      const { createApiKey } = await ask(CreateApiKeyDocument, {
        name,
        scope,
        target: uploads && target !== '' ? target : null,
        expiresInDays: days === '' ? null : Number(days),
        digestLogin: uploads && digestLogin,
      });
      onMade(createApiKey);
    } catch (error) {
      setTrouble(error instanceof AskError ? error : null);
    }
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <label>
        What uses it
        <input
          required
          maxLength={80}
          placeholder="PrusaSlicer on the office PC"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <label>
        What it may do
        <select value={scope} onChange={(event) => setScope(event.target.value as Scope)}>
          {SCOPES.map((one) => (
            <option key={one} value={one}>
              {scopeWords(one)}
            </option>
          ))}
        </select>
      </label>
      {uploads && (
        <label>
          Where its files go
          <select value={target} onChange={(event) => setTarget(event.target.value)}>
            <option value="">Wherever it asks</option>
            <option value="queue">Any printer that fits</option>
            {tags.map((tag) => (
              <option key={tag} value={`tag/${tag}`}>
                Printers with the tag {tag}
              </option>
            ))}
            {printers.map((printer) => (
              <option key={printer.id} value={`printer/${printer.id}`}>
                {printer.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        How long
        <select value={days} onChange={(event) => setDays(event.target.value)}>
          {TERMS.map((term) => (
            <option key={term.days} value={term.days}>
              {term.words}
            </option>
          ))}
        </select>
      </label>
      {uploads && (
        <label className="choice">
          <input type="checkbox" checked={digestLogin} onChange={(event) => setDigestLogin(event.target.checked)} />
          Also as user and password
          <small>For PrusaLink with HTTP digest. Leave it off for everything else.</small>
        </label>
      )}
      {trouble !== null && (
        <p className="form-problem" role="alert">
          {trouble.message} {trouble.remedy}
        </p>
      )}
      <footer className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          Back
        </button>
        <button type="submit" className="button button-main">
          Make the key
        </button>
      </footer>
    </form>
  );
}

function ShownOnce({ made, onClose }: { readonly made: Made; readonly onClose: () => void }) {
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(made.key);
      say('Copied.');
    } catch {
      // Browsers refuse it over plain HTTP; the key is marked, for a person to copy.
      document.getSelection()?.selectAllChildren(document.getElementById('made-key') ?? document.body);
      say('Press Ctrl-C or ⌘C to copy it.');
    }
  }
  return (
    <div className="prose">
      <p>Copy it now: it is shown this once and kept nowhere.</p>
      <code id="made-key" className="made-key">
        {made.key}
      </code>
      {made.apiKey.digestLogin && (
        <p>
          As user and password: the user is <code>{made.apiKey.id}</code>, the password the whole key.
        </p>
      )}
      <footer className="dialog-actions">
        <button type="button" className="button" onClick={() => void copy()}>
          <Icon name="copy" /> Copy
        </button>
        <button type="button" className="button button-main" onClick={onClose}>
          Done
        </button>
      </footer>
    </div>
  );
}
