import { type FormEvent, useEffect, useState } from 'react';
import { AskError, ask } from '../graphql/ask.ts';
import {
  AddCameraDocument,
  ChangeCameraDocument,
  TryCameraDocument,
  UsbCamerasDocument,
  type UsbCamerasQuery,
} from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';
import { Dialog } from '../ui/dialog.tsx';
import { say } from '../ui/toasts.tsx';
import type { Camera } from './use-cameras.ts';
import { FormTrouble } from '../ui/form-problem.tsx';

const LAYERS = 'layers';
const ROTATIONS = {
  0: 'as it comes',
  90: 'turned right by a quarter (90°)',
  180: 'upside down (180°)',
  270: 'turned left by a quarter (270°)',
};
const SECONDS: readonly number[] = [5, 10, 30, 60, 300];

/** Adds a camera, or changes one: its password is entered here and never shown. */
export function CameraForm({
  camera,
  onClose,
  onDone,
}: {
  readonly camera: Camera | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const printers = useFarm((state) => state.printers) ?? {};
  const [name, setName] = useState(camera?.name ?? '');
  const [url, setUrl] = useState(camera?.url ?? '');
  const [printerId, setPrinterId] = useState(camera?.printerId ?? '');
  const [username, setUsername] = useState(camera?.username ?? '');
  const [password, setPassword] = useState('');
  const [filmed, setFilmed] = useState(
    camera?.timelapse !== true ? '' : camera.timelapseSeconds === null ? LAYERS : String(camera.timelapseSeconds),
  );
  const [rotation, setRotation] = useState(camera?.rotation ?? 0);
  const [flipHorizontal, setFlipHorizontal] = useState(camera?.flipHorizontal ?? false);
  const [flipVertical, setFlipVertical] = useState(camera?.flipVertical ?? false);
  const [problem, setProblem] = useState<Pick<AskError, 'message' | 'remedy'> | null>(null);
  const [busy, setBusy] = useState<'trying' | 'saving' | null>(null);
  const plugged = useUsbCameras();

  async function attempt(what: 'trying' | 'saving', work: () => Promise<void>): Promise<void> {
    setBusy(what);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      setProblem(error);
    } finally {
      setBusy(null);
    }
  }
  const tryOut = (): Promise<void> =>
    attempt('trying', async () => {
      const { tryCamera } = await ask(TryCameraDocument, {
        input: { id: camera?.id ?? null, url, username, password },
      });
      if (tryCamera.trouble === null) say('The camera sent a picture.');
      else setProblem(tryCamera.trouble);
    });
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void attempt('saving', async () => {
      const fields = {
        name,
        url,
        username,
        printerId: printerId === '' ? null : printerId,
        timelapse: printerId !== '' && filmed !== '',
        timelapseSeconds: filmed === '' || filmed === LAYERS ? null : Number(filmed),
        rotation,
        flipHorizontal,
        flipVertical,
      };
      // A password that nobody typed stays as it is.
      const secret = password === '' ? {} : { password };
      if (camera === null) await ask(AddCameraDocument, { input: { ...fields, ...secret } });
      else await ask(ChangeCameraDocument, { input: { id: camera.id, version: camera.version, ...fields, ...secret } });
      onDone();
      onClose();
    });
  };
  return (
    <Dialog title={camera === null ? 'Add a camera' : `Settings of ${camera.name}`} onClose={onClose}>
      <form className="form" onSubmit={save}>
        <label>
          Name
          <input required maxLength={100} value={name} onChange={(e) => setName(e.target.value)} />
        </label>
        {plugged.length > 0 && (
          <fieldset>
            <legend>At the computer that Croft runs on</legend>
            <div className="choices">
              {plugged.map((each) => (
                <label key={each.url} className="choice">
                  <input
                    type="radio"
                    name="plugged"
                    checked={url === each.url}
                    onChange={() => {
                      setUrl(each.url);
                      if (name === '') setName(each.name);
                    }}
                  />{' '}
                  {each.name}
                </label>
              ))}
            </div>
          </fieldset>
        )}
        <label>
          Address of its stream or picture
          <input
            type="url"
            required
            value={url}
            placeholder="http://192.168.1.20/webcam/?action=stream"
            onChange={(e) => setUrl(e.target.value)}
          />
          <small>
            MJPEG or JPEG over HTTP, as Crowsnest, mjpg-streamer and ESP32-CAM offer it; or rtsp:// and rtsps://, which
            need ffmpeg on the computer that Croft runs on.
          </small>
        </label>
        <fieldset>
          <legend>Its picture</legend>
          <select aria-label="Turned by" value={String(rotation)} onChange={(e) => setRotation(Number(e.target.value))}>
            {Object.entries(ROTATIONS).map(([degrees, words]) => (
              <option key={degrees} value={degrees}>
                {words}
              </option>
            ))}
          </select>
          <div className="choices">
            <label className="choice">
              <input type="checkbox" checked={flipHorizontal} onChange={(e) => setFlipHorizontal(e.target.checked)} />{' '}
              Swap left and right
            </label>
            <label className="choice">
              <input type="checkbox" checked={flipVertical} onChange={(e) => setFlipVertical(e.target.checked)} /> Swap
              top and bottom
            </label>
          </div>
          <small>As it is seen here, in pictures that are kept from now on, and in films.</small>
        </fieldset>
        <label>
          Shows the bed of
          <select value={printerId} onChange={(e) => setPrinterId(e.target.value)}>
            <option value="">no single printer</option>
            {Object.values(printers).map((printer) => (
              <option key={printer.id} value={printer.id}>
                {printer.name}
              </option>
            ))}
          </select>
          <small>A picture is taken whenever a print of that printer ends.</small>
        </label>
        <label>
          Timelapse
          <select value={filmed} disabled={printerId === ''} onChange={(e) => setFilmed(e.target.value)}>
            <option value="">none</option>
            <option value={LAYERS}>a picture for each layer</option>
            {[...new Set([...SECONDS, ...(camera?.timelapseSeconds == null ? [] : [camera.timelapseSeconds])])].map(
              (seconds) => (
                <option key={seconds} value={String(seconds)}>
                  a picture every {seconds} seconds
                </option>
              ),
            )}
          </select>
          <small>
            Of each print of that printer, in the history when it is over. Where the printer tells no layers there is a
            picture every ten seconds.
          </small>
        </label>
        <label>
          Name of its user
          <input autoComplete="off" value={username} onChange={(e) => setUsername(e.target.value)} />
        </label>
        <label>
          Password
          <input
            type="password"
            autoComplete="new-password"
            value={password}
            placeholder={camera?.hasPassword === true ? 'unchanged' : ''}
            onChange={(e) => setPassword(e.target.value)}
          />
        </label>
        <FormTrouble problem={problem} />
        <footer className="dialog-actions">
          <button type="button" className="button" disabled={busy !== null || url === ''} onClick={() => void tryOut()}>
            {busy === 'trying' ? 'Asking the camera…' : 'Try it'}
          </button>
          <button type="submit" className="button button-main" disabled={busy !== null}>
            {camera === null ? 'Add' : 'Save'}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

type UsbCameras = UsbCamerasQuery['usbCameras'];

/** Those that are plugged in and not added yet; none while they are not known. */
function useUsbCameras(): UsbCameras {
  const [cameras, setCameras] = useState<UsbCameras>([]);
  useEffect(() => {
    let current = true;
    ask(UsbCamerasDocument, {}).then(
      ({ usbCameras }) => {
        if (current) setCameras(usbCameras);
      },
      // An address can be typed all the same.
      () => {},
    );
    return () => {
      current = false;
    };
  }, []);
  return cameras;
}
