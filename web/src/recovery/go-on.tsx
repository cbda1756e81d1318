import { type FormEvent, useEffect, useState } from 'react';
import { ask, AskError } from '../graphql/ask.ts';
import {
  ContinuationDocument,
  type ContinuationQuery,
  ContinuePrintDocument,
} from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { FormProblem, SheetActions } from '../ui/form-problem.tsx';
import { Icon } from '../ui/icons.tsx';
import { say } from '../ui/toasts.tsx';
import { stepsOf, whereWords } from './continuation-words.ts';

type Offer = NonNullable<ContinuationQuery['continuation']>;

/** After a loss of power: whether what stands on the bed can be finished. Nothing of it happens without a person’s word. */
export function GoOn({ printer }: { readonly printer: Printer }) {
  const [open, setOpen] = useState(false);
  if (printer.phase !== 'FAULTED' || printer.bed.confirmed) return null;
  return (
    <section className="go-on">
      <p className="quiet">If the power failed and the object stands as it stood, its rest can perhaps be printed.</p>
      <button type="button" className="button" onClick={() => setOpen(true)}>
        <Icon name="play" /> Go on with the print…
      </button>
      {open && <GoOnDialog printer={printer} onClose={() => setOpen(false)} />}
    </section>
  );
}

function GoOnDialog({ printer, onClose }: { readonly printer: Printer; readonly onClose: () => void }) {
  const [offer, setOffer] = useState<Offer | null | undefined>();
  const [layer, setLayer] = useState<number | null>(null);
  const [problem, setProblem] = useState<AskError | null>(null);
  useEffect(() => {
    let isOver = false;
    ask(ContinuationDocument, { printerId: printer.id, layer }).then(
      ({ continuation }) => {
        if (isOver) return;
        setOffer(continuation);
        setProblem(null);
      },
      (error: unknown) => {
        if (!isOver) setProblem(error instanceof AskError ? error : null);
      },
    );
    return () => {
      isOver = true;
    };
  }, [printer.id, layer]);
  return (
    <Dialog title={`Go on with the print at ${printer.name}?`} onClose={onClose}>
      <FormProblem problem={problem} />
      {offer === undefined && problem === null && <Loading what="the file" />}
      {offer === null && <p>The printer stands at no print that could go on.</p>}
      {offer != null && offer.place === null && <No no={offer.no} />}
      {offer?.place != null && (
        <GoOnForm printer={printer} offer={offer} place={offer.place} onLayer={setLayer} onClose={onClose} />
      )}
    </Dialog>
  );
}

function No({ no }: { readonly no: Offer['no'] }) {
  if (no === null) return null;
  return (
    <p className="form-problem" role="alert">
      It cannot go on. {no.cause} <span className="quiet">{no.remedy}</span>
    </p>
  );
}

function GoOnForm({
  printer,
  offer,
  place,
  onLayer,
  onClose,
}: {
  readonly printer: Printer;
  readonly offer: Offer;
  readonly place: NonNullable<Offer['place']>;
  readonly onLayer: (layer: number) => void;
  readonly onClose: () => void;
}) {
  const [height, setHeight] = useState(place.lowest === null ? '' : String(place.lowest));
  /** As it is being typed: what is told of it comes a moment later. */
  const [wishedLayer, setWishedLayer] = useState(String(place.layer));
  const [looked, setLooked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AskError | null>(null);
  const { no } = offer;
  const isShown = Number(wishedLayer) === place.layer;

  async function goOn(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy || !looked || !isShown || no !== null) return;
    setBusy(true);
    const { printId, bedId } = offer;
    const z = place.asksHeight ? Number(height) : null;
    try {
      await ask(ContinuePrintDocument, { input: { printerId: printer.id, printId, bedId, layer: place.layer, z } });
      say(`${printer.name} goes on from layer ${place.layer}.`);
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  return (
    <form className="form" onSubmit={(event) => void goOn(event)}>
      <p>{whereWords(offer.name, place)}</p>
      <label>
        Go on from layer
        <input
          type="number"
          min={1}
          max={place.layers}
          required
          value={wishedLayer}
          onChange={(e) => {
            setWishedLayer(e.target.value);
            const wished = Number(e.target.value);
            if (Number.isInteger(wished) && wished >= 1 && wished <= place.layers) onLayer(wished);
          }}
        />
        <small>
          {place.z.toFixed(2)} mm above the bed. Measure the object: this layer is the first that it does not have
          whole.
        </small>
      </label>
      {place.asksHeight && (
        <label>
          The nozzle stands at, mm above the bed
          <input type="number" step="any" min={0} required value={height} onChange={(e) => setHeight(e.target.value)} />
          <small>
            {place.lowest === null
              ? 'It was led away from the object: measure it.'
              : place.highest !== null && place.highest - place.lowest > 0.01
                ? `Between ${place.lowest} and ${place.highest} mm, by the file: measure it. Too high leaves a gap, too low scrapes the object.`
                : 'By the file. Too high leaves a gap, too low scrapes the object: measure it when in doubt.'}
          </small>
          <FormProblem problem={problem} field="zMm" />
        </label>
      )}
      {no === null ? (
        <>
          <ol className="steps">
            {stepsOf(place, height).map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <label className="choice">
            <input type="checkbox" checked={looked} onChange={(e) => setLooked(e.target.checked)} />I have looked: the
            object stands where it stood, and nothing lies in the way.
          </label>
        </>
      ) : (
        <No no={no} />
      )}
      <FormProblem problem={problem} fields={['zMm']} />
      <SheetActions
        onClose={onClose}
        busy={busy || !looked || !isShown || no !== null}
        yes={`Go on from layer ${place.layer}`}
      />
    </form>
  );
}
