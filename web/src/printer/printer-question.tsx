import { useState } from 'react';
import { ask } from '../graphql/ask.ts';
import { AnswerDialogDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { told } from './order.ts';

/**
 * What the printer asks a person. It stands in the card and covers nothing, so that the emergency stop stays one press away (MA5); no
 * time ends it. Texts and buttons are the printer’s, shown as text and nothing else.
 */
export function PrinterQuestion({ printer }: { readonly printer: Printer }) {
  const { dialog } = printer;
  return dialog === null ? null : <Question key={dialog.id} printer={printer} dialog={dialog} />;
}

function Question({ printer, dialog }: { readonly printer: Printer; readonly dialog: NonNullable<Printer['dialog']> }) {
  const [busy, setBusy] = useState(false);
  async function answer(choice: number | null): Promise<void> {
    setBusy(true);
    const given = { printerId: printer.id, dialogId: dialog.id, choice };
    const accepted = await told(async () => (await ask(AnswerDialogDocument, given)).answerDialog);
    // Accepted, it goes by itself; until then a second press would answer it twice.
    if (!accepted) setBusy(false);
  }
  return (
    <section className="question" role="alertdialog" aria-label={`${printer.name} asks`}>
      <p>{dialog.text === '' ? 'The printer asks.' : dialog.text}</p>
      <div className="question-choices">
        {dialog.choices.map((choice, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- the place is what an answer names; texts may be alike
          <button key={i} type="button" className="button" disabled={busy} onClick={() => void answer(i)}>
            {choice === '' ? `Answer ${i + 1}` : choice}
          </button>
        ))}
        {dialog.choices.length === 0 && (
          <button type="button" className="button" disabled={busy} onClick={() => void answer(null)}>
            Seen
          </button>
        )}
      </div>
    </section>
  );
}
