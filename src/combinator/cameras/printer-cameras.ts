import type { NetworkPlace } from '#drivers/announcement';
import type { OwnCamera } from '#drivers/own-cameras';
import type { PrinterId } from '#model/ids';
import { defineErrors, errorEntry } from '#lib/user-error';
import { askInTurn, askWebServer, NoAnswer } from '../printers/ask-web-server.ts';
import { printerErrors, type Printers } from '../printers/printers.ts';
import type { Cameras } from './cameras.ts';

/** Cameras that printers bring with them, as an offer: none is added by itself. */
export interface PrinterCameras {
  /** Those that the printer names and the farm has not. Asks the printer for a list and for nothing else. Errors: `no-camera-answer`. */
  offers(id: PrinterId): Promise<readonly Pick<OwnCamera, 'name' | 'url'>[]>;
  /** Adds the one with this address, with what opens it. Errors: `no-such-camera-offer` and those of `offers`. */
  add(id: PrinterId, url: string, by: string): Promise<string>;
}

const errors = defineErrors({
  noAnswer: errorEntry<{ reason: string }>({
    code: 'no-camera-answer',
    cause: ({ reason }) => `The printer did not say which cameras it has: ${reason}.`,
    remedy: 'Look again when it is connected, or add its camera by its address.',
  }),
  gone: errorEntry<object>({
    code: 'no-such-camera-offer',
    cause: () => 'The printer does not name this camera any more.',
    remedy: 'Look again which cameras it has.',
    field: 'url',
  }),
});

export function createPrinterCameras(parts: {
  readonly printers: Pick<Printers, 'get' | 'configurationOf' | 'manifests'>;
  readonly cameras: Pick<Cameras, 'list' | 'add'>;
}): PrinterCameras {
  const { printers, cameras } = parts;

  async function found(id: PrinterId): Promise<{ readonly printer: string; readonly own: readonly OwnCamera[] }> {
    const row = await printers.get(id);
    if (row === null) throw printerErrors.unknown({ id });
    const place = printers.manifests.get(row.driver)?.network;
    const { options } = printers.configurationOf(row);
    const own = place === undefined ? [] : await inWords(camerasAt(place, options));
    const kept = new Set((await cameras.list()).map(({ url }) => url));
    return { printer: row.name, own: own.filter(({ url }) => !kept.has(url)) };
  }

  return {
    offers: async (id) => (await found(id)).own.map(({ name, url }) => ({ name, url })),
    async add(id, url, by) {
      const { printer, own } = await found(id);
      const camera = own.find((each) => each.url === url);
      if (camera === undefined) throw errors.gone({});
      return cameras.add({ ...camera, name: `${printer}, ${camera.name}`.slice(0, 100), printerId: id }, by);
    },
  };
}

async function camerasAt(
  { cameras, cameraDialogue }: NetworkPlace,
  options: Readonly<Record<string, unknown>>,
): Promise<readonly OwnCamera[]> {
  if (cameraDialogue !== undefined) return askInTurn(cameraDialogue(options));
  if (cameras === undefined) return [];
  const question = cameras.question(options);
  return cameras.read(question === null ? null : await askWebServer(question), options);
}

async function inWords<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NoAnswer) throw errors.noAnswer({ reason: error.message }, { cause: error });
    throw error;
  }
}
