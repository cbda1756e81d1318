import { type FormEvent, useEffect, useRef, useState } from 'react';
import { plural } from '../format.ts';
import { ask, AskError, troubleWords } from '../graphql/ask.ts';
import { AddPrinterDocument } from '../graphql/operations.generated.ts';
import { openTrialStream } from '../live/stream.ts';
import { type FormField, formFields } from '../printer/form-fields.ts';
import { useDrivers } from '../printer/printer-form.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { FormTrouble } from '../ui/form-problem.tsx';
import { say } from '../ui/toasts.tsx';
import { type FoundPrinter, placeOf } from './found-words.ts';
import { addSeveral, type Outcome } from './several.ts';
import { STEP_TITLES } from './try-connection.tsx';

interface Draft {
  readonly isChosen: boolean;
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Printers that were found, each tested and then added; the list is the one that was there when this was opened. */
export function AddSeveral({
  found,
  onClose,
}: {
  readonly found: readonly FoundPrinter[];
  readonly onClose: () => void;
}) {
  const [listed] = useState(found);
  const { drivers, unread } = useDrivers();
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const [outcomes, setOutcomes] = useState<Readonly<Record<string, Outcome>>>({});
  const [tags, setTags] = useState('');
  const [running, setRunning] = useState<AbortController | null>(null);
  const left = useRef<AbortController | null>(null);
  useEffect(() => () => left.current?.abort(), []);

  const draftOf = ({ key, name }: FoundPrinter): Draft => drafts[key] ?? { isChosen: false, name, given: {} };
  const change = (each: FoundPrinter, news: Partial<Draft>): void =>
    setDrafts((all) => ({ ...all, [each.key]: { ...(all[each.key] ?? draftOf(each)), ...news } }));
  const isAdded = ({ key }: FoundPrinter): boolean => outcomes[key]?.kind === 'added';
  const open = listed.filter((each) => !isAdded(each));
  const chosen = open.filter((each) => draftOf(each).isChosen);
  const needed = ({ driver, options }: FoundPrinter): readonly FormField[] => {
    const schema = drivers?.find(({ name }) => name === driver)?.optionsSchema;
    return formFields(schema).filter(({ name, required }) => required && !(isRecord(options) && name in options));
  };

  async function addOne(each: FoundPrinter, doing: (what: string) => void, signal: AbortSignal): Promise<Outcome> {
    const { name, given } = draftOf(each);
    const options = { ...(isRecord(each.options) ? each.options : {}), ...given };
    const trouble = await troubleOf(each.driver, options, doing, signal);
    if (trouble !== null) return { kind: 'failed', ...trouble };
    if (signal.aborted) return { kind: 'waiting' };
    doing('It is added');
    try {
      await ask(AddPrinterDocument, {
        input: {
          name,
          driver: each.driver,
          options,
          model: each.model,
          tags: tags.split(',').flatMap((tag) => (tag.trim() === '' ? [] : [tag.trim()])),
          clearing: 'OPERATOR',
          identity: each.identity,
          grantedKey: null,
        },
      });
      return { kind: 'added' };
    } catch (error) {
      const isOurs = error instanceof AskError;
      return {
        kind: 'failed',
        message: isOurs ? error.message : troubleWords(error),
        remedy: isOurs ? error.remedy : '',
      };
    }
  }

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (running !== null || chosen.length === 0) return;
    const controller = new AbortController();
    left.current = controller;
    setRunning(controller);
    let added = 0;
    setOutcomes((all) => ({
      ...all,
      ...Object.fromEntries(chosen.map(({ key }) => [key, { kind: 'waiting' } as const])),
    }));
    await addSeveral(
      chosen,
      addOne,
      ({ key }, outcome) => {
        if (outcome.kind === 'added') added++;
        setOutcomes((all) => ({ ...all, [key]: outcome }));
      },
      controller.signal,
    );
    setRunning(null);
    if (added > 0) say(`${plural(added, 'printer', 'printers')} joined the farm.`);
    if (added === open.length) onClose();
  }

