import { AskError, faultOf } from '../graphql/ask.ts';
import { PictureReader, type Told } from './picture-reader.ts';

/** What a camera shows. */
export type Shown =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'picture'; readonly url: string }
  | { readonly kind: 'trouble'; readonly message: string; readonly remedy: string };

interface Watched {
  readonly listeners: Set<(shown: Shown) => void>;
  shown: Shown;
}

/** Between two pictures of a camera. */
const EVERY_MS = 1_500;
/** Cameras that come into sight together are asked for together. */
const GATHER_MS = 150;
const RETRY_MS = 3_000;
/** A camera that hangs is told of before: who hears nothing at all is cut off, whether the browser has noticed or not. */
const SILENCE_LIMIT_MS = 45_000;
/** The server's own. */
const CAMERAS_LIMIT = 100;

const watched = new Map<string, Watched>();
let asking: AbortController | null = null;
let timer = 0;

/**
 * Tells what a camera shows for as long as somebody wants to know; all of them share one connection, since a browser opens six to one host,
 * and what a person presses needs one, too. Answers with how to end it.
 */
export function watchCamera(id: string, listener: (shown: Shown) => void): () => void {
  const known = watched.get(id);
  const camera: Watched = known ?? { listeners: new Set(), shown: { kind: 'waiting' } };
  camera.listeners.add(listener);
  if (known === undefined) {
    watched.set(id, camera);
    askAnew(GATHER_MS);
  }
  listener(camera.shown);
  return () => {
    camera.listeners.delete(listener);
    if (camera.listeners.size > 0 || watched.get(id) !== camera) return;
    watched.delete(id);
    forget(camera.shown);
    askAnew(GATHER_MS);
  };
}

function askAnew(inMs: number): void {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void read(), inMs);
}

async function read(): Promise<void> {
  asking?.abort();
  asking = null;
  const ids = [...watched.keys()].slice(0, CAMERAS_LIMIT);
  if (ids.length === 0 || document.hidden) return;
  const stop = new AbortController();
  asking = stop;
  let silence = 0;
  const heard = (): void => {
    window.clearTimeout(silence);
    silence = window.setTimeout(() => stop.abort(), SILENCE_LIMIT_MS);
  };
  let why: { readonly message: string; readonly remedy: string } = {
    message: 'The server did not answer.',
    remedy: 'It is asked again by itself.',
  };
  try {
    heard();
    const query = new URLSearchParams(ids.map((id) => ['id', id]));
    const response = await fetch(`/api/cameras/watch?${query}&every=${EVERY_MS}`, { signal: stop.signal });
    if (!response.ok || response.body === null) throw new AskError(faultOf(await response.json()));
    const reader = new PictureReader();
    const body = response.body.getReader();
    for (;;) {
      const { value, done } = await body.read();
      if (done) break;
      heard();
      for (const told of reader.push(value)) show(told);
    }
  } catch (error) {
    if (error instanceof AskError) why = error;
  }
  window.clearTimeout(silence);
  // Another one asks already.
  if (asking !== stop) return;
  for (const id of ids) show({ kind: 'trouble', id, ...wordsOf(why) });
  askAnew(RETRY_MS);
}

const wordsOf = ({ message, remedy }: { readonly message: string; readonly remedy: string }) => ({ message, remedy });

function show(told: Told): void {
  const camera = watched.get(told.id);
  if (camera === undefined) return;
  const before = camera.shown;
  camera.shown =
    told.kind === 'picture'
      ? { kind: 'picture', url: URL.createObjectURL(new Blob([told.jpeg], { type: 'image/jpeg' })) }
      : told;
  for (const listener of camera.listeners) listener(camera.shown);
  forget(before);
}

function forget(shown: Shown): void {
  if (shown.kind === 'picture') URL.revokeObjectURL(shown.url);
}

document.addEventListener('visibilitychange', () => askAnew(0));
