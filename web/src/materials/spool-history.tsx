import { useEffect, useState } from 'react';
import { ask, troubleWords } from '../graphql/ask.ts';
import { SpoolUsesDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { Loading } from '../ui/empty.tsx';
import { AmountSheet } from './amount-sheet.tsx';
import { money, type SpoolUse, useWords, wholeGrams } from './spool-words.ts';

const PAGE = 30;

/** What was taken, newest first; what a person must look at stands out. `spoolId` null: of all spools, the unsure ones. */
export function SpoolHistory({ spoolId, currency }: { readonly spoolId: string | null; readonly currency: string }) {
  const changed = useFarm((state) => state.spoolsChanged);
  const [uses, setUses] = useState<readonly SpoolUse[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [correcting, setCorrecting] = useState<SpoolUse | null>(null);
  useEffect(() => {
    let over = false;
    void changed;
    ask(SpoolUsesDocument, { spoolId, unsure: spoolId === null, first: PAGE, after: null }).then(
      (answer) => {
        if (over) return;
        setUses(answer.spoolUses.items);
        setProblem(null);
      },
      (error: unknown) => {
        if (!over) setProblem(troubleWords(error));
      },
    );
    return () => {
      over = true;
    };
  }, [spoolId, changed]);
  if (problem !== null)
    return (
      <p className="form-problem" role="alert">
        {problem}
      </p>
    );
  if (uses === null) return spoolId === null ? null : <Loading what="the history" />;
  if (uses.length === 0) return spoolId === null ? null : <p className="quiet">Nothing was taken from it yet.</p>;
  const list = (
    <ul className="uses">
      {uses.map((use) => (
        <li key={use.id} className={use.unsure ? 'use use-unsure' : 'use'}>
          <span className="use-grams">{wholeGrams(use.grams)}</span>
          <span className="use-words">
            {useWords(use)}
            {use.note !== '' && <span className="quiet"> – {use.note}</span>}
            <span className="quiet">
              {' '}
              · {new Date(use.at).toLocaleDateString()} · {use.by}
              {use.cost !== null && use.cost !== 0 && ` · ${money(use.cost, currency)}`}
            </span>
          </span>
          {(use.kind === 'PRINT' || use.kind === 'BY_HAND') && (
            <button type="button" className="button" onClick={() => setCorrecting(use)}>
              Correct
            </button>
          )}
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {spoolId === null ? (
        <section className="banner banner-unsure">
          <div>
            <h2>How much did they take?</h2>
            {list}
          </div>
        </section>
      ) : (
        list
      )}
      {correcting !== null && (
        <AmountSheet task={{ kind: 'correct', use: correcting }} onClose={() => setCorrecting(null)} />
      )}
    </>
  );
}
