import { bytes } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { CancelCardUploadDocument } from '../graphql/operations.generated.ts';
import { Progress } from '../ui/progress.tsx';
import { act } from '../ui/toasts.tsx';
import { type CardUpload, isUnderWay } from './use-card-uploads.ts';

/** The newest way of a file to the card: how far it is, or why it did not come there. */
export function CardUploadState({
  upload,
  reload,
}: {
  readonly upload: CardUpload | undefined;
  readonly reload: () => void;
}) {
  if (upload === undefined || upload.status === 'CANCELLED') return null;
  const { id, file, name, status, error } = upload;
  if (status === 'FAILED')
    return (
      <p className="trouble" role="alert">
        {file} did not come to the card. {error}
      </p>
    );
  if (!isUnderWay(upload))
    return (
      <p className="quiet">
        {file} lies on the card as {name}.
      </p>
    );
  return (
    <div className="card-upload">
      <div className="printer-file-words">
        <strong>{file}</strong>
        <small className="quiet">{words(upload)}</small>
        <Progress fraction={fractionOf(upload)} label={`${file} to the card`} />
      </div>
      <button
        type="button"
        className="button"
        disabled={status === 'CANCELLING'}
        onClick={() =>
          act(async () => {
            await ask(CancelCardUploadDocument, { id });
            reload();
          }, `${file} does not go to the card.`)
        }
      >
        Cancel
      </button>
    </div>
  );
}

const fractionOf = ({ doneBytes, sizeBytes }: CardUpload): number => (sizeBytes === 0 ? 0 : doneBytes / sizeBytes);

function words({ status, step, name, doneBytes, sizeBytes }: CardUpload): string {
  if (status === 'CANCELLING') return 'What is there of it is taken away …';
  if (step !== 'WRITING') return 'The file is fetched and checked …';
  return `${bytes(doneBytes)} of ${bytes(sizeBytes)}, as ${name}. The printer takes no prints meanwhile.`;
}
