import { useEffect, useState } from 'react';
import { ask, troubleWords } from '../graphql/ask.ts';
import { WebhookDeliveriesDocument, type WebhookDeliveriesQuery } from '../graphql/operations.generated.ts';

type Delivery = WebhookDeliveriesQuery['webhookDeliveries']['items'][number];

const SHOWN = 50;

/** What was sent and what came of it, read when it is opened; `attempts` grows with each test, which reads it again. */
export function WebhookDeliveries({ id, attempts }: { readonly id: string; readonly attempts: number }) {
  const [open, setOpen] = useState(false);
  const [items, setItems] = useState<readonly Delivery[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!open) return;
    let over = false;
    void attempts;
    ask(WebhookDeliveriesDocument, { id, first: SHOWN }).then(
      ({ webhookDeliveries }) => {
        if (!over) setItems(webhookDeliveries.items);
      },
      (error: unknown) => {
        if (!over) setProblem(troubleWords(error));
      },
    );
    return () => {
      over = true;
    };
  }, [id, open, attempts]);
  return (
    <details className="deliveries" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What was sent</summary>
      {problem !== null && <p role="alert">{problem}</p>}
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
                  <td>{new Date(at).toLocaleString()}</td>
                  <td>
                    <code>{name}</code>
                    {cursor !== null && <span className="quiet"> {cursor}</span>}
                  </td>
                  <td className={error === null ? undefined : 'trouble'}>{error ?? status}</td>
                  <td className="number">{durationMs} ms</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
