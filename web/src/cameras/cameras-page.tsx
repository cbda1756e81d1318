import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../graphql/ask.ts';
import { RemoveCameraDocument } from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Empty, Loading, PageTrouble } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { CameraForm } from './camera-form.tsx';
import { CameraLive } from './camera-live.tsx';
import { CameraPicture } from './camera-picture.tsx';
import { type Camera, useCameras } from './use-cameras.ts';

type Opened = { readonly kind: 'add' } | { readonly kind: 'change' | 'live' | 'remove'; readonly camera: Camera };

/** The camera wall. */
export function CamerasPage() {
  const { cameras, problem, load } = useCameras();
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = (): void => setOpened(null);
  const wall = useRef<HTMLUListElement>(null);
  return (
    <>
      <div className="toolbar">
        <h1>Cameras</h1>
        <div className="toolbar-end">
          {cameras !== null && cameras.length > 0 && document.fullscreenEnabled && (
            <button type="button" className="button" onClick={() => void wall.current?.requestFullscreen()}>
              Full screen
            </button>
          )}
          <button type="button" className="button button-main" onClick={() => setOpened({ kind: 'add' })}>
            <Icon name="plus" /> Add a camera
          </button>
        </div>
      </div>
      <PageTrouble problem={problem} />
      {cameras === null && problem === null && <Loading what="cameras" />}
      {cameras?.length === 0 && (
        <Empty title="No camera yet">
          <p>See every bed at once, and find a picture in the history of how each print ended.</p>
        </Empty>
      )}
      <ul className="cameras" ref={wall}>
        {cameras?.map((camera) => (
          <CameraTile key={`${camera.id}.${camera.version}`} camera={camera} onOpen={setOpened} />
        ))}
      </ul>
      {opened?.kind === 'add' && <CameraForm camera={null} onClose={close} onDone={load} />}
      {opened?.kind === 'change' && <CameraForm camera={opened.camera} onClose={close} onDone={load} />}
      {opened?.kind === 'live' && <CameraLive camera={opened.camera} onClose={close} />}
      {opened?.kind === 'remove' && (
        <ConfirmDialog
          title="Remove the camera"
          text={<p>{opened.camera.name} is looked at no more. Pictures that it took of prints stay.</p>}
          yes="Remove"
          danger
          onYes={() =>
            act(() => ask(RemoveCameraDocument, { id: opened.camera.id }).finally(load), 'The camera is gone.')
          }
          onClose={close}
        />
      )}
    </>
  );
}

function CameraTile({ camera, onOpen }: { readonly camera: Camera; readonly onOpen: (opened: Opened) => void }) {
  const printer = useFarm((state) => (camera.printerId === null ? undefined : state.printers[camera.printerId]));
  return (
    <li className="camera">
      <button
        type="button"
        className="camera-look"
        aria-label={`Look at ${camera.name}`}
        onClick={() => onOpen({ kind: 'live', camera })}
      >
        <CameraPicture camera={camera} />
      </button>
      <footer>
        <div>
          <h2>{camera.name}</h2>
          {printer !== undefined && <Link href={`/printers/${printer.id}`}>{printer.name}</Link>}
        </div>
        <button
          type="button"
          className="button-icon"
          aria-label={`Settings of ${camera.name}`}
          onClick={() => onOpen({ kind: 'change', camera })}
        >
          <Icon name="settings" />
        </button>
        <button
          type="button"
          className="button-icon"
          aria-label={`Remove ${camera.name}`}
          onClick={() => onOpen({ kind: 'remove', camera })}
        >
          <Icon name="trash" />
        </button>
      </footer>
    </li>
  );
}
