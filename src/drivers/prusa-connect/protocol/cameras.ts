import type { OwnCamera, OwnCameras } from '#drivers/own-cameras';
import type { PrusaConnectOptions } from '../manifest.ts';
import { isRecord, text } from './json-fields.ts';

/** Where Croft's own reader asks for what cameras have sent. */
export const CAMERAS_PATH = '/c/cameras';

/** As `ask-camera.ts` reads it: the password is a key. */
const KEY_USER = 'X-Api-Key';

/** The port of this printer, as this host itself reaches it. */
function portAt({ address, port }: PrusaConnectOptions): string {
  const host = address ?? '127.0.0.1';
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Cameras that send their pictures to this printer's port; those that have come so far. PURE. */
export const camerasOf = (read: (options: Readonly<Record<string, unknown>>) => PrusaConnectOptions): OwnCameras => ({
  question(options) {
    const own = read(options);
    return { url: `${portAt(own)}${CAMERAS_PATH}`, headers: { [KEY_USER.toLowerCase()]: own.token } };
  },
  read: (answer, options) => readCameras(answer, read(options)),
});

function readCameras(answer: unknown, options: PrusaConnectOptions): readonly OwnCamera[] {
  const listed = isRecord(answer) && Array.isArray(answer.cameras) ? answer.cameras.filter(isRecord) : [];
  return listed.flatMap(({ id, name }) => {
    if (typeof id !== 'string' || !/^[0-9a-f]{12}$/.test(id)) return [];
    return [
      {
        name: text(name) ?? `Camera ${id.slice(0, 4)}`,
        url: `${portAt(options)}${CAMERAS_PATH}/${id}/snap`,
        username: KEY_USER,
        password: options.token,
      },
    ];
  });
}
