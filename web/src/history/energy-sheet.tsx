import { type FormEvent, useState } from 'react';
import { ask, AskError } from '../graphql/ask.ts';
import { ChangeEnergySettingsDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { FormProblem, SheetActions } from '../ui/form-problem.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { say } from '../ui/toasts.tsx';
import type { EnergySettings } from './history-page.tsx';

const SHOWN = ['printerWatts', 'kwhPrice'];

/** How many watts printers take and what a kilowatt-hour costs. */
export function EnergySheet({
  settings,
  onClose,
  onSaved,
}: {
  readonly settings: EnergySettings;
  readonly onClose: () => void;
  readonly onSaved: (settings: EnergySettings) => void;
}) {
  const printers = Object.values(useFarm((state) => state.printers) ?? {});
  const [watts, setWatts] = useState(String(settings.watts));
  const [price, setPrice] = useState(String(settings.kwhPrice));
  const [own, setOwn] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(settings.printers.map((each) => [each.printerId, String(each.watts)])),
  );
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AskError | null>(null);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const before = new Map(settings.printers.map((each) => [each.printerId, String(each.watts)]));
    const changes = Object.entries(own)
      .filter(([id, text]) => text.trim() !== (before.get(id) ?? ''))
      .map(([id, text]) => ({ printerId: id, watts: text.trim() === '' ? null : Number(text) }));
    try {
      const input = { version: settings.version, watts: Number(watts), kwhPrice: Number(price), printers: changes };
      const { changeEnergySettings } = await ask(ChangeEnergySettingsDocument, { input });
      say('Energy is reckoned anew.');
      onSaved(changeEnergySettings);
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  return (
    <Dialog title="Energy" onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <p className="quiet">
          The farm measures no current: energy is the time of a print by these watts, an estimate. A change holds for
          prints that are over too.
        </p>
        <label>
          Watts of a printer while it prints
          <input
            type="number"
            min={0}
            max={20_000}
            step={1}
            required
            value={watts}
            onChange={(e) => setWatts(e.target.value)}
          />
          <small>On average over a print; 0 when nobody knows.</small>
          <FormProblem problem={problem} field="printerWatts" />
        </label>
        <label>
          Price of a kilowatt-hour{settings.currency === '' ? '' : `, ${settings.currency}`}
          <input type="number" min={0} step="any" required value={price} onChange={(e) => setPrice(e.target.value)} />
          <small>0 when it is not to be counted.</small>
          <FormProblem problem={problem} field="kwhPrice" />
        </label>
        {printers.length > 0 && (
          <details>
            <summary>Printers that take other watts ({settings.printers.length})</summary>
            <div className="watts">
              {printers.map(({ id, name }) => (
                <label key={id}>
                  {name}
                  <input
                    type="number"
                    min={0}
                    max={20_000}
                    step={1}
                    placeholder={watts}
                    value={own[id] ?? ''}
                    onChange={(e) => setOwn((before) => ({ ...before, [id]: e.target.value }))}
                  />
                </label>
              ))}
            </div>
          </details>
        )}
        <FormProblem problem={problem} fields={SHOWN} />
        <SheetActions onClose={onClose} busy={busy} />
      </form>
    </Dialog>
  );
}
