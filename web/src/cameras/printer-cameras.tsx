import { useState } from 'react';
import { CameraLive } from './camera-live.tsx';
import { CameraOffers } from './camera-offers.tsx';
import { CameraPicture } from './camera-picture.tsx';
import { type Camera, useCameras } from './use-cameras.ts';

/** The cameras of one printer, beside its card; where it has none, a way to those that it brings. */
export function PrinterCameras({ printerId }: { readonly printerId: string }) {
  const { cameras, load } = useCameras();
  const [live, setLive] = useState<Camera | null>(null);
  const [looking, setLooking] = useState(false);
  const own = cameras?.filter((camera) => camera.printerId === printerId) ?? [];
  return (
    <>
      {own.map((camera) => (
        <button
          key={camera.id}
          type="button"
          className="camera-look"
          aria-label={`Look at ${camera.name}`}
          onClick={() => setLive(camera)}
        >
          <CameraPicture camera={camera} />
        </button>
      ))}
      {cameras !== null && own.length === 0 && (
        <button type="button" className="button camera-none" onClick={() => setLooking(true)}>
          Has it a camera?
        </button>
      )}
      {looking && (
        <CameraOffers
          printerId={printerId}
          onClose={() => {
            setLooking(false);
            load();
          }}
        />
      )}
      {live !== null && <CameraLive camera={live} onClose={() => setLive(null)} />}
    </>
  );
}
