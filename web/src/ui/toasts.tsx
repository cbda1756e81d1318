import { useSyncExternalStore } from 'react';
import { AskError } from '../graphql/ask.ts';
import { Icon } from './icons.tsx';

/** Short words about what a person just did. Failures stay until they are closed: none is lost in passing. */
export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly text: string;
  readonly remedy: string | null;
}

const SHOWN_MS = 5_000;
/** More at once would cover the farm; the oldest go first. */
const SHOWN_LIMIT = 4;

let toasts: readonly Toast[] = [];
let counter = 0;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

const close = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

function show(toast: Omit<Toast, 'id'>): void {
  const id = ++counter;
  set([...toasts, { ...toast, id }].slice(-SHOWN_LIMIT));
  if (toast.kind === 'done') setTimeout(() => close(id), SHOWN_MS);
}

export const say = (text: string): void => show({ kind: 'done', text, remedy: null });

export function sayFailure(error: unknown): void {
  const known = error instanceof AskError;
  const text = error instanceof Error ? error.message : String(error);
  show({ kind: 'failed', text, remedy: known ? error.remedy : null });
}

/** Runs what a person asked for and tells how it went. */
export function act(work: () => Promise<unknown>, done?: string): void {
  work().then(() => {
    if (done !== undefined) say(done);
  }, sayFailure);
}

export function Toasts() {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {all.map((toast) => (
        <div key={toast.id} className={`toast toast-${toast.kind}`}>
          <Icon name={toast.kind === 'done' ? 'check' : 'warning'} />
          <div>
            <p>{toast.text}</p>
            {toast.remedy !== null && <p className="quiet">{toast.remedy}</p>}
          </div>
          <button type="button" className="button-icon" aria-label="Close" onClick={() => close(toast.id)}>
            <Icon name="cross" />
          </button>
        </div>
      ))}
    </div>
  );
}
