import { useEffect, useState } from 'react';
import { ask, troubleWords } from '../graphql/ask.ts';
import { Loading } from '../ui/empty.tsx';
import { sayFailure } from '../ui/toasts.tsx';
import { reasonWords, tookWords } from './webhook-words.ts';
import { WebhookDeliveriesDocument, type WebhookDeliveriesQuery } from '../graphql/operations.generated.ts';

type Delivery = WebhookDeliveriesQuery['webhookDeliveries']['items'][number];

const SHOWN = 50;

/** What was sent and what came of it, read when it is opened; `attempts` grows with each test, which reads it again. */
export function WebhookDeliveries({ id, attempts }: { readonly id: string; readonly attempts: number }) {
  const [open, setOpen] = useState(false);
  const [items, setItems] = useState<readonly Delivery[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!open) return;
    let over = false;
    void attempts;
    ask(WebhookDeliveriesDocument, { id, first: SHOWN, after: null }).then(
      ({ webhookDeliveries }) => {
        if (over) return;
        setItems(webhookDeliveries.items);
        setNext(webhookDeliveries.endCursor);
        setProblem(null);
      },
      (error: unknown) => {
        if (!over) setProblem(troubleWords(error));
      },
    );
    return () => {
      over = true;
    };
  }, [id, open, attempts]);
  const older = (): void => {
    ask(WebhookDeliveriesDocument, { id, first: SHOWN, after: next }).then(({ webhookDeliveries }) => {
      setItems((shown) => {
        const known = new Set(shown?.map((each) => each.id));
        return [...(shown ?? []), ...webhookDeliveries.items.filter((each) => !known.has(each.id))];
      });
      setNext(webhookDeliveries.endCursor);
    }, sayFailure);
  };
  return (
    <details className="deliveries" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What was sent</summary>
      {problem !== null && <p role="alert">{problem}</p>}
      {open && items === null && problem === null && <Loading what="what was sent" />}
      {items?.length === 0 && <p className="quiet">Nothing yet.</p>}
      {items !== null && items.length > 0 && (
        <div className="table-frame">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Event</th>
                <th scope="col">Answer</th>
                <th scope="col" className="number">
                  Took
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ id: key, at, name, cursor, status, error, durationMs }) => (
                <tr key={key}>
                  <td className="delivery-at">{new Date(at).toLocaleString()}</td>
                  <td>{cursor === null ? 'A test' : <code title={`Number ${cursor} of the log`}>{name}</code>}</td>
                  <td className={error === null ? undefined : 'trouble'}>
                    {error === null ? `taken (${status})` : reasonWords(error)}
                  </td>
                  <td className="number">{tookWords(durationMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {next !== null && (
        <p className="more">
          <button type="button" className="button" onClick={older}>
            Older
          </button>
        </p>
      )}
    </details>
  );
}
