import { type ReactNode, useState } from 'react';
import { AskError } from '../graphql/ask.ts';
import type { Printer } from '../live/farm-state.ts';
import { FormTrouble } from '../ui/form-problem.tsx';
import { mayMove } from './may.ts';

/** Something that is asked for with a press; what was answered stays until it is asked again. */
export function useAnswer<T>(question: () => Promise<T>): {
  readonly answer: T | null;
  readonly problem: AskError | null;
  readonly busy: boolean;
  readonly read: () => void;
  /** What another question has answered. */
  readonly take: (answer: T) => void;
} {
  const [answer, setAnswer] = useState<T | null>(null);
  const [problem, setProblem] = useState<AskError | null>(null);
  const [busy, setBusy] = useState(false);
  const read = (): void => {
    setBusy(true);
    question()
      .then(
        (found) => {
          setAnswer(found);
          setProblem(null);
        },
        (error: unknown) => setProblem(error instanceof AskError ? error : null),
      )
      .finally(() => setBusy(false));
  };
  return { answer, problem, busy, read, take: setAnswer };
}

export function Section({
  title,
  actions,
  problem = null,
  children,
}: {
  readonly title: string;
  readonly actions: ReactNode;
  readonly problem?: AskError | null;
  readonly children: ReactNode;
}) {
  return (
    <section className="operate-group" aria-label={title}>
      <div className="section-head">
        <h2>{title}</h2>
        <div className="operate-row">{actions}</div>
      </div>
      <FormTrouble problem={problem} />
      {children}
    </section>
  );
}

export function ReadButton({
  printer,
  busy,
  blocked = false,
  anytime = false,
  onRead,
}: {
  readonly printer: Printer;
  readonly busy: boolean;
  /** It cannot be asked now. */
  readonly blocked?: boolean;
  /** It answers whatever it does. */
  readonly anytime?: boolean;
  readonly onRead: () => void;
}) {
  return (
    <button
      type="button"
      className="button"
      disabled={busy || blocked || !(anytime || mayMove(printer))}
      onClick={onRead}
    >
      {busy ? 'Reading …' : 'Read'}
    </button>
  );
}
