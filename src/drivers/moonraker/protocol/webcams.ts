import { cameraUrl, type OwnCamera } from '#drivers/own-cameras';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/**
 * What `server.webcams.list` tells (printers-moonraker.md): addresses without a host are those of the printer's page at its web port, not
 * at Moonraker's. Streams that are none of pictures have their single pictures, where they offer them.
 */
export function readWebcams(answer: unknown, page: string): readonly OwnCamera[] {
  const result = isRecord(answer) && isRecord(answer.result) ? answer.result : answer;
  const webcams = isRecord(result) && Array.isArray(result.webcams) ? result.webcams : [];
  return webcams.flatMap((webcam): OwnCamera[] => {
    if (!isRecord(webcam) || webcam.enabled === false) return [];
    const isPictures = typeof webcam.service === 'string' && webcam.service.startsWith('mjpegstreamer');
    const url = (isPictures ? cameraUrl(webcam.stream_url, page) : null) ?? cameraUrl(webcam.snapshot_url, page);
    if (url === null) return [];
    const name = typeof webcam.name === 'string' && webcam.name.trim() !== '' ? webcam.name.trim() : 'Camera';
    return [{ name: name.slice(0, 60), url, username: null, password: null, ...turnOf(webcam) }];
  });
}

const ROTATIONS: readonly unknown[] = [90, 180, 270];

/** As Mainsail and Fluidd show it: turned first, then mirrored. */
function turnOf(
  webcam: Readonly<Record<string, unknown>>,
): Pick<OwnCamera, 'rotation' | 'flipHorizontal' | 'flipVertical'> {
  return {
    ...(ROTATIONS.includes(webcam.rotation) ? { rotation: Number(webcam.rotation) } : {}),
    ...(webcam.flip_horizontal === true ? { flipHorizontal: true } : {}),
    ...(webcam.flip_vertical === true ? { flipVertical: true } : {}),
  };
}
