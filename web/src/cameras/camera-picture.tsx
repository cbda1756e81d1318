import { useEffect, useRef, useState } from 'react';
import { AskError, faultOf } from '../graphql/ask.ts';
import { Icon } from '../ui/icons.tsx';
import type { Camera } from './use-cameras.ts';

/** Between two pictures of a wall: a browser opens six connections to one host, and streams would take them all. */
const WALL_MS = 1_500;
const RETRY_MS = 5_000;

type Shown =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'picture'; readonly url: string }
  | { readonly kind: 'trouble'; readonly message: string; readonly remedy: string };

/** What a camera shows, a picture every second or two while it is in sight; pictures are asked for one after the other. */
export function CameraPicture({ camera }: { readonly camera: Pick<Camera, 'name' | 'picture'> }) {
  const [shown, setShown] = useState<Shown>({ kind: 'waiting' });
  const frame = useRef<HTMLDivElement>(null);
  const { picture } = camera;
  useEffect(() => {
    const stop = new AbortController();
    let seen = false;
    let timer = 0;
    let url: string | null = null;
    async function next(): Promise<void> {
      if (stop.signal.aborted || !seen || document.hidden) return;
      let wait = WALL_MS;
      try {
        const response = await fetch(picture, { signal: stop.signal });
        if (!response.ok) throw new AskError(faultOf(await response.json()));
        const fresh = URL.createObjectURL(await response.blob());
        setShown({ kind: 'picture', url: fresh });
        if (url !== null) URL.revokeObjectURL(url);
        url = fresh;
      } catch (error) {
        if (stop.signal.aborted) return;
        wait = RETRY_MS;
        const { message, remedy } =
          error instanceof AskError
            ? error
            : { message: 'The server did not answer.', remedy: 'It is asked again by itself.' };
        setShown({ kind: 'trouble', message, remedy });
      }
      timer = window.setTimeout(() => void next(), wait);
    }
    const begin = (): void => {
      window.clearTimeout(timer);
      void next();
    };
    const sight = new IntersectionObserver(([entry]) => {
      seen = entry?.isIntersecting ?? false;
      if (seen) begin();
    });
    if (frame.current !== null) sight.observe(frame.current);
    document.addEventListener('visibilitychange', begin);
    return () => {
      stop.abort();
      window.clearTimeout(timer);
      sight.disconnect();
      document.removeEventListener('visibilitychange', begin);
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [picture]);
  return (
    <div className="camera-frame" ref={frame}>
      {shown.kind === 'picture' && <img src={shown.url} alt={`What ${camera.name} shows`} />}
      {shown.kind === 'waiting' && <p className="camera-words">Asking the camera…</p>}
      {shown.kind === 'trouble' && (
        <p className="camera-words">
          <Icon name="warning" /> {shown.message} <span className="quiet">{shown.remedy}</span>
        </p>
      )}
    </div>
  );
}
