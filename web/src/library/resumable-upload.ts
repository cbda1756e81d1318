import { AskError, faultOf } from '../graphql/ask.ts';
import type { Uploaded } from './upload.ts';

/**
 * Sends a large file in pieces by the tus protocol (https://tus.io), so that a connection that breaks costs one piece. A
 * ready-made client would weigh more than the library's own page; these are the requests that it needs.
 */
export function uploadInPieces(
  file: File,
  folder: string,
  progress: (sent: number) => void,
): { readonly done: Promise<Uploaded>; readonly abort: () => void } {
  const aborter = new AbortController();
  return { done: send(file, folder, progress, aborter.signal), abort: () => aborter.abort() };
}

const PIECE_BYTES = 8 * 1024 * 1024;
const TUS = { 'tus-resumable': '1.0.0' };
/** Half a minute of a router that restarts; then a person is told. */
const TRIES = 8;
const FIRST_WAIT_MS = 300;

/** Where an upload stands that an earlier visit to the page began. */
const keyOf = (file: File, folder: string): string =>
  `croft-upload ${folder}/${file.name} ${file.size} ${file.lastModified}`;

async function send(
  file: File,
  folder: string,
  progress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Uploaded> {
  const key = keyOf(file, folder);
  let url = localStorage.getItem(key);
  let failures = 0;
  for (;;) {
    try {
      let offset = url === null ? null : await offsetOf(url, signal);
      if (url === null || offset === null) {
        url = await begin(file, folder, signal);
        localStorage.setItem(key, url);
        offset = 0;
      }
      for (;;) {
        progress(offset);
        const end = Math.min(file.size, offset + PIECE_BYTES);
        const answer = await fetch(url, {
          method: 'PATCH',
          headers: { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
          body: file.slice(offset, end),
          signal,
        });
        if (answer.status === 409 || (answer.status >= 500 && answer.status !== 507))
          throw new Error(`status ${answer.status}`);
        if (!answer.ok) throw await refusalOf(answer);
        failures = 0;
        offset = end;
        if (answer.status === 200) {
          localStorage.removeItem(key);
          progress(file.size);
          return (await answer.json()) as Uploaded;
        }
      }
    } catch (error) {
      if (signal.aborted) {
        if (url !== null) void fetch(url, { method: 'DELETE', headers: TUS }).catch(() => {});
        localStorage.removeItem(key);
        throw new AskError({
          code: 'upload-cancelled',
          message: `The upload of ${file.name} was cancelled.`,
          remedy: '',
          field: null,
        });
      }
      if (error instanceof AskError) {
        localStorage.removeItem(key);
        throw error;
      }
      failures += 1;
      if (failures >= TRIES)
        throw new AskError({
          code: 'upload-interrupted',
          message: `The upload of ${file.name} was interrupted.`,
          remedy: 'Drop the file again: it goes on where it broke off.',
          field: null,
        });
      await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** failures));
    }
  }
}

async function begin(file: File, folder: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch('/library/tus', {
    method: 'POST',
    headers: { ...TUS, 'upload-length': String(file.size), 'upload-metadata': metadataOf(file.name, folder) },
    signal,
  });
  const location = answer.headers.get('location');
  if (answer.status >= 500 && answer.status !== 507) throw new Error(`status ${answer.status}`);
  if (!answer.ok || location === null) throw await refusalOf(answer);
  return new URL(location, new URL('/library/tus', window.location.href)).pathname;
}

/** How much the server has; null when it knows nothing of the upload any more. */
async function offsetOf(url: string, signal: AbortSignal): Promise<number | null> {
  const answer = await fetch(url, { method: 'HEAD', headers: TUS, signal });
  if (answer.status >= 500) throw new Error(`status ${answer.status}`);
  const offset = Number(answer.headers.get('upload-offset') ?? Number.NaN);
  return answer.ok && Number.isSafeInteger(offset) ? offset : null;
}

async function refusalOf(answer: Response): Promise<AskError> {
  const body: unknown = await answer.json().catch(() => null);
  return new AskError(faultOf(body));
}

function metadataOf(name: string, folder: string): string {
  const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return folder === '' ? `filename ${base64(name)}` : `filename ${base64(name)},folder ${base64(folder)}`;
}
