import { useState } from 'react';
import { bytes } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { DeleteCardFileDocument, ReadCardDocument, type ReadCardMutation } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { act } from '../ui/toasts.tsx';
import { ReadButton, Section, useAnswer } from './firmware-section.tsx';
import { mayMove } from './may.ts';

type CardFile = ReadCardMutation['readCard'][number];

/** What lies on the card in a printer. */
export function Card({ printer }: { readonly printer: Printer }) {
  const [asked, setAsked] = useState<CardFile | null>(null);
  const { answer, problem, busy, read, take } = useAnswer(
    async (): Promise<readonly CardFile[]> => (await ask(ReadCardDocument, { printerId: printer.id })).readCard,
  );
  return (
    <Section title="Card" problem={problem} actions={<ReadButton printer={printer} busy={busy} onRead={read} />}>
      {answer === null && (
        <p className="quiet">What lies on the card in the printer (M20). Prints from it are begun at the printer.</p>
      )}
      {answer?.length === 0 && <p>The card is empty, or there is none.</p>}
      {answer !== null && answer.length > 0 && (
        <div className="table-frame">
          <table className="table">
            <tbody>
              {answer.map((file) => (
                <tr key={file.path}>
                  <td>
                    {file.name}
                    {file.name !== file.path && <small className="quiet"> {file.path}</small>}
                  </td>
                  <td className="number">{file.sizeBytes == null ? '' : bytes(file.sizeBytes)}</td>
                  <td className="number">
                    <button
                      type="button"
                      className="button"
                      aria-label={`Delete ${file.name}`}
                      disabled={!mayMove(printer)}
                      onClick={() => setAsked(file)}
                    >
                      Delete
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asked !== null && (
        <ConfirmDialog
          title={`Delete ${asked.name}?`}
          text={<p>It goes from the card in {printer.name}, for good. The library keeps what it has.</p>}
          yes="Delete"
          danger
          onYes={() =>
            act(async () => {
              take((await ask(DeleteCardFileDocument, { printerId: printer.id, path: asked.path })).deleteCardFile);
            }, `${asked.name} is deleted.`)
          }
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}
