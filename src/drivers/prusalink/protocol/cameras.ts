import type { OwnCamera } from '#drivers/own-cameras';
import type { PrusaLinkOptions } from '../manifest.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** More at one Raspberry Pi are noise. */
const CAMERAS_LIMIT = 10;

/** The cameras of PrusaLink on a Raspberry Pi, as single pictures; a printer’s own PrusaLink lists none. */
export function readCameras(answer: unknown, { url, user, password }: PrusaLinkOptions): readonly OwnCamera[] {
  const listed = isRecord(answer) && Array.isArray(answer.camera_list) ? answer.camera_list.filter(isRecord) : [];
  return listed.slice(0, CAMERAS_LIMIT).flatMap(({ camera_id: id, config }) => {
    if (typeof id !== 'string' || !/^[\w.-]{1,64}$/.test(id) || /^\.+$/.test(id)) return [];
    const name = isRecord(config) && typeof config.name === 'string' ? config.name.trim().slice(0, 60) : '';
    return [
      {
        name: name === '' ? `Camera ${id}` : name,
        url: `${url}/api/v1/cameras/${id}/snap`,
        // Without a name the password is a key.
        username: user ?? 'X-Api-Key',
        password,
      },
    ];
  });
}
