import { useEffect, useRef, useState } from 'react';
import type { AskForKeySubscription } from '../graphql/operations.generated.ts';
import { openKeyStream } from '../live/stream.ts';
import { Icon } from '../ui/icons.tsx';
import { TrialStepLine } from './try-connection.tsx';

type Request = AskForKeySubscription['askForKey'];
type Step = Request['steps'][number];

const titlesOf = (who: string): Readonly<Record<Step['step'], string>> => ({
  OFFER: `${who} gives out keys`,
  REQUEST: `${who} asks whether Croft may have one`,
  DECISION: 'Somebody there says yes',
});

/** Asks the host of a printer for a key, which a person says yes to at its page. The key itself never comes here. */
export function AskForKey({
  driver,
  who,
  options,
  isGranted,
  onGranted,
}: {
  readonly driver: string;
  readonly who: string;
  /** Without the key. */
  readonly options: Record<string, unknown>;
  readonly isGranted: boolean;
  /** With what stands for the key; null when it counts no more. */
  readonly onGranted: (grantedKey: string | null) => void;
}) {
  const [request, setRequest] = useState<Request | null>(null);
  const [isCut, setCut] = useState(false);
  const close = useRef<() => void>(() => {});
  const granted = useRef(onGranted);
  granted.current = onGranted;
  const said = JSON.stringify([driver, options.url]);
  useEffect(() => {
    // A key is given out at one address, and goes to no other.
    setRequest(null);
    setCut(false);
    granted.current(null);
    return () => close.current();
  }, [said]);

  function begin(): void {
    close.current();
    setCut(false);
    setRequest(null);
    let isOver = false;
    close.current = openKeyStream(
      { driver, options },
      {
        next: (told) => {
          isOver = told.isOver;
          setRequest(told);
          if (told.grantedKey != null) granted.current(told.grantedKey);
        },
        closed: () => setCut(!isOver),
      },
    );
  }

  function stop(): void {
    close.current();
    setRequest(null);
  }

  const isRunning = request !== null && !request.isOver && !isCut;
  const titles = titlesOf(who);
  return (
    <section className="trial" aria-label={`A key of ${who}`}>
      {isRunning ? (
        <button type="button" className="button" onClick={stop}>
          <Icon name="cross" /> Stop asking
        </button>
      ) : (
        <button type="button" className="button" onClick={begin}>
          <Icon name="link" /> {isGranted ? `Ask ${who} for another key` : `Ask ${who} for a key`}
        </button>
      )}
      {request !== null && (
        <ol aria-live="polite">
          {request.steps.map((step) => (
            <TrialStepLine key={step.step} step={step} title={titles[step.step]} />
          ))}
        </ol>
      )}
      {isRunning && request.page != null && (
        <p>
          <a className="button button-main" href={request.page} target="_blank" rel="noreferrer">
            Say yes at {who}
          </a>{' '}
          <small className="quiet">Its page opens beside this one, which goes on by itself.</small>
        </p>
      )}
      {isCut && (
        <p className="form-problem" role="alert">
          The server did not finish asking. Try again.
        </p>
      )}
    </section>
  );
}
