import { useEffect, useState } from 'react';
import { bytes } from '../format.ts';

type PathView = typeof import('./viewer/path-view.tsx').PathView;

/** Files up to this size are shown at once; reading a larger one takes the server seconds, so somebody must want it. */
const AT_ONCE_BYTES = 24 * 1024 * 1024;

/** What a file prints, in three dimensions. It is most of the code of the page, so that it comes only where it is looked at. */
export function Viewer({
  digest,
  plate,
  sizeBytes,
  facts,
}: {
  readonly digest: string;
  readonly plate: number | null;
  readonly sizeBytes: number;
  readonly facts: unknown;
}) {
  const [asked, setAsked] = useState(sizeBytes <= AT_ONCE_BYTES);
  return (
    <section>
      <h2>What it prints</h2>
      {asked ? (
        <Shown key={plate} digest={digest} plate={plate} facts={facts} />
      ) : (
        <button type="button" className="button" onClick={() => setAsked(true)}>
          Show its tool paths ({bytes(sizeBytes)} to read)
        </button>
      )}
    </section>
  );
}

function Shown(props: { readonly digest: string; readonly plate: number | null; readonly facts: unknown }) {
  const [loaded, setLoaded] = useState<{ readonly View: PathView } | 'failed' | null>(null);
  useEffect(() => {
    let current = true;
    import('./viewer/path-view.tsx').then(
      ({ PathView }) => {
        if (current) setLoaded({ View: PathView });
      },
      () => {
        if (current) setLoaded('failed');
      },
    );
    return () => {
      current = false;
    };
  }, []);
  if (loaded === null) return <p className="loading">Loading the viewer…</p>;
  if (loaded === 'failed')
    return (
      <p className="banner banner-trouble" role="alert">
        The viewer could not be loaded. Croft may have been updated meanwhile: load the page again.
      </p>
    );
  return <loaded.View {...props} />;
}
