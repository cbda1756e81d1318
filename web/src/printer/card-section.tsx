import { useCallback, useState } from 'react';
import { bytes } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { type FileOnCard, PrintFromCard } from '../card-prints/print-from-card.tsx';
import { DeleteCardFileDocument, ReadCardDocument, type ReadCardMutation } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { act } from '../ui/toasts.tsx';
import { ReadButton, Section, useAnswer } from './firmware-section.tsx';
import { CardUploadState } from './card-uploads.tsx';
import { mayMove } from './may.ts';
import { SendToCard } from './send-to-card.tsx';
import { isUnderWay, useCardUploads } from './use-card-uploads.ts';

type CardFile = ReadCardMutation['readCard'][number];

/** What lies on the card in a printer. */
export function Card({ printer }: { readonly printer: Printer }) {
  const [asked, setAsked] = useState<CardFile | null>(null);
  const [chosen, setChosen] = useState<FileOnCard | null>(null);
  const { answer, problem, busy, read, take } = useAnswer(
    async (): Promise<readonly CardFile[]> => (await ask(ReadCardDocument, { printerId: printer.id })).readCard,
  );
  const [sending, setSending] = useState(false);
  const hasRead = answer !== null;
  const again = useCallback(() => {
    if (hasRead) read();
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is read does not change with each look
  }, [hasRead]);
  const { uploads, reload } = useCardUploads(printer.id, again);
  const isWritten = uploads.some(isUnderWay);
  const actions = (
    <>
      <button
        type="button"
        className="button"
        disabled={isWritten || !mayMove(printer)}
        onClick={() => setSending(true)}
      >
        Send a file …
      </button>
      <ReadButton printer={printer} busy={busy} blocked={isWritten} onRead={read} />
    </>
  );
  return (
    <Section title="Card" problem={problem} actions={actions}>
      <CardUploadState upload={uploads[0]} reload={reload} />
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
                      disabled={isWritten || !mayMove(printer)}
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
      {sending && <SendToCard printer={printer} onSent={reload} onClose={() => setSending(false)} />}
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

/** An empty file is none to print; of many firmwares the list says no lengths. */
function PrintButton({ file, onChoose }: { readonly file: CardFile; readonly onChoose: (file: FileOnCard) => void }) {
  const { path, name, sizeBytes } = file;
  if (sizeBytes === 0) return null;
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
