import { useEffect, useRef, useState } from 'react';
import type { TryPrinterSubscription } from '../graphql/operations.generated.ts';
import { openTrialStream } from '../live/stream.ts';
import { Icon, type IconName } from '../ui/icons.tsx';

type Trial = TryPrinterSubscription['tryPrinter'];
type Step = Trial['steps'][number];

export const STEP_TITLES: Readonly<Record<Step['step'], string>> = {
  ADDRESS: 'Something answers at the address',
  PROTOCOL: 'It is a printer of this kind',
  CREDENTIAL: 'It takes the key, code or password',
  REPORT: 'It tells of itself',
};

/** Of a printer that calls. */
const CALL_TITLES: Partial<typeof STEP_TITLES> = {
  ADDRESS: 'It can call this server',
  PROTOCOL: 'A printer of this kind calls',
  CREDENTIAL: 'It knows the token',
};

const MARKS: Readonly<Record<Step['state'], { readonly icon: IconName | null; readonly word: string }>> = {
  WAITING: { icon: null, word: 'not yet' },
  RUNNING: { icon: null, word: 'being looked at' },
  PASSED: { icon: 'check', word: 'yes' },
  FAILED: { icon: 'cross', word: 'no' },
};

/** Tries out what the form says, before it is saved; the printer is looked at and asked for nothing. */
export function TryConnection({
  driver,
  calls = false,
  options,
  grantedKey = null,
}: {
  readonly driver: string;
  /** It is the printer that calls. */
  readonly calls?: boolean;
  readonly options: Record<string, unknown>;
  /** Instead of a key in the options. */
  readonly grantedKey?: string | null;
}) {
  const [trial, setTrial] = useState<Trial | null>(null);
  const [isCut, setCut] = useState(false);
  const [isStopped, setStopped] = useState(false);
  const close = useRef<() => void>(() => {});
  const said = JSON.stringify([driver, options, grantedKey]);
  useEffect(() => {
    // What was found out holds for what the form said then.
    setTrial(null);
    setCut(false);
    setStopped(false);
    return () => close.current();
  }, [said]);

  function begin(): void {
    close.current();
    setCut(false);
    setStopped(false);
    setTrial(null);
    let isOver = false;
    close.current = openTrialStream(
      { driver, options, grantedKey },
      {
        next: (told) => {
          isOver = told.isOver;
          setTrial(told);
        },
        closed: () => setCut(!isOver),
      },
    );
  }

  /** Nothing was changed at the printer: it was only looked at. */
  function stop(): void {
    close.current();
    close.current = () => {};
    setTrial(null);
    setCut(false);
    setStopped(true);
  }

  const isRunning = trial !== null && !trial.isOver && !isCut;
  return (
    <section className="trial" aria-label="Test of the connection">
      {isRunning ? (
        <button type="button" className="button" onClick={stop}>
          <Icon name="cross" /> Stop the test
        </button>
      ) : (
        <button type="button" className="button" onClick={begin}>
          <Icon name="link" /> Test the connection
        </button>
      )}
      {isStopped && (
        <p className="quiet" role="status">
          The test was stopped. Nothing was changed at the printer.
        </p>
      )}
      {trial !== null && (
        <ol aria-live="polite">
          {trial.steps.map((step) => (
            <TrialStepLine
              key={step.step}
              step={step}
              title={calls ? (CALL_TITLES[step.step] ?? STEP_TITLES[step.step]) : STEP_TITLES[step.step]}
            />
          ))}
        </ol>
      )}
      {isCut && (
        <p className="form-problem" role="alert">
          The server did not finish the test. Try again.
        </p>
      )}
    </section>
  );
}

/** One step of something that is tried, and what came of it. */
export function TrialStepLine({
  step: { state, message, remedy },
  title,
}: {
  readonly step: Pick<Step, 'state' | 'message' | 'remedy'>;
  readonly title: string;
}) {
  const { icon, word } = MARKS[state];
  return (
    <li className={`trial-step trial-${state.toLowerCase()}`}>
      <span className="trial-mark" role="img" aria-label={word}>
        {icon === null ? <span className="trial-dot" /> : <Icon name={icon} />}
      </span>
      <div>
        <strong>{title}</strong>
        {message !== null && <p>{message}</p>}
        {remedy !== null && <p className="quiet">{remedy}</p>}
      </div>
    </li>
  );
}
