import { useState } from 'react';
import { bytes } from '../format.ts';
import { later } from '../ui/later.tsx';

const FileView = later('the viewer', () => import('./viewer/file-view.tsx').then((part) => part.FileView));

interface Seen {
  readonly digest: string;
  readonly plate: number | null;
  readonly isModel: boolean;
  /** What the file says of itself. */
  readonly facts: unknown;
}

/** Files up to this size are shown at once; reading a larger one takes the server seconds, so somebody must want it. */
const AT_ONCE_BYTES = 24 * 1024 * 1024;

/** What a file prints, or the model that it is, in three dimensions. */
export function Viewer({ digest, plate, sizeBytes, isModel, facts }: Seen & { readonly sizeBytes: number }) {
  const [asked, setAsked] = useState(sizeBytes <= AT_ONCE_BYTES);
  return (
    <section>
      <h2>{isModel ? 'The model' : 'What it prints'}</h2>
      {asked ? (
        <FileView key={plate} digest={digest} plate={plate} isModel={isModel} facts={facts} />
      ) : (
        <button type="button" className="button" onClick={() => setAsked(true)}>
          {isModel ? 'Show it' : 'Show its tool paths'} ({bytes(sizeBytes)} to read)
        </button>
      )}
    </section>
  );
}
