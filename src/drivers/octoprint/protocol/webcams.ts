import { cameraUrl, type OwnCamera } from '#drivers/own-cameras';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The webcams in OctoPrint's settings (printers-octoprint.md): a list since 1.9, one before. `page`: where OctoPrint itself is. */
export function readWebcams(settings: unknown, page: string): readonly OwnCamera[] {
  const webcam = isRecord(settings) && isRecord(settings.webcam) ? settings.webcam : {};
  const listed = Array.isArray(webcam.webcams) ? webcam.webcams.filter(isRecord) : [];
  const cameras = listed.flatMap((each) => {
    const { stream, snapshot } = isRecord(each.compat) ? each.compat : {};
    return of(each.displayName ?? each.name, stream, snapshot, page).map((camera) => ({ ...camera, ...turnOf(each) }));
  });
  if (cameras.length > 0) return cameras;
  return of('Webcam', webcam.streamUrl, webcam.snapshotUrl, page).map((camera) => ({ ...camera, ...turnOf(webcam) }));
}

/** OctoPrint mirrors first, and turns by a quarter to the left then: what was left for right before is above for below after it. */
function turnOf({ flipH, flipV, rotate90 }: Readonly<Record<string, unknown>>): Partial<OwnCamera> {
  const isTurned = rotate90 === true;
  return {
    ...(isTurned ? { rotation: 270 } : {}),
    ...((isTurned ? flipV : flipH) === true ? { flipHorizontal: true } : {}),
    ...((isTurned ? flipH : flipV) === true ? { flipVertical: true } : {}),
  };
}

function of(name: unknown, stream: unknown, snapshot: unknown, page: string): readonly OwnCamera[] {
  const url = cameraUrl(stream, page) ?? cameraUrl(snapshot, page);
  if (url === null) return [];
  const title = typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 60) : 'Webcam';
  return [{ name: title, url, username: null, password: null }];
}
