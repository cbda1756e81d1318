import { useEffect, useState } from 'react';
import { bytes } from '../format.ts';

type FileView = typeof import('./viewer/file-view.tsx').FileView;

interface Seen {
  readonly digest: string;
  readonly plate: number | null;
  readonly isModel: boolean;
  /** What the file says of itself. */
  readonly facts: unknown;
}

/** Files up to this size are shown at once; reading a larger one takes the server seconds, so somebody must want it. */
const AT_ONCE_BYTES = 24 * 1024 * 1024;

/** What a file prints, or the model that it is, in three dimensions. It is most of the code of the page, so that it comes only where it is looked at. */
export function Viewer({ digest, plate, sizeBytes, isModel, facts }: Seen & { readonly sizeBytes: number }) {
  const [asked, setAsked] = useState(sizeBytes <= AT_ONCE_BYTES);
  return (
    <section>
      <h2>{isModel ? 'The model' : 'What it prints'}</h2>
      {asked ? (
        <Shown key={plate} digest={digest} plate={plate} isModel={isModel} facts={facts} />
      ) : (
        <button type="button" className="button" onClick={() => setAsked(true)}>
          {isModel ? 'Show it' : 'Show its tool paths'} ({bytes(sizeBytes)} to read)
        </button>
      )}
    </section>
  );
}

function Shown(props: Seen) {
  const [loaded, setLoaded] = useState<{ readonly View: FileView } | 'failed' | null>(null);
  useEffect(() => {
    let current = true;
    import('./viewer/file-view.tsx').then(
      ({ FileView }) => {
        if (current) setLoaded({ View: FileView });
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
