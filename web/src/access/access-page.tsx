import { useCallback, useEffect, useState } from 'react';
import { ago } from '../format.ts';
import { AskError, ask } from '../graphql/ask.ts';
import { ListApiKeysDocument, type ListApiKeysQuery, RevokeApiKeyDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Empty, Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { useNow } from '../ui/use-now.ts';
import { endWords, scopeWords, targetWords } from './key-words.ts';
import { NewKeyDialog } from './new-key.tsx';
import { askSession, type Session, signOut } from './session.ts';

export type ApiKey = ListApiKeysQuery['apiKeys'][number];

/** Who and what may reach the farm from elsewhere. */
export function AccessPage() {
  const [keys, setKeys] = useState<readonly ApiKey[] | null>(null);
  const [trouble, setTrouble] = useState<AskError | null>(null);
  const [session, setSession] = useState<Session | null>(null);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const load = useCallback(async () => {
    try {
      setKeys((await ask(ListApiKeysDocument, {})).apiKeys);
      setTrouble(null);
    } catch (error) {
      setTrouble(error instanceof AskError ? error : null);
    }
  }, []);
  useEffect(() => {
    void load();
    void askSession().then(setSession);
  }, [load]);
  const usable = keys?.filter((key) => key.revokedAt === null) ?? [];
  const revoked = keys?.filter((key) => key.revokedAt !== null) ?? [];
  return (
    <>
      <div className="toolbar">
        <h1>Access</h1>
        <div className="toolbar-end">
          {session?.name != null && (
            <button type="button" className="button" onClick={() => void signOut()}>
              Sign out of “{session.name}”
            </button>
          )}
          {trouble === null && (
            <button type="button" className="button button-main" onClick={() => setMaking(true)}>
              <Icon name="plus" /> New key
            </button>
          )}
        </div>
      </div>
      <p className="quiet access-words">
        {session?.keyNeeded === true
          ? 'Every request needs a key. Make one for each program and each person, so that each can be taken back alone.'
          : 'On this computer no key is needed. Slicers and scripts elsewhere need one, and Croft then has to be opened for them: see “Sending from a slicer” in the guide.'}
      </p>
      {trouble !== null && (
        <Empty title={trouble.code === 'forbidden' ? 'Keys are an admin’s affair' : trouble.message}>
          <p>{trouble.code === 'forbidden' ? 'The key that you signed in with does not open this.' : trouble.remedy}</p>
        </Empty>
      )}
      {trouble === null && keys === null && <Loading what="keys" />}
      {trouble === null && keys !== null && usable.length === 0 && (
        <Empty title="No keys yet">
          <p>A key lets a slicer send files, or a script or a browser use the farm from elsewhere.</p>
        </Empty>
      )}
      <ul className="keys" aria-label="Keys">
        {usable.map((key) => (
          <KeyLine key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
        ))}
      </ul>
      {revoked.length > 0 && (
        <details className="waiting">
          <summary>{revoked.length} revoked</summary>
          <ul className="keys" aria-label="Revoked keys">
            {revoked.map((key) => (
              <KeyLine key={key.id} apiKey={key} />
            ))}
          </ul>
        </details>
      )}
      {making && <NewKeyDialog onMade={() => void load()} onClose={() => setMaking(false)} />}
      {revoking !== null && (
        <ConfirmDialog
          title={`Revoke “${revoking.name}”?`}
          text={<p>Whatever uses it is shut out at once and for good. Jobs that it made stay.</p>}
          yes="Revoke"
          danger
          onYes={() =>
            act(async () => {
              await ask(RevokeApiKeyDocument, { id: revoking.id });
              await load();
            })
          }
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function KeyLine({ apiKey, onRevoke }: { readonly apiKey: ApiKey; readonly onRevoke?: () => void }) {
  const now = useNow();
  const printers = useFarm((state) => state.printers);
  const { name, id, lastUsedAt } = apiKey;
  return (
    <li>
      <div>
        <h2>{name}</h2>
        <p className="quiet">
          <code>croft_{id}_…</code>
        </p>
      </div>
      <p>
        {scopeWords(apiKey.scope)}
        {apiKey.target !== null && ` to ${targetWords(apiKey.target, (printer) => printers?.[printer]?.name ?? null)}`}
        {apiKey.digestLogin && ', also by user and password'}
        <span className="quiet">
          {endWords(apiKey, now)} · {lastUsedAt === null ? 'never used' : `used ${ago(Date.parse(lastUsedAt), now)}`}
        </span>
      </p>
      {onRevoke !== undefined && (
        <button type="button" className="button" aria-label={`Revoke ${name}`} onClick={onRevoke}>
          Revoke
        </button>
      )}
    </li>
  );
}
