import type { EventKind } from './event-kinds.ts';

/** Every kind of event with its count since the server began, those that nobody heard included (EV3). */
export function EventCounts({ kinds }: { readonly kinds: readonly EventKind[] }) {
  const total = kinds.reduce((sum, { count }) => sum + count, 0);
  return (
    <details className="counts">
      <summary>
        Counts <span className="quiet">{total} since the server began</span>
      </summary>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">What has happened</th>
            <th scope="col" className="number">
              Count
            </th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ name, tells, count, durable }) => (
            <tr key={name}>
              <td>
                <code>{name}</code>
                {!durable && <span className="quiet"> not kept</span>}
              </td>
              <td>{tells}</td>
              <td className="number">{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
