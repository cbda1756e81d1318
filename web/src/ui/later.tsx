import { type ComponentType, useEffect, useState } from 'react';
import { Loading } from './empty.tsx';

/**
 * A part of the page whose code comes when it is looked at, so that the first page stays light. What was loaded once is there at once; what
 * cannot be loaded says so, and is tried again.
 */
export function later<Props extends object>(
  what: string,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props> | null>(() => known);
    const [failures, setFailures] = useState(0);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Part !== null) return;
      let current = true;
      setFailed(false);
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
    }, [Part, failures]);
    if (Part !== null) return <Part {...props} />;
    if (!failed) return <Loading what={what} />;
    return (
      <p className="banner banner-trouble" role="alert">
        This part of the page could not be loaded. Is the server there? If it was updated meanwhile, load the page
        again.{' '}
        <button type="button" className="button" onClick={() => setFailures(failures + 1)}>
          Try again
        </button>
      </p>
    );
  };
}
