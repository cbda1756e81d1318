import { type FormEvent, useState } from 'react';
import { ask, AskError } from '../graphql/ask.ts';
import { AddSpoolDocument, ChangeSpoolDocument } from '../graphql/operations.generated.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { say } from '../ui/toasts.tsx';
import { FormProblem, SheetActions } from '../ui/form-problem.tsx';
import { type Spool, titleOf, USUAL_TYPES } from './spool-words.ts';

const SHOWN = [
  'type',
  'vendor',
  'name',
  'colours',
  'netGrams',
  'usedGrams',
  'tareGrams',
  'price',
  'diameterMm',
  'density',
  'lot',
  'location',
  'note',
];

const numberOrNull = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** Adds a spool or changes one. Several of a kind are added at once: each gets a code and a label of its own. */
export function SpoolForm({
  spool,
  currency,
  onClose,
}: {
  readonly spool: Spool | null;
  readonly currency: string;
  readonly onClose: () => void;
}) {
  const [texts, setTexts] = useState({
    type: spool?.type ?? 'PLA',
    vendor: spool?.vendor ?? '',
    name: spool?.name ?? '',
    netGrams: String(spool?.netGrams ?? 1000),
    usedGrams: String(spool?.usedGrams ?? 0),
    tareGrams: spool?.tareGrams == null ? '' : String(spool.tareGrams),
    price: spool?.price == null ? '' : String(spool.price),
    diameterMm: String(spool?.diameterMm ?? 1.75),
    density: spool === null ? '' : String(spool.density),
    lot: spool?.lot ?? '',
    location: spool?.location ?? '',
    note: spool?.note ?? '',
  });
  const [colours, setColours] = useState<readonly string[]>(spool?.colours ?? ['#2F6B4F']);
  const [count, setCount] = useState('1');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AskError | null>(null);
  const set = (field: keyof typeof texts, value: string): void => setTexts((all) => ({ ...all, [field]: value }));

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const { type, vendor, name, lot, location, note } = texts;
    const input = {
      type,
      vendor,
      name,
      lot,
      location,
      note,
      colours: [...colours],
      netGrams: Number(texts.netGrams),
      tareGrams: numberOrNull(texts.tareGrams),
      price: numberOrNull(texts.price),
      diameterMm: Number(texts.diameterMm),
      density: numberOrNull(texts.density),
    };
    const usedGrams = Number(texts.usedGrams);
    try {
      if (spool === null) {
        const many = Math.min(50, Math.max(1, Math.floor(Number(count))));
        for (let i = 0; i < many; i++) await ask(AddSpoolDocument, { input: { ...input, usedGrams } });
        say(many === 1 ? 'The spool is on the shelf.' : `${many} spools are on the shelf.`);
      } else {
        // What was not touched is not sent: a print may have ended meanwhile, and its amount must stay.
        const used = usedGrams === spool.usedGrams ? {} : { usedGrams };
        await ask(ChangeSpoolDocument, { id: spool.id, version: spool.version, input: { ...input, ...used } });
        say(`${titleOf(input)} is saved.`);
      }
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  const text = (field: keyof typeof texts, title: string, more: object = {}) => (
    <label>
      {title}
      <input value={texts[field]} onChange={(e) => set(field, e.target.value)} {...more} />
      <FormProblem problem={problem} field={field} />
    </label>
  );
  const number = (field: keyof typeof texts, title: string, more: object = {}) =>
    text(field, title, { type: 'number', min: 0, step: 'any', inputMode: 'decimal', ...more });
  return (
    <Dialog title={spool === null ? 'Add a spool' : `Change ${titleOf(spool)}`} onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <div className="form-row">
          {text('type', 'Type', { required: true, maxLength: 32, list: 'spool-types' })}
          {text('vendor', 'Vendor', { maxLength: 64 })}
        </div>
        <datalist id="spool-types">
          {USUAL_TYPES.map((type) => (
            <option key={type} value={type} />
          ))}
        </datalist>
        {text('name', 'Name', { maxLength: 64, placeholder: 'such as Galaxy Black' })}
        <fieldset>
          <legend>Colours</legend>
          <div className="colours">
            {colours.map((colour, i) => (
              <span key={i}>
                <input
                  type="color"
                  aria-label={`Colour ${i + 1}`}
                  value={colour}
                  onChange={(e) =>
                    setColours(colours.map((one, at) => (at === i ? e.target.value.toUpperCase() : one)))
                  }
                />
                <button
                  type="button"
                  className="button-icon"
                  aria-label={`Remove colour ${i + 1}`}
                  onClick={() => setColours(colours.filter((_, at) => at !== i))}
                >
                  <Icon name="cross" />
                </button>
              </span>
            ))}
            {colours.length < 8 && (
              <button type="button" className="button" onClick={() => setColours([...colours, '#C8C8C8'])}>
                <Icon name="plus" /> {colours.length === 0 ? 'A colour' : 'Another colour'}
              </button>
            )}
          </div>
          <FormProblem problem={problem} field="colours" />
        </fieldset>
        <div className="form-row">
          {number('netGrams', 'Filament when full, g', { required: true })}
          {number('usedGrams', 'Used so far, g', { required: true })}
        </div>
        <div className="form-row">
          {number('tareGrams', 'Empty spool, g', { placeholder: 'for weighing' })}
          {number('price', `Price of the spool${currency === '' ? '' : `, ${currency}`}`, { placeholder: 'for costs' })}
        </div>
        <details>
          <summary>More</summary>
          <div className="form">
            <div className="form-row">
              {number('diameterMm', 'Diameter, mm', { required: true })}
              {number('density', 'Density, g/cm³', { placeholder: 'as usual for the type' })}
            </div>
            <div className="form-row">
              {text('lot', 'Lot', { maxLength: 64 })}
              {text('location', 'Kept at', { maxLength: 64, placeholder: 'such as shelf 3' })}
            </div>
            {text('note', 'Note', { maxLength: 1000 })}
          </div>
        </details>
        {spool === null && (
          <label>
            How many of them
            <input
              type="number"
              min={1}
              max={50}
              step={1}
              required
              value={count}
              onChange={(e) => setCount(e.target.value)}
            />
            <small>Each gets a code and a label of its own.</small>
          </label>
        )}
        <FormProblem problem={problem} fields={SHOWN} />
        <SheetActions onClose={onClose} busy={busy} yes={spool === null ? 'Add' : 'Save'} />
      </form>
    </Dialog>
  );
}
