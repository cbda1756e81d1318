import { type FormEvent, useState } from 'react';
import { ask, AskError } from '../graphql/ask.ts';
import { CorrectSpoolUseDocument, UseSpoolDocument, WeighSpoolDocument } from '../graphql/operations.generated.ts';
import { Dialog } from '../ui/dialog.tsx';
import { say } from '../ui/toasts.tsx';
import { FormProblem, SheetActions } from '../ui/form-problem.tsx';
import { type Spool, type SpoolUse, titleOf, useWords, wholeGrams } from './spool-words.ts';

export type AmountTask =
  | { readonly kind: 'weigh'; readonly spool: Spool }
  | { readonly kind: 'use'; readonly spool: Spool }
  | { readonly kind: 'correct'; readonly use: SpoolUse };

/** One number that a person knows better than the farm. */
export function AmountSheet({ task, onClose }: { readonly task: AmountTask; readonly onClose: () => void }) {
  const [grams, setGrams] = useState('');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AskError | null>(null);
  const words = wordsOf(task);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const amount = Number(grams);
    try {
      if (task.kind === 'weigh') await ask(WeighSpoolDocument, { id: task.spool.id, grams: amount });
      else if (task.kind === 'use') await ask(UseSpoolDocument, { id: task.spool.id, grams: amount, note });
      else await ask(CorrectSpoolUseDocument, { id: task.use.id, grams: amount, note });
      say(words.done);
      onClose();
    } catch (error) {
      setProblem(error instanceof AskError ? error : null);
      setBusy(false);
    }
  }

  return (
    <Dialog title={words.title} onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <label>
          {words.label}
          <input
            type="number"
            step="any"
            inputMode="decimal"
            required
            min={task.kind === 'use' ? undefined : 0}
            value={grams}
            onChange={(e) => setGrams(e.target.value)}
          />
          <small>{words.help}</small>
          <FormProblem problem={problem} field="grams" />
        </label>
        {task.kind !== 'weigh' && (
          <label>
            Note
            <input maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} />
          </label>
        )}
        <FormProblem problem={problem} fields={['grams']} />
        <SheetActions onClose={onClose} busy={busy} />
      </form>
    </Dialog>
  );
}

function wordsOf(task: AmountTask): {
  readonly title: string;
  readonly label: string;
  readonly help: string;
  readonly done: string;
} {
  switch (task.kind) {
    case 'weigh': {
      const { spool } = task;
      const help =
        spool.tareGrams === null
          ? 'The weight of the empty spool is not known yet: enter it in the settings of the spool first.'
          : `With the spool, which weighs ${wholeGrams(spool.tareGrams)} when empty.`;
      return {
        title: `Weigh ${titleOf(spool)}`,
        label: 'The scale shows, g',
        help,
        done: `${titleOf(spool)} is weighed.`,
      };
    }
    case 'use': {
      const { spool } = task;
      return {
        title: `Taken from ${titleOf(spool)}`,
        label: 'Taken, g',
        help: 'For filament that no print of this farm took. Below 0: given back.',
        done: 'It is written down.',
      };
    }
    case 'correct':
      return {
        title: 'What it really took',
        label: 'In all, g',
        help: `Written down as ${wholeGrams(task.use.grams)}: ${useWords(task.use)}.`,
        done: 'It is corrected.',
      };
  }
}
