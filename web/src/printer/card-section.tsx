import { useState } from 'react';
import { bytes } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { type FileOnCard, PrintFromCard } from '../card-prints/print-from-card.tsx';
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
  const [chosen, setChosen] = useState<FileOnCard | null>(null);
  const { answer, problem, busy, read, take } = useAnswer(
    async (): Promise<readonly CardFile[]> => (await ask(ReadCardDocument, { printerId: printer.id })).readCard,
  );
  return (
    <Section title="Card" problem={problem} actions={<ReadButton printer={printer} busy={busy} onRead={read} />}>
      {answer === null && (
        <p className="quiet">
          What lies on the card in the printer (M20). What you choose of it is printed by the printer itself.
        </p>
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
                  <td className="number choices">
                    <PrintButton file={file} onChoose={setChosen} />
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
      {chosen !== null && <PrintFromCard file={chosen} printer={printer} onClose={() => setChosen(null)} />}
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

/** A file whose length nobody says could be another one by the time that it is its turn. */
function PrintButton({ file, onChoose }: { readonly file: CardFile; readonly onChoose: (file: FileOnCard) => void }) {
  const { path, name, sizeBytes } = file;
  if (sizeBytes == null || sizeBytes === 0) return null;
  return (
    <button
      type="button"
      className="button"
      aria-label={`Print ${name} from the card`}
      onClick={() => onChoose({ path, name, sizeBytes })}
    >
      Print
    </button>
  );
}
