import { useSyncExternalStore } from 'react';
import { AskError } from '../graphql/ask.ts';
import { Icon } from './icons.tsx';

/** Short words about what a person just did. Failures stay until they are closed: none is lost in passing. */
export interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly text: string;
  readonly remedy: string | null;
  /** What a person may still do about it. */
  readonly action?: ToastAction;
}

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

const SHOWN_MS = 5_000;
/** With something to press it stays until it can be reached with a keyboard. */
const ACTION_SHOWN_MS = 12_000;
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
  if (toast.kind === 'done') setTimeout(() => close(id), toast.action === undefined ? SHOWN_MS : ACTION_SHOWN_MS);
}

export const say = (text: string, action?: ToastAction): void =>
  show({ kind: 'done', text, remedy: null, ...(action === undefined ? {} : { action }) });

/** `remedy`: what helps instead of what the server says. */
export function sayFailure(error: unknown, remedy?: string): void {
  const known = error instanceof AskError ? error.remedy : null;
  const text = error instanceof Error ? error.message : String(error);
  show({ kind: 'failed', text, remedy: remedy ?? known });
}

/** Runs what a person asked for and tells how it went. */
export function act(work: () => Promise<unknown>, done?: string, remedy?: string): void {
  work().then(
    () => {
      if (done !== undefined) say(done);
    },
    (error: unknown) => sayFailure(error, remedy),
  );
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
    <section className="toasts" aria-label="Messages" aria-live="polite" aria-relevant="additions">
      {all.map((toast) => (
        <div
          key={toast.id}
          className={`toast toast-${toast.kind}`}
          role={toast.kind === 'failed' ? 'alert' : undefined}
        >
          <Icon name={toast.kind === 'done' ? 'check' : 'warning'} />
          <div>
            <p>{toast.text}</p>
            {toast.remedy !== null && <p className="quiet">{toast.remedy}</p>}
            {toast.action !== undefined && (
              <button
                type="button"
                className="button-link"
                onClick={() => {
                  toast.action?.run();
                  close(toast.id);
                }}
              >
                {toast.action.label}
              </button>
            )}
          </div>
          <button type="button" className="button-icon" aria-label="Close" onClick={() => close(toast.id)}>
            <Icon name="cross" />
          </button>
        </div>
      ))}
    </section>
  );
}
