import { type FormEvent, useState } from 'react';
import { ask, AskError } from '../graphql/ask.ts';
import { ChangeMaterialSettingsDocument } from '../graphql/operations.generated.ts';
import { Dialog } from '../ui/dialog.tsx';
import { say } from '../ui/toasts.tsx';
import { FormProblem, SheetActions } from '../ui/form-problem.tsx';
import { SpoolmanSection } from './spoolman-section.tsx';
import type { MaterialSettings } from './use-spools.ts';

const SHOWN = ['lowStockPercent', 'currency'];

export function MaterialSettingsSheet({
  settings,
  onClose,
}: {
  readonly settings: MaterialSettings;
  readonly onClose: () => void;
}) {
  const [percent, setPercent] = useState(String(settings.lowStockPercent));
  const [currency, setCurrency] = useState(settings.currency);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AskError | null>(null);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await ask(ChangeMaterialSettingsDocument, {
        input: { version: settings.version, lowStockPercent: Number(percent), currency: currency.trim() },
      });
      say('The settings of materials are saved.');
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  return (
    <Dialog title="Settings of materials" onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <label>
          A spool is low below, %
          <input
            type="number"
            min={0}
            max={90}
            step={1}
            required
            value={percent}
            onChange={(e) => setPercent(e.target.value)}
          />
          <small>Told once on the board above the farm, and again after it was filled up.</small>
          <FormProblem problem={problem} field="lowStockPercent" />
        </label>
        <label>
          Currency
          <input maxLength={8} value={currency} onChange={(e) => setCurrency(e.target.value)} />
          <FormProblem problem={problem} field="currency" />
        </label>
        <FormProblem problem={problem} fields={SHOWN} />
        <SheetActions onClose={onClose} busy={busy} />
      </form>
      <SpoolmanSection />
    </Dialog>
  );
}
