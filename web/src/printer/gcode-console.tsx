import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { SendManualDocument, type WatchGcodeSubscription } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { openGcodeStream } from '../live/stream.ts';
import { sayFailure } from '../ui/toasts.tsx';

type Line = WatchGcodeSubscription['gcodeHistory']['lines'][number];
type Shown = { readonly id: number } & (
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'gap'; readonly dropped: number }
);

/** Lines kept on the page; the printer’s own history goes further back. */
const KEPT = 400;
const RETRY_MS = 2_000;
const BY_HAND: ReadonlySet<Printer['phase']> = new Set(['READY', 'PAUSED', 'AWAITING_RETRIEVAL', 'UNVERIFIED']);

/** What goes over the wire while somebody looks, complete and in order, with a mark wherever lines were dropped (MA14). */
export function GcodeConsole({ printer }: { readonly printer: Printer }) {
  const shown = useGcode(printer.id);
  const [text, setText] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const mayType = BY_HAND.has(printer.phase) && printer.reachable;
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
    try {
      const { sendManual } = await ask(SendManualDocument, { printerId: printer.id, lines: [line], confirmed: false });
      if (sendManual.accepted) setText('');
      else sayFailure(new Error(sendManual.reason ?? 'The machine refused this line.'));
    } catch (error) {
      sayFailure(error);
    }
  }

  return (
    <section className="console" aria-label="G-code">
      <h2>G-code</h2>
      <ol
        ref={list}
        tabIndex={0}
        aria-label="Lines sent and received"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < 40;
        }}
      >
        {shown.length === 0 && <li className="quiet">Nothing was said yet.</li>}
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
          onChange={(e) => setText(e.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
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
