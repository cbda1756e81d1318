import { useEffect, useRef } from 'react';
import { ago } from '../format.ts';
import { Icon } from '../ui/icons.tsx';
import { say } from '../ui/toasts.tsx';
import { useNow } from '../ui/use-now.ts';
import { live, useConnection } from './use-live.ts';

/** Old data is never shown as live: the banner stands over the whole page until the server is back. */
export function ConnectionBanner() {
  const connection = useConnection();
  const now = useNow(1_000);
  const wasLost = useRef(false);
  useEffect(() => {
    if (connection.kind === 'lost') wasLost.current = true;
    if (connection.kind === 'live' && wasLost.current) {
      wasLost.current = false;
      say('Connected again. Everything shown is live.');
    }
    document.documentElement.toggleAttribute('data-stale', connection.kind === 'lost');
  }, [connection]);
  if (connection.kind !== 'lost') return null;
  return (
    <div className="banner banner-lost" role="alert">
      <Icon name="link" />
      <p>
        <strong>Connection lost.</strong> What you see was true {ago(connection.since, now)}. Printers go on printing
        meanwhile.
      </p>
      <button type="button" className="button" onClick={() => live.retry()}>
        Try now
      </button>
    </div>
  );
}
