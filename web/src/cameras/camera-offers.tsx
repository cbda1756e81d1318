import { useEffect, useState } from 'react';
import { ask, AskError } from '../graphql/ask.ts';
import {
  AddOwnCameraDocument,
  LookForCamerasDocument,
  type LookForCamerasMutation,
} from '../graphql/operations.generated.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { FormTrouble } from '../ui/form-problem.tsx';
import { say } from '../ui/toasts.tsx';

type Offer = LookForCamerasMutation['lookForCameras'][number];

/** The cameras that a printer brings, each to be added by a press. With `quiet` it goes by itself where there is none to offer. */
export function CameraOffers({
  printerId,
  quiet = false,
  onClose,
}: {
  readonly printerId: string;
  readonly quiet?: boolean;
  readonly onClose: () => void;
}) {
  const [offers, setOffers] = useState<readonly Offer[] | null>(null);
  const [problem, setProblem] = useState<AskError | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let over = false;
    ask(LookForCamerasDocument, { printerId }).then(
      ({ lookForCameras: found }) => {
        if (over) return;
        if (quiet && found.length === 0) onClose();
        else setOffers(found);
      },
      (error: unknown) => {
        if (over) return;
        if (quiet) onClose();
        else setProblem(error instanceof AskError ? error : null);
      },
    );
    return () => {
      over = true;
    };
    // Asked once for this printer, whoever closes it.
  }, [printerId]);

  async function add({ name, url }: Offer): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await ask(AddOwnCameraDocument, { printerId, url });
      const rest = (offers ?? []).filter((each) => each.url !== url);
      say(`${name} is on the page Cameras now.`);
      setOffers(rest);
      if (rest.length === 0) onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
    }
    setBusy(false);
  }

  return (
    <Dialog title="Cameras of the printer" onClose={onClose}>
      {offers === null && problem === null && <Loading what="its cameras" />}
      <FormTrouble problem={problem} />
      {offers?.length === 0 && <p>It names no camera that the farm does not have.</p>}
      <ul className="import-rows">
        {offers?.map((offer) => (
          <li key={offer.url} className="camera-offer">
            <span>
              <strong>{offer.name}</strong> <small className="quiet">{offer.url}</small>
            </span>
            <button
              type="button"
              className="button"
              aria-label={`Add ${offer.name}`}
              disabled={busy}
              onClick={() => void add(offer)}
            >
              Add
            </button>
          </li>
        ))}
      </ul>
      <footer className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          Done
        </button>
      </footer>
    </Dialog>
  );
}
