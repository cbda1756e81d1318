import { type FormEvent, useEffect, useState } from 'react';
import { ask, AskError } from '../graphql/ask.ts';
import {
  ChangeJobDocument,
  type JobMaterialInput,
  type JobSlotInput,
  SlotPlansDocument,
} from '../graphql/operations.generated.ts';
import type { Job } from '../live/farm-state.ts';
import { useFarm } from '../live/use-live.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { FormTrouble } from '../ui/form-problem.tsx';
import { say } from '../ui/toasts.tsx';
import { type FilamentPlan, filamentWords, slotHolds, type SlotPlan, whyWords } from './slot-words.ts';
import { Swatch } from './swatch.tsx';

/** So many are open from the start; of more, each opens on its own. */
const OPEN_PLANS = 2;

interface Wanted {
  readonly digest: string;
  readonly plate: number | null;
  readonly printerIds: readonly string[];
  readonly material: JobMaterialInput;
  readonly slots: readonly JobSlotInput[];
}

/** Asked anew whenever what is wanted changes, or a printer tells something else of its slots. Null until the first answer. */
function usePlans(wanted: Wanted): readonly SlotPlan[] | null {
  const told = useFarm((state) =>
    JSON.stringify(Object.values(state.printers).map(({ slots, spools }) => [slots, spools])),
  );
  const [plans, setPlans] = useState<readonly SlotPlan[] | null>(null);
  const text = JSON.stringify(wanted);
  useEffect(() => {
    let current = true;
    void told;
    ask(SlotPlansDocument, JSON.parse(text) as Wanted).then(
      ({ slotPlans }) => {
        if (current) setPlans(slotPlans);
      },
      // The queue says later what does not fit.
      () => {
        if (current) setPlans((before) => before ?? []);
      },
    );
    return () => {
      current = false;
    };
  }, [text, told]);
  return plans;
}

/** Which slot each filament of a file would come from, printer by printer, and the choice of another one. */
export function SlotPlans({
  onChange,
  ...wanted
}: Wanted & { readonly onChange: (slots: readonly JobSlotInput[]) => void }) {
  const printers = useFarm((state) => state.printers) ?? {};
  const plans = usePlans(wanted);
  if (plans === null || plans.length === 0) return null;
  const choose = (printerId: string, filament: number, slot: number | null): void => {
    const others = wanted.slots.filter((each) => each.printerId !== printerId || each.filament !== filament);
    onChange(slot === null ? others : [...others, { printerId, filament, slot }]);
  };
  return (
    <fieldset className="slot-plans">
      <legend>Where the filament comes from</legend>
      {plans.map((plan, i) => (
        <details key={plan.printerId} open={i < OPEN_PLANS}>
          <summary>
            {printers[plan.printerId]?.name ?? 'A printer'}
            {plan.reason !== null && <span className="tag tag-waits">cannot take it yet</span>}
          </summary>
          {plan.filaments.map((filament) => (
            <FilamentChoice
              key={filament.filament}
              plan={plan}
              filament={filament}
              chosen={wanted.slots.find(
                (each) => each.printerId === plan.printerId && each.filament === filament.filament,
              )}
              onChoose={(slot) => choose(plan.printerId, filament.filament, slot)}
            />
          ))}
          {plan.reason !== null && <p className="trouble">{plan.reason}</p>}
        </details>
      ))}
    </fieldset>
  );
}

function FilamentChoice({
  plan,
  filament,
  chosen,
  onChoose,
}: {
  readonly plan: SlotPlan;
  readonly filament: FilamentPlan;
  readonly chosen: JobSlotInput | undefined;
  readonly onChoose: (slot: number | null) => void;
}) {
  const printer = useFarm((state) => state.printers[plan.printerId]);
  const slot = plan.slots.find((each) => each.slot === filament.slot);
  const nameOf = (spoolId: string | null): string => {
    const name = printer?.spools.find((each) => each.spoolId === spoolId)?.name;
    return name === undefined ? '' : `, ${name}`;
  };
  const found = slot === undefined ? 'Choose a slot' : `By material and colour: ${slot.label}`;
  const why = whyWords(filament.why);
  return (
    <label className="slot-choice">
      <span className="slot-choice-of">
        <Swatch colours={filament.colour === null ? [] : [filament.colour]} />
        {filamentWords(filament)}
      </span>
      <span className="slot-choice-from">
        <Swatch colours={slot?.colours ?? []} />
        <select
          value={chosen?.slot ?? ''}
          onChange={(e) => onChoose(e.target.value === '' ? null : Number(e.target.value))}
        >
          <option value="">{chosen === undefined ? found : 'By material and colour'}</option>
          {plan.slots.map((each) => (
            <option key={each.slot} value={each.slot} disabled={each.filled === false}>
              {each.label}: {slotHolds(each)}
              {nameOf(each.spoolId)}
            </option>
          ))}
        </select>
      </span>
      {why !== null && <small>{why}</small>}
    </label>
  );
}

/** The slots of a job that is in the queue already. */
export function ChooseSlots({ job, onClose }: { readonly job: Job; readonly onClose: () => void }) {
  const [slots, setSlots] = useState<readonly JobSlotInput[]>(job.slots);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AskError | null>(null);
  const printers = useFarm((state) => state.printers);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await ask(ChangeJobDocument, { input: { id: job.id, version: job.version, slots: [...slots] } });
      say(`The slots of ${job.name} are chosen.`);
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  return (
    <Dialog title={`Filament of ${job.name}`} onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        {printers === undefined || job.file == null ? (
          <Loading what="the printers" />
        ) : (
          <SlotPlans
            digest={job.file.digest}
            plate={job.plate}
            printerIds={job.printerIds}
            material={job.material}
            slots={slots}
            onChange={setSlots}
          />
        )}
        <FormTrouble problem={problem} />
        <footer className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            Not now
          </button>
          <button type="submit" className="button button-main" disabled={busy}>
            Save
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Whether there is anything to choose: a printer that tells of its slots. */
export const useHasSlots = (): boolean =>
  useFarm((state) => Object.values(state.printers).some(({ slots }) => slots.length > 0)) ?? false;
