import { bytes } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { PrintCardFileDocument } from '../graphql/operations.generated.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { act } from '../ui/toasts.tsx';

export interface FileOnCard {
  readonly path: string;
  readonly name: string;
  /** Nothing: the printer’s list does not say. */
  readonly sizeBytes?: number | null | undefined;
}

/** The second word: nobody but the person knows what the file holds (MA15). */
export function PrintFromCard({
  file,
  printer,
  onClose,
}: {
  readonly file: FileOnCard;
  readonly printer: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}) {
  const { path, name, sizeBytes } = file;
  return (
    <ConfirmDialog
      title={`Print ${name} from the card?`}
      text={
        <>
          <p>
            {printer.name} reads it from its own card ({path}
            {sizeBytes == null ? '' : `, ${bytes(sizeBytes)}`}). It joins the queue of that printer and begins when its
            bed is clear.
          </p>
          {sizeBytes == null && (
            <p>
              The printer does not list how long it is, so a changed file under the same name is not noticed. It is
              asked again right before the print; if it does not say it then, nothing is printed.
            </p>
          )}
          <p>
            <strong>Nobody has checked what is in it.</strong> The limits that you set in Croft do not hold for it, only
            those of the firmware: print it if you know the file, and that it is for this printer. The scripts around
            prints are not sent.
          </p>
        </>
      }
      yes="Print it"
      onYes={() =>
        act(
          () =>
            ask(PrintCardFileDocument, {
              printerId: printer.id,
              path,
              sizeBytes: sizeBytes ?? null,
              name,
              confirmed: true,
            }),
          `${name} is in the queue.`,
        )
      }
      onClose={onClose}
    />
  );
}
