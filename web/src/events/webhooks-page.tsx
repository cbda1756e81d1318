import { useCallback, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { ask, troubleWords } from '../graphql/ask.ts';
import {
  AllowLocalWebhooksDocument,
  ChangeWebhookDocument,
  RemoveWebhookDocument,
  RenewWebhookSecretDocument,
  TestWebhookDocument,
  WebhooksDocument,
  type WebhooksQuery,
} from '../graphql/operations.generated.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Empty, Loading, PageTrouble } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act, say, sayFailure } from '../ui/toasts.tsx';
import { WebhookDeliveries } from './webhook-deliveries.tsx';
import { type EventKind, useEventKinds } from './event-kinds.ts';
import { AddWebhook, EditWebhook, SecretOnce } from './webhook-form.tsx';
import { reasonWords, stateOf, toldOf } from './webhook-words.ts';

export type Webhook = WebhooksQuery['webhooks']['items'][number];

type Opened =
  | { readonly kind: 'add' }
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'edit'; readonly webhook: Webhook }
  | { readonly kind: 'remove'; readonly webhook: Webhook }
  | { readonly kind: 'renew'; readonly webhook: Webhook };

/** Where events go: programs that are told of what happens here, signed. */
export function WebhooksPage() {
  const [list, setList] = useState<WebhooksQuery['webhooks'] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const kinds = useEventKinds();
  const load = useCallback(() => {
    ask(WebhooksDocument, {}).then(
      ({ webhooks }) => {
        setList(webhooks);
        setProblem(null);
      },
      (error: unknown) => setProblem(troubleWords(error)),
    );
  }, []);
  useEffect(load, [load]);
  const close = (): void => setOpened(null);
  const change = (work: () => Promise<unknown>, done: string): void => act(() => work().finally(load), done);
  const renew = ({ id }: Webhook): void => {
    ask(RenewWebhookSecretDocument, { id }).then(({ renewWebhookSecret }) => {
      setOpened({ kind: 'secret', secret: renewWebhookSecret.secret });
      load();
    }, sayFailure);
  };
  return (
    <>
      <div className="toolbar">
        <h1>Webhooks</h1>
        <div className="toolbar-end">
          <Link href="/events" className="button">
            <Icon name="back" /> Events
          </Link>
          <button type="button" className="button button-main" onClick={() => setOpened({ kind: 'add' })}>
            <Icon name="plus" /> Add a webhook
          </button>
        </div>
      </div>
      <PageTrouble problem={problem} />
      {list === null && problem === null && <Loading what="webhooks" />}
      {list?.items.length === 0 && (
        <Empty title="Events go to no program yet">
          <p>
            A webhook sends what happens here to an address of yours: signed, in order, and again until it is taken.
          </p>
        </Empty>
      )}
      <ul className="webhooks">
        {list?.items.map((webhook) => (
          <WebhookCard
            key={webhook.id}
            webhook={webhook}
            kinds={kinds}
            onSwitch={() =>
              change(
                () =>
                  ask(ChangeWebhookDocument, {
                    input: { id: webhook.id, version: webhook.version, enabled: !webhook.enabled },
                  }),
                webhook.enabled ? 'The webhook is off.' : 'The webhook is on.',
              )
            }
            onEdit={() => setOpened({ kind: 'edit', webhook })}
            onRenew={() => setOpened({ kind: 'renew', webhook })}
            onRemove={() => setOpened({ kind: 'remove', webhook })}
          />
        ))}
      </ul>
      {list !== null && (
        <label className="choice webhooks-local">
          <input
            type="checkbox"
            checked={list.localAllowed}
            onChange={(e) => {
              const allowed = e.target.checked;
              change(
                () => ask(AllowLocalWebhooksDocument, { allowed }),
                allowed ? 'Webhooks may go to this computer.' : 'Webhooks stay away from this computer.',
              );
            }}
          />{' '}
          Webhooks may go to programs of this very computer
          <small className="quiet">
            Leave it off unless a receiver runs here: such programs often trust their neighbours.
          </small>
        </label>
      )}
      {opened?.kind === 'add' && (
        <AddWebhook
          onClose={close}
          onAdded={(secret) => {
            setOpened({ kind: 'secret', secret });
            load();
          }}
        />
      )}
      {opened?.kind === 'edit' && (
        <EditWebhook
          webhook={opened.webhook}
          onClose={close}
          onSaved={() => {
            say('The webhook is changed.');
            close();
            load();
          }}
        />
      )}
      {opened?.kind === 'secret' && <SecretOnce secret={opened.secret} onClose={close} />}
      {opened?.kind === 'remove' && (
        <ConfirmDialog
          title="Remove the webhook"
          text={<p>Nothing more goes to {hostOf(opened.webhook.url)}, and its log is forgotten.</p>}
          yes="Remove"
          danger
          onYes={() => change(() => ask(RemoveWebhookDocument, { id: opened.webhook.id }), 'The webhook is gone.')}
          onClose={close}
        />
      )}
      {opened?.kind === 'renew' && (
        <ConfirmDialog
          title="Make a new secret"
          text={
            <p>
              The receiver refuses everything until it knows the new secret. The old one is worth nothing from then on.
            </p>
          }
          yes="Make a new one"
          onYes={() => renew(opened.webhook)}
          onClose={close}
        />
      )}
    </>
  );
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}

function WebhookCard({
  webhook,
  kinds,
  onSwitch,
  onEdit,
  onRenew,
  onRemove,
}: {
  readonly webhook: Webhook;
  readonly kinds: readonly EventKind[] | null;
  readonly onSwitch: () => void;
  readonly onEdit: () => void;
  readonly onRenew: () => void;
  readonly onRemove: () => void;
}) {
  const [attempts, setAttempts] = useState(0);
  const { tag, trouble, note } = stateOf(webhook);
  const test = (): void => {
    ask(TestWebhookDocument, { id: webhook.id }).then(({ testWebhook: { status, error } }) => {
      setAttempts((count) => count + 1);
      if (error === null) say(`The receiver took it (${status}).`);
      else sayFailure(new Error(`The receiver did not take it: ${reasonWords(error)}.`));
    }, sayFailure);
  };
  return (
    <li className="webhook">
      <header>
        <div>
          <h2>{hostOf(webhook.url)}</h2>
          <p className="quiet webhook-url">{webhook.url}</p>
        </div>
        <span className={trouble ? 'tag tag-trouble' : 'tag'}>{tag}</span>
      </header>
      <p className="webhook-told" title={webhook.names?.join(', ')}>
        {toldOf(webhook.names, kinds)}
      </p>
      {note !== null && <p className={trouble ? 'webhook-note trouble' : 'webhook-note quiet'}>{note}</p>}
      <div className="webhook-actions">
        <button type="button" className="button" onClick={test}>
          Send a test
        </button>
        <button type="button" className="button" onClick={onSwitch}>
          {webhook.enabled ? 'Switch off' : 'Switch on'}
        </button>
        <button type="button" className="button" onClick={onEdit}>
          Edit
        </button>
        <button type="button" className="button" onClick={onRenew}>
          New secret
        </button>
        <button type="button" className="button webhook-remove" onClick={onRemove}>
          Remove
        </button>
      </div>
      <WebhookDeliveries id={webhook.id} attempts={attempts} />
    </li>
  );
}
