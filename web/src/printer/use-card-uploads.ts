import { useCallback, useEffect, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { type CardUploadFieldsFragment, CardUploadsDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';

export type CardUpload = CardUploadFieldsFragment;

/** While something is on its way the page asks how far it is. */
const PROGRESS_MS = 1_000;

export const isUnderWay = ({ status }: CardUpload): boolean => status === 'RUNNING' || status === 'CANCELLING';

/** What went to the card in a printer, the newest first. `onArrival`: something came, or was taken away. */
export function useCardUploads(
  printerId: string,
  onArrival: () => void,
): { readonly uploads: readonly CardUpload[]; readonly reload: () => void } {
  const changed = useFarm((state) => state.filesChanged);
  const [uploads, setUploads] = useState<readonly CardUpload[]>([]);
  const reload = useCallback(() => {
    // One that is not answered is asked again with the next change.
    ask(CardUploadsDocument, { printerId }).then(
      ({ cardUploads }) => setUploads(cardUploads),
      () => {},
    );
  }, [printerId]);
  useEffect(() => {
    void changed;
    reload();
  }, [reload, changed]);
  const busy = uploads.some(isUnderWay);
  const [wasBusy, setWasBusy] = useState(busy);
  useEffect(() => {
    if (wasBusy && !busy) onArrival();
    setWasBusy(busy);
  }, [wasBusy, busy, onArrival]);
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(reload, PROGRESS_MS);
    return () => clearInterval(timer);
  }, [busy, reload]);
  return { uploads, reload };
}
