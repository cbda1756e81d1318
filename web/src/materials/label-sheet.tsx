import { useState } from 'react';
import { plural } from '../format.ts';
import { Dialog } from '../ui/dialog.tsx';
import { type Spool, titleOf } from './spool-words.ts';

const SIZES = ['50x30', '62x29', '89x36', '40x12'] as const;
/** The server prints as many at once. */
const LABELS_LIMIT = 200;
const PNG_OF_ONE = 1;

/** Labels with a code that opens the spool on a phone. */
export function LabelSheet({ spools, onClose }: { readonly spools: readonly Spool[]; readonly onClose: () => void }) {
  const [size, setSize] = useState<(typeof SIZES)[number]>('50x30');
  const ids = spools
    .slice(0, LABELS_LIMIT)
    .map((spool) => spool.id)
    .join(',');
  const address = (format: 'pdf' | 'png'): string => `/api/materials/labels?size=${size}&format=${format}&ids=${ids}`;
  const [first] = spools;
  const title =
    spools.length === PNG_OF_ONE && first !== undefined ? titleOf(first) : plural(spools.length, 'spool', 'spools');
  return (
    <Dialog title={`Labels: ${title}`} onClose={onClose}>
      <div className="form">
        <label>
          Size, mm
          <select value={size} onChange={(e) => setSize(e.target.value as typeof size)}>
            {SIZES.map((one) => (
              <option key={one} value={one}>
                {one.replace('x', ' × ')}
              </option>
            ))}
          </select>
          <small>
            The code opens the spool at the address of this page: open Croft by the address that your phones use, then
            print.
          </small>
        </label>
        {spools.length === PNG_OF_ONE && <img className="label-picture" src={address('png')} alt="The label" />}
        <footer className="dialog-actions">
          {spools.length === PNG_OF_ONE && (
            <a className="button" href={address('png')} download={`label-${first?.code ?? ''}.png`}>
              As a picture
            </a>
          )}
          <a className="button button-main" href={address('pdf')} target="_blank" rel="noreferrer">
            As a PDF
          </a>
        </footer>
      </div>
    </Dialog>
  );
}
