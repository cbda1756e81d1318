import { type FormEvent, type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { WatchGcodeSubscription } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { openGcodeStream } from '../live/stream.ts';
import { COMMANDS, isShown, recall, remember } from './console-lines.ts';
import { mayMove } from './may.ts';
import { send as sendLines } from './order.ts';

type Line = WatchGcodeSubscription['gcodeHistory']['lines'][number];
type Shown = { readonly id: number } & (
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'gap'; readonly dropped: number }
);

/** Lines kept while the page is open, so that a filter finds what went by. */
const KEPT = 4_000;
/** Lines drawn at once, the newest; more would make the page slow. */
const DRAWN = 400;
const RETRY_MS = 2_000;

/** What goes over the wire while somebody looks, complete and in order, with a mark wherever lines were dropped (MA14). */
export function GcodeConsole({ printer }: { readonly printer: Printer }) {
  const all = useGcode(printer.id);
  const [chatter, setChatter] = useState(false);
  const [search, setSearch] = useState('');
  const shown = useMemo(
    () => all.filter((one) => one.kind === 'gap' || isShown(one.line.text, { chatter, search })).slice(-DRAWN),
    [all, chatter, search],
  );
  const [text, setText] = useState('');
  const [typed, setTyped] = useState<readonly string[]>([]);
  /** Where in `typed` the arrow keys stand; null: at the line that is being typed. */
  const [at, setAt] = useState<number | null>(null);
  const offers = useId();
  const list = useRef<HTMLOListElement>(null);
  const mayType = mayMove(printer);
  /** Whoever scrolls up reads in peace; whoever is at the end stays there. */
  const following = useRef(true);
  useEffect(() => {
    void shown;
    if (list.current !== null && following.current) list.current.scrollTop = list.current.scrollHeight;
  }, [shown]);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    const line = text.trim();
    if (line === '') return;
    setTyped((before) => remember(before, line));
    setAt(null);
    if (await sendLines(printer, [line])) setText('');
  }

  function walk(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    // While commands are offered the arrow keys choose among them.
    if (at === null && text !== '') return;
    event.preventDefault();
    const next = recall(typed, at, event.key === 'ArrowUp' ? -1 : 1);
    setAt(next);
    setText(next === null ? '' : (typed[next] ?? ''));
  }

  return (
    <section className="console" aria-label="G-code">
      <header className="console-head">
        <h2>G-code</h2>
        <input
          type="search"
          aria-label="Show only lines with"
          placeholder="Filter"
          value={search}
          onChange={(e) => setSearch(e.target.value)}
        />
        <label className="console-choice">
          <input type="checkbox" checked={chatter} onChange={(e) => setChatter(e.target.checked)} /> all replies
        </label>
      </header>
      <ol
        ref={list}
        tabIndex={0}
        aria-label="Lines sent and received"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < 40;
        }}
      >
        {shown.length === 0 && (
          <li className="quiet">
            {all.length === 0 ? 'Nothing was said yet.' : 'Nothing of what was said fits the filter.'}
          </li>
        )}
        {shown.map((one) =>
          one.kind === 'gap' ? (
            <li key={one.id} className="console-gap">
              {one.dropped} lines went by too fast for this page
            </li>
          ) : (
            <li key={one.id} className={one.line.direction === 'SENT' ? 'console-sent' : 'console-received'}>
              {one.line.text}
            </li>
          ),
        )}
      </ol>
      <form onSubmit={(event) => void send(event)}>
        <input
          aria-label="G-code line"
          placeholder={mayType ? 'M105' : 'Possible while the printer stands still'}
          disabled={!mayType}
          value={text}
          onChange={(e) => {
            setText(e.target.value);
            setAt(null);
          }}
          onKeyDown={walk}
          list={offers}
          autoComplete="off"
          spellCheck={false}
        />
        <datalist id={offers}>
          {COMMANDS.map(([command, meaning]) => (
            <option key={command} value={command}>
              {meaning}
            </option>
          ))}
        </datalist>
        <button type="submit" className="button" disabled={!mayType || text.trim() === ''}>
          Send
        </button>
      </form>
    </section>
  );
}

function useGcode(printerId: string): readonly Shown[] {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  useEffect(() => {
    let counter = 0;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let close: () => void = () => {};
    const open = (): void => {
      close = openGcodeStream(printerId, {
        next: ({ dropped, lines }) => {
          const gap: Shown[] = dropped > 0 ? [{ id: ++counter, kind: 'gap', dropped }] : [];
          const next = lines.map((line): Shown => ({ id: ++counter, kind: 'line', line }));
          setShown((all) => [...all, ...gap, ...next].slice(-KEPT));
        },
        closed: () => {
          if (!over) timer = setTimeout(open, RETRY_MS);
        },
      });
    };
    setShown([]);
    open();
    return () => {
      over = true;
      clearTimeout(timer);
      close();
    };
  }, [printerId]);
  return shown;
}
