import { useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import type { Camera } from './use-cameras.ts';

/** One camera as large as the window allows, as fast as it sends. */
export function CameraLive({ camera, onClose }: { readonly camera: Camera; readonly onClose: () => void }) {
  const [failed, setFailed] = useState(false);
  return (
    <Dialog title={camera.name} onClose={onClose}>
      <div className="camera-frame camera-live">
        {failed ? (
          <p className="camera-words">The stream ended. Close this, and look again.</p>
        ) : (
          <img src={camera.stream} alt={`What ${camera.name} shows, live`} onError={() => setFailed(true)} />
        )}
      </div>
    </Dialog>
  );
}
