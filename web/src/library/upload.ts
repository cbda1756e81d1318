import { AskError, faultOf } from '../graphql/ask.ts';

/** What the server says of a stored file. */
export interface Uploaded {
  readonly digest: string;
  readonly name: string;
  readonly duplicate: boolean;
}

/** Sends one file as it is; `progress` hears bytes. Rejects with AskError; `abort` ends it and leaves nothing at the server. */
export function upload(
  file: File,
  folder: string,
  progress: (sent: number) => void,
): { readonly done: Promise<Uploaded>; readonly abort: () => void } {
  const request = new XMLHttpRequest();
  const done = new Promise<Uploaded>((resolve, reject) => {
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status >= 200 && request.status < 300 && isUploaded(answer)) resolve(answer);
      else reject(new AskError(faultOf(answer)));
    };
    request.onerror = () =>
      reject(
        new AskError({
          code: 'upload-interrupted',
          message: `The upload of ${file.name} was interrupted.`,
          remedy: 'Nothing was stored. Drop the file again.',
          field: null,
        }),
      );
    request.onabort = () =>
      reject(
        new AskError({
          code: 'upload-cancelled',
          message: `The upload of ${file.name} was cancelled.`,
          remedy: '',
          field: null,
        }),
      );
  });
  const place = folder === '' ? '' : `&folder=${encodeURIComponent(folder)}`;
  request.open('POST', `/api/files?name=${encodeURIComponent(file.name)}${place}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.send(file);
  return { done, abort: () => request.abort() };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isUploaded(value: unknown): value is Uploaded {
  const uploaded = value as Partial<Uploaded> | null;
  return typeof uploaded?.digest === 'string' && typeof uploaded.name === 'string';
}
