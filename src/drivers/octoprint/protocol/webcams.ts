import { cameraUrl, type OwnCamera } from '#drivers/own-cameras';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The webcams in OctoPrint's settings (printers-octoprint.md): a list since 1.9, one before. `page`: where OctoPrint itself is. */
export function readWebcams(settings: unknown, page: string): readonly OwnCamera[] {
  const webcam = isRecord(settings) && isRecord(settings.webcam) ? settings.webcam : {};
  const listed = Array.isArray(webcam.webcams) ? webcam.webcams.filter(isRecord) : [];
  const cameras = listed.flatMap((each) => {
    const { stream, snapshot } = isRecord(each.compat) ? each.compat : {};
    return of(each.displayName ?? each.name, stream, snapshot, page);
  });
  return cameras.length > 0 ? cameras : of('Webcam', webcam.streamUrl, webcam.snapshotUrl, page);
}

function of(name: unknown, stream: unknown, snapshot: unknown, page: string): readonly OwnCamera[] {
  const url = cameraUrl(stream, page) ?? cameraUrl(snapshot, page);
  if (url === null) return [];
  const title = typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 60) : 'Webcam';
  return [{ name: title, url, username: null, password: null }];
}