  const isBusy = running !== null;
  return (
    <Dialog title="Add several printers" onClose={onClose}>
      <FormTrouble problem={unread} />
      {drivers === null ? (
        unread === null && <Loading what="the kinds of printers" />
      ) : (
        <form className="form" onSubmit={(event) => void add(event)}>
          <p className="quiet">
            Each one that you tick is tested first, and added where the test passes. Before its first print somebody
            confirms that its bed is clear.
          </p>
          <label className="choice">
            <input
              type="checkbox"
              disabled={isBusy}
              checked={open.length > 0 && chosen.length === open.length}
              onChange={(event) => {
                for (const each of open) change(each, { isChosen: event.target.checked });
              }}
            />{' '}
            All {open.length}
          </label>
          <ul className="import-rows">
            {listed.map((each) => {
              const draft = draftOf(each);
              return (
                <li key={each.key} className="several-row">
                  <label className="choice">
                    <input
                      type="checkbox"
                      checked={draft.isChosen || isAdded(each)}
                      disabled={isBusy || isAdded(each)}
                      onChange={(event) => change(each, { isChosen: event.target.checked })}
                    />
                    <span>
                      <strong>{each.name}</strong> <small>{placeOf(each)}</small>
                    </span>
                  </label>
                  {draft.isChosen && !isAdded(each) && (
                    <div className="several-fields">
                      <label>
                        Name
                        <input
                          required
                          maxLength={80}
                          disabled={isBusy}
                          value={draft.name}
                          onChange={(event) => change(each, { name: event.target.value })}
                        />
                      </label>
                      {needed(each).map(({ name, title, kind }) => (
                        <label key={name}>
                          {title}
                          <input
                            required
                            type={kind === 'secret' ? 'password' : 'text'}
                            autoComplete={kind === 'secret' ? 'new-password' : undefined}
                            disabled={isBusy}
                            value={draft.given[name] ?? ''}
                            onChange={(event) =>
                              change(each, { given: { ...draft.given, [name]: event.target.value } })
                            }
                          />
                        </label>
                      ))}
                      {each.note !== null && <small className="quiet">{each.note}</small>}
                    </div>
                  )}
                  <OutcomeLine outcome={outcomes[each.key]} isBusy={isBusy} />
                </li>
              );
            })}
          </ul>
          <label>
            Tags for all of them
            <input value={tags} disabled={isBusy} placeholder="pla, large" onChange={(e) => setTags(e.target.value)} />
          </label>
          <footer className="dialog-actions">
            {isBusy ? (
              <button type="button" className="button" onClick={() => running.abort()}>
                Stop
              </button>
            ) : (
              <button type="button" className="button" onClick={onClose}>
                Back
              </button>
            )}
            <button type="submit" className="button button-main" disabled={isBusy || chosen.length === 0}>
              {chosen.length === 0 ? 'Test and add' : `Test and add ${chosen.length}`}
            </button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}

function OutcomeLine({ outcome, isBusy }: { readonly outcome: Outcome | undefined; readonly isBusy: boolean }) {
  switch (outcome?.kind) {
    case undefined:
      return null;
    case 'waiting':
      return <p className="quiet">{isBusy ? 'Its turn comes.' : 'Not added: it was stopped.'}</p>;
    case 'busy':
      return (
        <p className="quiet" role="status">
          {outcome.doing}…
        </p>
      );
    case 'added':
      return (
        <p className="several-added" role="status">
          Added.
        </p>
      );
    case 'failed':
      return (
        <p className="form-problem" role="alert">
          {outcome.message} <span className="quiet">{outcome.remedy}</span>
        </p>
      );
  }
}

/** What a test of the connection finds wrong; null where nothing is, or somebody has stopped it. */
function troubleOf(
  driver: string,
  options: Record<string, unknown>,
  doing: (what: string) => void,
  signal: AbortSignal,
): Promise<{ readonly message: string; readonly remedy: string } | null> {
  return new Promise((resolve) => {
    let isOver = false;
    const end = (trouble: { readonly message: string; readonly remedy: string } | null): void => {
      isOver = true;
      signal.removeEventListener('abort', stop);
      resolve(trouble);
    };
    const stop = (): void => {
      close();
      end(null);
    };
    const close = openTrialStream(
      { driver, options, grantedKey: null },
      {
        next(trial) {
          const failed = trial.steps.find(({ state }) => state === 'FAILED');
          const now = trial.steps.find(({ state }) => state === 'RUNNING');
          if (now !== undefined) doing(STEP_TITLES[now.step]);
          if (failed !== undefined) end({ message: failed.message ?? 'It failed.', remedy: failed.remedy ?? '' });
          else if (trial.isOver) end(null);
        },
        closed() {
          if (!isOver) end({ message: 'The server did not finish the test.', remedy: 'Try again.' });
        },
      },
    );
    signal.addEventListener('abort', stop, { once: true });
  });
}
