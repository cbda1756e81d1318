import { type FormEvent, useEffect, useState } from 'react';
import { duration, facts, grams } from '../format.ts';
import { ask, AskError } from '../graphql/ask.ts';
import {
  AddJobDocument,
  FileDetailDocument,
  type FileDetailQuery,
  type JobSlotInput,
} from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { AS_FILE, inputOf, MaterialField, type MaterialChoice } from '../materials/material-field.tsx';
import { SlotPlans } from '../materials/slot-plans.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { say } from '../ui/toasts.tsx';
import { FormTrouble } from '../ui/form-problem.tsx';

const splitTags = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];

type Plate = NonNullable<FileDetailQuery['fileDetail']>['plates'][number];

/** What to make of a file: how many, where, how soon. */
export function JobSheet({
  file,
  onClose,
}: {
  readonly file: { readonly digest: string; readonly name: string };
  readonly onClose: () => void;
}) {
  const printers = useFarm((state) => state.printers) ?? {};
  const plates = usePlates(file.digest);
  const [plate, setPlate] = useState<number | null>(null);
  const [copies, setCopies] = useState('1');
  const [priority, setPriority] = useState('0');
  const [tags, setTags] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [material, setMaterial] = useState<MaterialChoice>(AS_FILE);
  const [slots, setSlots] = useState<readonly JobSlotInput[]>([]);
  const [held, setHeld] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AskError | null>(null);

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await ask(AddJobDocument, {
        input: {
          digest: file.digest,
          copies: Number(copies),
          priority: Number(priority),
          tags: splitTags(tags),
          printerIds: [...chosen],
          held,
          material: inputOf(material),
          plate,
          slots: [...slots],
        },
      });
      say(`${file.name} is queued${Number(copies) > 1 ? `, ${copies} copies` : ''}.`);
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  const toggle = (id: string): void =>
    setChosen((all) => (all.includes(id) ? all.filter((one) => one !== id) : [...all, id]));
  return (
    <Dialog title={`Print ${file.name}`} onClose={onClose}>
      <form className="form" onSubmit={(event) => void add(event)}>
        {plates.length > 1 && (
          <PlateChoice
            plates={plates}
            chosen={plate ?? plates[0]?.index ?? null}
            onChoose={(index) => {
              setPlate(index);
              // Chosen for the filaments of another plate.
              setSlots([]);
            }}
          />
        )}
        <div className="form-row">
          <label>
            Copies
            <input
              type="number"
              min={1}
              max={10_000}
              step={1}
              required
              value={copies}
              onChange={(e) => setCopies(e.target.value)}
            />
          </label>
          <label>
            Priority
            <input
              type="number"
              min={-100}
              max={100}
              step={1}
              required
              value={priority}
              onChange={(e) => setPriority(e.target.value)}
            />
            <small>Higher goes first.</small>
          </label>
        </div>
        <label>
          Only on printers with these tags
          <input value={tags} placeholder="any" onChange={(e) => setTags(e.target.value)} />
          <small>Separated by commas.</small>
        </label>
        {Object.values(printers).length > 1 && (
          <fieldset>
            <legend>Only on these printers</legend>
            <div className="choices">
              {Object.values(printers).map((printer) => (
                <label key={printer.id} className="choice">
                  <input type="checkbox" checked={chosen.includes(printer.id)} onChange={() => toggle(printer.id)} />{' '}
                  {printer.name}
                </label>
              ))}
            </div>
            <small>None chosen means any.</small>
          </fieldset>
        )}
        <MaterialField choice={material} problem={problem} onChange={setMaterial} />
        <SlotPlans
          digest={file.digest}
          plate={plate ?? plates[0]?.index ?? null}
          printerIds={chosen}
          material={inputOf(material)}
          slots={slots}
          onChange={setSlots}
        />
        <label className="choice">
          <input type="checkbox" checked={held} onChange={(e) => setHeld(e.target.checked)} /> Hold it until I release
          it
        </label>
        <FormTrouble problem={problem} />
        <footer className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Not now
          </button>
          <button type="submit" className="button button-main" disabled={busy}>
            {held ? 'Add to the queue' : 'Print'}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Plates that a job can name; none while they are not known yet, and the server then takes the first. */
function usePlates(digest: string): readonly Plate[] {
  const [plates, setPlates] = useState<readonly Plate[]>([]);
  useEffect(() => {
    let current = true;
    ask(FileDetailDocument, { digest }).then(
      ({ fileDetail }) => {
        if (current) setPlates((fileDetail?.plates ?? []).filter(({ printable }) => printable));
      },
      () => {},
    );
    return () => {
      current = false;
    };
  }, [digest]);
  return plates;
}

function PlateChoice({
  plates,
  chosen,
  onChoose,
}: {
  readonly plates: readonly Plate[];
  readonly chosen: number | null;
  readonly onChoose: (plate: number) => void;
}) {
  return (
    <fieldset>
      <legend>Plate</legend>
      <div className="plates">
        {plates.map((plate) => (
          <label key={plate.index} className="plate">
            <input type="radio" name="plate" checked={plate.index === chosen} onChange={() => onChoose(plate.index)} />
            {plate.thumbnail !== null && <img src={plate.thumbnail} alt="" />}
            <span>
              <strong>{plate.name ?? `Plate ${plate.index}`}</strong>
              <small>
                {facts([
                  plate.name === null ? null : `plate ${plate.index}`,
                  plate.metadata.printTimeSeconds === null ? null : duration(plate.metadata.printTimeSeconds),
                  plate.metadata.filamentGrams === null ? null : grams(plate.metadata.filamentGrams),
                  ...plate.metadata.filamentTypes,
                ])}
              </small>
              {plate.outside === true && <small className="trouble">Something lies outside of this plate.</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
