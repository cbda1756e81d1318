import { useEffect, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import {
  MakeTimelapseDocument,
  RemoveTimelapseDocument,
  TimelapseDocument,
  type TimelapseQuery,
} from '../graphql/operations.generated.ts';
import { ConfirmDialog, Dialog } from '../ui/dialog.tsx';
import { act } from '../ui/toasts.tsx';

type Film = TimelapseQuery['timelapse'];

/** A film that is being made is asked for this often. */
const LOOK_MS = 3_000;

/** The film of a print, where it can be seen, made anew and deleted. `onChanged(null)`: it is gone. */
export function FilmLink({
  film,
  name,
  isOneOfMany,
  onChanged,
}: {
  readonly film: Film;
  readonly name: string;
  readonly isOneOfMany: boolean;
  readonly onChanged: (film: Film | null) => void;
}) {
  const [opened, setOpened] = useState<'film' | 'delete' | null>(null);
  const { id, state } = film;
  const close = (): void => setOpened(null);
  const isWaiting = state === 'WAITING';
  useEffect(() => {
    if (!isWaiting) return;
    let current = true;
    const timer = window.setTimeout(() => {
      ask(TimelapseDocument, { id }).then(
        ({ timelapse }) => {
          if (current) onChanged(timelapse);
        },
        // It is there when the page is loaded again.
        () => {},
      );
    }, LOOK_MS);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
    // Each answer is another film, and asks again.
  }, [film]);
  if (state === 'RECORDING') return null;
  const by = isOneOfMany ? ` by “${film.camera}”` : '';
  return (
    <>
      <button type="button" className="button-link" onClick={() => setOpened('film')}>
        {state === 'FRAMES' ? `${film.frames} frames${by}` : `timelapse${by}${isWaiting ? ' is being made…' : ''}`}
      </button>
      {opened === 'film' && (
        <Dialog title={`${name}, seen by “${film.camera}”`} onClose={close}>
          <div className="film">
            {film.video !== null && <Video src={film.video} />}
            {isWaiting && <p role="status">Its video is being made of {film.frames} frames…</p>}
            {film.trouble !== null && (
              <p>
                {film.trouble.message} {film.trouble.remedy}
              </p>
            )}
            <footer className="dialog-actions">
              <button type="button" className="button" onClick={() => setOpened('delete')}>
                Delete…
              </button>
              {film.video !== null && (
                <a className="button" href={film.video} download={`${name}.mp4`}>
                  Download
                </a>
              )}
              {film.archive !== null && (
                <a className="button" href={film.archive} download>
                  Download the frames
                </a>
              )}
              {state === 'FRAMES' ? (
                <button
                  type="button"
                  className="button button-main"
                  onClick={() =>
                    act(() => ask(MakeTimelapseDocument, { id }).then((now) => onChanged(now.makeTimelapse)))
                  }
                >
                  Make the video now
                </button>
              ) : (
                <button type="button" className="button button-main" onClick={close}>
                  Close
                </button>
              )}
            </footer>
          </div>
        </Dialog>
      )}
      {opened === 'delete' && (
        <ConfirmDialog
          title="Delete the timelapse"
          text={
            <p>
              What “{film.camera}” filmed of “{name}” is gone for good then.
            </p>
          }
          yes="Delete"
          danger
          onYes={() =>
            act(() => ask(RemoveTimelapseDocument, { id }).then(() => onChanged(null)), 'The timelapse is deleted.')
          }
          onClose={close}
        />
      )}
    </>
  );
}

function Video({ src }: { readonly src: string }) {
  const [isUnplayable, setIsUnplayable] = useState(false);
  return (
    <>
      <video src={src} controls autoPlay loop muted playsInline onError={() => setIsUnplayable(true)}>
        <track kind="captions" />
      </video>
      {isUnplayable && <p role="alert">This browser cannot play it, or the film is there no more.</p>}
    </>
  );
}
