import type { ServerResponse } from 'node:http';
import type { Camera } from '../src/cameras/use-cameras.ts';

const camera = (i: number, changes: Partial<Camera>): Camera => ({
  id: `c${i}`,
  name: `Camera ${i}`,
  printerId: null,
  stream: `/api/pictures/${i}`,
  picture: `/api/pictures/${i}`,
  trouble: null,
  viewers: 1,
  url: `http://192.168.1.${60 + i}/webcam/?action=stream`,
  username: null,
  hasPassword: false,
  version: 1,
  timelapse: false,
  timelapseSeconds: null,
  ...changes,
});

/** Why some show nothing; the others show a picture. */
const TROUBLES: Readonly<Record<string, { readonly message: string; readonly remedy: string }>> = {
  c2: {
    message: 'Nothing listens at the camera’s address. (ECONNREFUSED)',
    remedy: 'Is it switched on, and is the address right?',
  },
  c4: {
    message: 'The camera wants a user name and a password, or other ones.',
    remedy: 'Enter them in its settings.',
  },
};

export const CAMERAS: readonly Camera[] = [
  camera(1, { name: 'Bed of Bracken', printerId: 'p1', timelapse: true }),
  camera(2, { name: 'Bed of Heather', printerId: 'p2' }),
  camera(3, { name: 'Camera_of_the_workshop_beside_the_second_window_to_the_garden_0123456789' }),
  camera(4, { name: 'Shelf', hasPassword: true, username: 'croft' }),
  camera(5, { name: 'Door' }),
];

/** Pictures of all of them, and why there is none; then nothing more, as a camera that hangs. */
export function watchCameras(
  ids: readonly string[],
  picture: (seed: number) => string,
  response: ServerResponse,
): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  for (const id of ids) {
    const trouble = TROUBLES[id];
    const bytes = Buffer.from(picture(Number(id.slice(1))));
    response.write(`${JSON.stringify(trouble === undefined ? { id, bytes: bytes.length } : { id, trouble })}\n`);
    if (trouble === undefined) response.write(bytes);
  }
}
