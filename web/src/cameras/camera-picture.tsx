import { useEffect, useRef, useState } from 'react';
import { Icon } from '../ui/icons.tsx';
import type { Camera } from './use-cameras.ts';
import { type Shown, watchCamera } from './watched-cameras.ts';

/** What a camera shows, a picture every second or two while it is in sight. */
export function CameraPicture({ camera }: { readonly camera: Camera }) {
  const [shown, setShown] = useState<Shown>({ kind: 'waiting' });
  const frame = useRef<HTMLDivElement>(null);
  const { id } = camera;
  useEffect(() => {
    let leave: (() => void) | null = null;
    const sight = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) leave ??= watchCamera(id, setShown);
      else {
        leave?.();
        leave = null;
      }
    });
    if (frame.current !== null) sight.observe(frame.current);
    return () => {
      sight.disconnect();
      leave?.();
    };
  }, [id]);
  return (
    <div className={frameClass(camera)} ref={frame}>
      {shown.kind === 'picture' && <img src={shown.url} alt={`What ${camera.name} shows`} />}
      {shown.kind === 'waiting' && <p className="camera-words">Asking the camera…</p>}
      {shown.kind === 'trouble' && <CameraTrouble trouble={shown} />}
    </div>
  );
}

/** A picture that was turned by a quarter stands tall, and has a frame that does. */
export const frameClass = ({ rotation }: Pick<Camera, 'rotation'>): string =>
  rotation % 180 === 0 ? 'camera-frame' : 'camera-frame camera-tall';

export function CameraTrouble({
  trouble,
}: {
  readonly trouble: { readonly message: string; readonly remedy: string };
}) {
  return (
    <p className="camera-words">
      <Icon name="warning" /> {trouble.message} <span className="quiet">{trouble.remedy}</span>
    </p>
  );
}
