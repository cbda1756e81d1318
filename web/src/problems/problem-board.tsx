import { useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { ClearAllProblemsDocument, ClearProblemDocument } from '../graphql/operations.generated.ts';
import { ago, plural } from '../format.ts';
import { useFarm } from '../live/use-live.ts';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { useNow } from '../ui/use-now.ts';

/** More at once would push the farm out of sight; the rest is one click away. */
const SHOWN = 3;

/** What went wrong stays above everything until a person has seen it (CF3). */
export function ProblemBoard() {
  const [open, setOpen] = useState(false);
  const problems = useFarm((state) => state.problems);
  const now = useNow();
  const all = Object.values(problems ?? {}).sort((a, b) => b.lastAt.localeCompare(a.lastAt));
  if (all.length === 0) return null;
  return (
    <section className="problems" aria-label="Problems">
      <header>
        <h2>
          <Icon name="warning" /> {plural(all.length, 'problem', 'problems')}
        </h2>
        {all.length > 1 && (
          <button type="button" className="button" onClick={() => act(() => ask(ClearAllProblemsDocument, {}))}>
            Clear all
          </button>
        )}
      </header>
      <ul>
        {(open ? all : all.slice(0, SHOWN)).map((problem) => (
          <li key={problem.id}>
            <div>
              <p>
                {problem.printerId !== null && <Whose printerId={problem.printerId} />}
                {problem.message}
                {problem.count > 1 && <span className="quiet"> ({problem.count} times)</span>}
              </p>
              <p className="quiet">
                {problem.cause} <span className="problem-remedy">{problem.remedy}</span>{' '}
                <span className="nowrap">{ago(Date.parse(problem.lastAt), now)}</span>
              </p>
            </div>
            <button
              type="button"
              className="button"
              aria-label={`Seen: ${problem.message}`}
              onClick={() => act(() => ask(ClearProblemDocument, { id: problem.id }))}
            >
              Seen
            </button>
          </li>
        ))}
      </ul>
      {all.length > SHOWN && (
        <button type="button" className="button-link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show fewer' : `Show all ${all.length}`}
        </button>
      )}
    </section>
  );
}

function Whose({ printerId }: { readonly printerId: string }) {
  const name = useFarm((state) => state.printers[printerId]?.name);
  return <strong>{name ?? 'A removed printer'}: </strong>;
}
