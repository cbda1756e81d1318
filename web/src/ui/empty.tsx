import type { ReactNode } from 'react';

/** What stands where there is nothing yet: what it is, and the next step. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 120 72" aria-hidden="true">
        <path d="M8 62h104M24 62V40l22-18 22 18v22M46 62V48h12v14M74 62V34h26v28M82 42h10M82 50h10" />
      </svg>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="loading" role="status">
      Loading {what}…
    </p>
  );
}

/** Why a page could not be loaded, and another try where the page does not try by itself. */
export function PageTrouble({ problem, onRetry }: { readonly problem: string | null; readonly onRetry?: () => void }) {
  if (problem === null) return null;
  return (
    <div className="banner banner-trouble" role="alert">
      <p>{problem}</p>
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
