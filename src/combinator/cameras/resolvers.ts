import { printerId } from '#model/ids';
import { askerOf } from '../accounts/asker.ts';
import { type Args, argumentErrors, text } from '../api/arguments.ts';
import type { RequestContext } from '../api/graphql.ts';
import { upperSnake, type View } from '../api/views.ts';
import type { Features } from '../features.ts';
import type { Camera, CameraChange } from './cameras.ts';
import type { Turn } from './jpeg-orientation.ts';
import { NoPicture } from './source.ts';
import type { TimelapseTable } from './tables.ts';

/** Cameras as the API shows them. What opens a camera goes in and never comes out. */
export function cameraResolvers({
  cameras,
  printerCameras,
  timelapses,
}: Pick<Features, 'cameras' | 'printerCameras' | 'timelapses'>) {
  const view = (camera: Camera): View => {
    const { trouble, viewers } = cameras.standing(camera.id);
    return {
      id: camera.id,
      name: camera.name,
      printerId: camera.printer_id,
      stream: `/api/cameras/${camera.id}/stream`,
      picture: `/api/cameras/${camera.id}/picture`,
      trouble: trouble === null ? null : { message: trouble.message, remedy: trouble.remedy },
      viewers,
      url: camera.url,
      username: camera.username,
      hasPassword: camera.hasPassword,
      timelapse: camera.timelapse > 0,
      timelapseSeconds: camera.timelapse > 1 ? camera.timelapse : null,
      rotation: camera.rotation,
      flipHorizontal: camera.flip_horizontal === 1,
      flipVertical: camera.flip_vertical === 1,
      version: camera.version,
    };
  };
  return {
    Query: {
      cameras: async () => (await cameras.list()).map(view),
      usbCameras: () => cameras.atHost(),
      timelapse: async ({ id }: Args) => timelapseView(await timelapses.get(String(id))),
    },
    Mutation: {
      async addCamera({ input }: Args, context?: RequestContext) {
        const from = input as Args;
        const id = await cameras.add(
          {
            name: String(from.name),
            printerId: printerOf(from.printerId),
            url: String(from.url).trim(),
            username: orNull(from.username),
            password: orNull(from.password),
            timelapse: from.timelapse === true,
            timelapseSeconds: secondsOf(from.timelapseSeconds),
            ...turnOf(from),
          },
          askerOf(context),
        );
        return view(await cameras.get(id));
      },
      async changeCamera({ input }: Args, context?: RequestContext) {
        const from = input as Args;
        const id = String(from.id);
        const change: CameraChange = {
          id,
          version: Number(from.version),
          ...(typeof from.name === 'string' ? { name: from.name } : {}),
          ...(from.printerId === undefined ? {} : { printerId: printerOf(from.printerId) }),
          ...(typeof from.url === 'string' ? { url: from.url.trim() } : {}),
          ...(from.username === undefined ? {} : { username: orNull(from.username) }),
          ...(from.password === undefined ? {} : { password: orNull(from.password) }),
          ...(typeof from.timelapse === 'boolean' ? { timelapse: from.timelapse } : {}),
          ...(from.timelapseSeconds === undefined ? {} : { timelapseSeconds: secondsOf(from.timelapseSeconds) }),
          ...turnOf(from),
        };
        await cameras.change(change, askerOf(context));
        return view(await cameras.get(id));
      },
      lookForCameras: async ({ printerId: id }: Args) => printerCameras.offers(printerArg(id)),
      async addOwnCamera({ printerId: id, url }: Args, context?: RequestContext) {
        const added = await printerCameras.add(printerArg(id), String(url), askerOf(context));
        return view(await cameras.get(added));
      },
      async removeCamera({ id }: Args, context?: RequestContext) {
        await cameras.remove(String(id), askerOf(context));
        return id;
      },
      async makeTimelapse({ id }: Args) {
        await timelapses.make(String(id));
        return timelapseView(await timelapses.get(String(id)));
      },
      async removeTimelapse({ id }: Args, context?: RequestContext) {
        await timelapses.remove(String(id), askerOf(context));
        return id;
      },
      async tryCamera({ input }: Args) {
        const from = input as Args;
        const source = {
          url: String(from.url).trim(),
          username: orNull(from.username),
          password: orNull(from.password),
        };
        try {
          await cameras.tryOut(source, text(from.id));
          return { trouble: null };
        } catch (error) {
          if (!(error instanceof NoPicture)) throw error;
          return { trouble: { message: error.message, remedy: error.remedy } };
        }
      },
    },
  };
}

/** Why a film has no video, or not all of it, by its code. */
const TROUBLES: Readonly<Record<string, { readonly message: string; readonly remedy: string }>> = {
  'ffmpeg-missing': {
    message: 'No video was made: ffmpeg is not installed on the computer that Croft runs on.',
    remedy: 'Install ffmpeg there (apt install ffmpeg, brew install ffmpeg), and press “Make the video now”.',
  },
  'ffmpeg-failed': {
    message: 'ffmpeg could make no video of the frames.',
    remedy:
      'Its words are in the log; it needs the encoder libx264. The frames are kept: press “Make the video now” when it is mended.',
  },
  'disk-full': {
    message: 'Frames of this timelapse are missing: the disk of the computer that Croft runs on was nearly full.',
    remedy: 'Make room there, or film fewer prints.',
  },
};

export function timelapseView({ id, camera, state, frames, trouble }: TimelapseTable): View {
  return {
    id,
    camera,
    state: upperSnake(state),
    frames,
    video: state === 'video' ? `/api/timelapses/${id}/video` : null,
    archive: state === 'frames' ? `/api/timelapses/${id}/frames` : null,
    trouble: trouble === null ? null : (TROUBLES[trouble] ?? null),
  };
}

/** An empty field of a form is none. */
const orNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** What is said of it; the rest stays as it is. */
const turnOf = ({ rotation, flipHorizontal, flipVertical }: Args): Partial<Turn> => ({
  ...(typeof rotation === 'number' ? { rotation } : {}),
  ...(typeof flipHorizontal === 'boolean' ? { flipHorizontal } : {}),
  ...(typeof flipVertical === 'boolean' ? { flipVertical } : {}),
});

const secondsOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function printerOf(value: unknown): ReturnType<typeof printerId> | null {
  return value === null || value === undefined ? null : printerArg(value);
}

function printerArg(value: unknown): ReturnType<typeof printerId> {
  try {
    return printerId(String(value));
  } catch {
    throw argumentErrors.badId({ field: 'printerId' });
  }
}
