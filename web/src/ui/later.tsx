import { type ComponentType, useEffect, useState } from 'react';
import { Loading } from './empty.tsx';

/**
 * A part of the page whose code comes when it is looked at, so that the first page stays light. What was loaded once is there at once.
 * What could not be loaded comes only with the whole page: browsers remember a module that failed, and that of an older Croft is gone.
 */
export function later<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props> | null>(() => known);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Part !== null) return;
      let current = true;
      load().then(
        (part) => {
          known = part;
          if (current) setPart(() => part);
        },
        () => {
          if (current) setFailed(true);
        },
      );
      return () => {
        current = false;
      };
    }, [Part]);
    if (Part !== null) return <Part {...props} />;
    return failed ? <NotLoaded what={what} /> : <Loading what={what} />;
  };
}

function NotLoaded({ what }: { readonly what: string }) {
  const [isAway, setAway] = useState(false);
  /** A dead server would leave nothing at all of the page. */
  function reload(): void {
    setAway(false);
    fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
      () => window.location.reload(),
      () => setAway(true),
    );
  }
  return (
    <div className="banner banner-trouble" role="alert">
      <p>
        {what.charAt(0).toUpperCase() + what.slice(1)} could not be loaded: the server was away, or Croft was updated
        since this page was opened.{isAway && ' The server does not answer yet.'}
      </p>
      <button type="button" className="button" onClick={reload}>
        Load the page again
      </button>
    </div>
  );
}
