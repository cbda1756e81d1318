import { useEffect, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { CameraTrouble, frameClass } from './camera-picture.tsx';
import type { Camera } from './use-cameras.ts';
import { type Shown, watchCamera } from './watched-cameras.ts';

/** One camera as large as the window allows, as fast as it sends; a stream says nothing of what is wrong, so that it is heard beside it. */
export function CameraLive({ camera, onClose }: { readonly camera: Camera; readonly onClose: () => void }) {
  const [shown, setShown] = useState<Shown>({ kind: 'waiting' });
  /** Counts streams: one that ended is begun anew when the camera shows something again. */
  const [stream, setStream] = useState({ number: 0, hasEnded: false });
  const { id } = camera;
  useEffect(
    () =>
      watchCamera(id, (now) => {
        setShown(now);
        if (now.kind === 'picture')
          setStream((before) => (before.hasEnded ? { number: before.number + 1, hasEnded: false } : before));
      }),
    [id],
  );
  return (
    <Dialog title={camera.name} onClose={onClose}>
      <div className={`${frameClass(camera)} camera-live`}>
        {!stream.hasEnded && (
          <img
            key={stream.number}
            ref={endWithIt}
            src={`${camera.stream}?${stream.number}`}
            alt={`What ${camera.name} shows, live`}
            onError={() => setStream((before) => ({ ...before, hasEnded: true }))}
          />
        )}
        {shown.kind === 'waiting' && <p className="camera-words">Asking the camera…</p>}
        {shown.kind === 'trouble' && <CameraTrouble trouble={shown} />}
      </div>
      <footer className="dialog-actions">
        <a className="button" href={camera.picture} download={`${camera.name}.jpg`}>
          Save a picture
        </a>
        <button type="button" className="button button-main" onClick={onClose}>
          Close
        </button>
      </footer>
    </Dialog>
  );
}

/** A browser goes on reading the stream of a picture that is no longer on the page, and the camera is asked for as long. */
const endWithIt = (image: HTMLImageElement | null) => () => image?.removeAttribute('src');
