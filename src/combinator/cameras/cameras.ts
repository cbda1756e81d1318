import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Chance } from '#lib/chance';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log-types';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { PrinterId } from '#model/ids';
import { compareAndSet } from '#storage/compare-and-set';
import { flag, type Storage } from '#storage/storage';
import type { Events, EventSubject } from '../events/events.ts';
import type { FarmSchema } from '../schema.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { BAMBU_CAMERA } from './bambu-source.ts';
import { ELEGOO_CAMERA } from './elegoo-source.ts';
import { ROTATIONS, type Turn } from './jpeg-orientation.ts';
import { createRelay, type Relay } from './relay.ts';
import { type CameraSource, type KnownCertificate, NoPicture } from './source.ts';
import type { CameraTable, PrintPictureTable } from './tables.ts';
import { TOOL_SCHEMES } from './tool-source.ts';
import { isUsbCamera, isUsbPlace, type UsbCamera, usbCameras } from './usb-cameras.ts';
import { writeWhole } from './write-whole.ts';

/** A camera as it may be shown: its password stays where it is. */
export type Camera = Omit<CameraTable, 'password'> & { readonly hasPassword: boolean };

export interface CameraFields extends Partial<Turn> {
  readonly name: string;
  readonly printerId: PrinterId | null;
  readonly url: string;
  readonly username: string | null;
  /** Prints of its printer are filmed. */
  readonly timelapse?: boolean;
  /** With a frame every so many seconds; null: with one for each layer, where the printer tells them. */
  readonly timelapseSeconds?: number | null;
}

export interface NewCamera extends CameraFields {
  readonly password: string | null;
}

/** What is left out stays as it is; `password: null` takes it away. */
export type CameraChange = Partial<NewCamera> & { readonly id: string; readonly version: number };

/** The cameras of the farm: who looks gets pictures (CA1), and a print that ends is pictured (CA2). */
export interface Cameras extends AsyncDisposable {
  /** In the order of their names. */
  list(): Promise<readonly Camera[]>;
  get(id: string): Promise<Camera>;
  add(camera: NewCamera, by: string): Promise<string>;
  change(change: CameraChange, by: string): Promise<void>;
  remove(id: string, by: string): Promise<void>;
  /** One picture of a camera that may not be kept yet. Rejects with NoPicture. `id`: whose password is used where none is given. */
  tryOut(camera: Pick<NewCamera, 'url' | 'username' | 'password'>, id: string | null): Promise<void>;
  /** Cameras at the computer that Croft runs on, those that the farm has left out. */
  atHost(): Promise<readonly UsbCamera[]>;
  /** Errors: `unknown-camera`. */
  relay(id: string): Promise<Relay>;
  /** How the relay stands, where somebody looks. */
  standing(id: string): { readonly trouble: NoPicture | null; readonly viewers: number };
  picturesOf(prints: readonly string[]): Promise<ReadonlyMap<string, readonly PrintPictureTable[]>>;
  /** Where a kept picture lies; null when there is none of that id. */
  picturePath(id: string): Promise<string | null>;
  /** Forgets pictures that are older. */
  forget(beforeAt: number): Promise<void>;
  /** Resolves when no picture is being taken; for tests. */
  idle(): Promise<void>;
}

/** Fewer than two are no seconds in the column but the wish for layers. */
const TIMELAPSE_SECONDS = { least: 2, most: 3_600 };

const errors = defineErrors({
  unknown: errorEntry<object>({
    code: 'unknown-camera',
    cause: () => 'There is no such camera.',
    remedy: 'It may have been removed meanwhile: load the page again.',
    field: 'id',
  }),
  badUrl: errorEntry<{ rule: string }>({
    code: 'bad-camera-url',
    cause: ({ rule }) => `This address cannot be used: ${rule}.`,
    remedy: 'Give the address of the stream or of the picture, such as http://192.168.1.20/webcam/?action=stream.',
    field: 'url',
    rule: ({ rule }) => rule,
  }),
  badName: errorEntry<object>({
    code: 'bad-camera-name',
    cause: () => 'A camera needs a name.',
    remedy: 'Give it one of 1 to 100 characters.',
    field: 'name',
    rule: '1 to 100 characters',
  }),
  unknownPrinter: errorEntry<object>({
    code: 'unknown-camera-printer',
    cause: () => 'There is no such printer.',
    remedy: 'Choose one of the farm, or none.',
    field: 'printerId',
  }),
  badSeconds: errorEntry<object>({
    code: 'bad-timelapse-seconds',
    cause: () => 'A timelapse cannot have a picture that often, or that seldom.',
    remedy: `Give ${TIMELAPSE_SECONDS.least} to ${TIMELAPSE_SECONDS.most} seconds, or none for a picture of each layer.`,
    field: 'timelapseSeconds',
    rule: `whole seconds, ${TIMELAPSE_SECONDS.least} to ${TIMELAPSE_SECONDS.most}`,
  }),
  badRotation: errorEntry<object>({
    code: 'bad-camera-rotation',
    cause: () => 'A picture cannot be turned by that much.',
    remedy: `Give one of ${ROTATIONS.join(', ')} degrees, clockwise.`,
    field: 'rotation',
    rule: ROTATIONS.join(', '),
  }),
  tooMany: errorEntry<{ limit: number }>({
    code: 'too-many-cameras',
    cause: ({ limit }) => `The farm has ${limit} cameras already.`,
    remedy: 'Remove one that nobody looks at.',
  }),
});

const CAMERAS_LIMIT = 2_000;
const URL_LIMIT = 2_000;

export async function openCameras(parts: {
  readonly storage: Storage<FarmSchema>;
  readonly events: Events;
  readonly secrets: Secrets;
  /** Of the pictures; made when missing. */
  readonly folder: string;
  /** The program that reads cameras of other kinds than HTTP. */
  readonly ffmpeg?: string;
  /** Where Linux names the cameras at this computer. */
  readonly usbFolder?: string;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly log: Log;
}): Promise<Cameras> {
  const { storage, events, secrets, folder, clock, chance, log, ffmpeg = 'ffmpeg' } = parts;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeHalfWritten(folder);
  const relays = new Map<string, { readonly version: number; readonly relay: Relay }>();
  const taking = new Set<Promise<void>>();
  let isEnding = false;

  async function rowOf(id: string): Promise<CameraTable> {
    const row = await storage.read.selectFrom('camera').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw errors.unknown({});
    return row;
  }

  const passwordOf = ({ id, password }: CameraTable): string | null =>
    password === null ? null : secrets.open(placeOf(id), password);

  function relayOf(row: CameraTable): Relay {
    const { id, version, url, username } = row;
    const kept = relays.get(id);
    if (kept !== undefined && kept.version >= version) return kept.relay;
    if (kept !== undefined) drop(id);
    const relay = createRelay(
      { url, username, password: passwordOf(row), certificate: certificateOf(row) },
      { clock, chance, ffmpeg, turn: turnOf(row) },
    );
    relays.set(id, { version, relay });
    return relay;
  }

  /** The first certificate with which a camera shows a picture is written down; what the relay knows of it is ahead of the database. */
  function certificateOf({ id, version, certificate }: CameraTable): KnownCertificate {
    let known = certificate;
    return {
      get fingerprint() {
        return known;
      },
      believed(fingerprint) {
        if (known === fingerprint) return;
        known = fingerprint;
        storage
          .transaction((tx) =>
            tx
              .updateTable('camera')
              .set({ certificate: fingerprint })
              .where('id', '=', id)
              // Of a camera that was changed meanwhile it says nothing.
              .where('version', '=', version)
              .where('certificate', 'is', null)
              .execute(),
          )
          .catch((error: unknown) => log.error({ err: error, camera: id }, 'its certificate could not be kept'));
      },
    };
  }

  function drop(id: string): void {
    const kept = relays.get(id);
    relays.delete(id);
    void kept?.relay[Symbol.asyncDispose]();
  }

  /** CA2. A moment that is missed is missed: nobody waits for a camera. */
  async function takePictures({ printerId, printId }: EventSubject): Promise<void> {
    if (printerId == null || printId == null) return;
    const cameras = await storage.read.selectFrom('camera').selectAll().where('printer_id', '=', printerId).execute();
    if (isEnding) return;
    // All at once: behind one that hangs another would show a bed that was cleared meanwhile.
    await Promise.all(cameras.map((camera) => takePicture(camera, { printerId, printId })));
  }

  async function takePicture(camera: CameraTable, subject: EventSubject): Promise<void> {
    try {
      await keep(await relayOf(camera).picture(), camera, subject);
    } catch (error) {
      if (error instanceof NoPicture)
        log.warn({ camera: camera.id, reason: error.message }, 'a print was not pictured');
      else log.error({ err: error, camera: camera.id }, 'a picture of a print could not be kept');
    }
  }

  async function keep(jpeg: Buffer, camera: CameraTable, subject: EventSubject): Promise<void> {
    const id = chance.id();
    await writeWhole(join(folder, `${id}.jpg`), jpeg);
    await storage.transaction(async (tx) => {
      const row = {
        id,
        print_id: String(subject.printId),
        camera: camera.name,
        at: clock.now(),
        size_bytes: jpeg.length,
      };
      await tx.insertInto('print_picture').values(row).execute();
      await events.emit(tx, 'print-pictured', subject, { pictureId: id, camera: camera.name });
    });
  }

  const listening = events.onCommitted((name, subject) => {
    if (name !== 'print-ended') return;
    const work = takePictures(subject).catch((error: unknown) =>
      log.error({ err: error }, 'the cameras of a printer could not be read'),
    );
    const done: Promise<void> = work.finally(() => taking.delete(done));
    taking.add(done);
  });

  async function checkPrinter(db: Storage<FarmSchema>['read'], printer: PrinterId | null): Promise<void> {
    if (printer === null) return;
    const row = await db.selectFrom('printer').select('id').where('id', '=', printer).executeTakeFirst();
    if (row === undefined) throw errors.unknownPrinter({});
  }

  return {
    async list() {
      const rows = await storage.read.selectFrom('camera').selectAll().orderBy('name').orderBy('id').execute();
      return rows.map(shown);
    },
    get: async (id) => shown(await rowOf(id)),
    async add(camera, by) {
      check(camera);
      const id = chance.id();
      await storage.transaction(async (tx) => {
        await checkPrinter(tx, camera.printerId);
        const { count } = await tx
          .selectFrom('camera')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        if (Number(count) >= CAMERAS_LIMIT) throw errors.tooMany({ limit: CAMERAS_LIMIT });
        const { name, printerId, url, username, password, timelapse = false, timelapseSeconds = null } = camera;
        await tx
          .insertInto('camera')
          .values({
            id,
            name: name.trim(),
            printer_id: printerId,
            url,
            username,
            password: password === null ? null : await secrets.seal(tx, placeOf(id), password),
            version: 1,
            created_at: clock.now(),
            timelapse: timelapse ? (timelapseSeconds ?? 1) : 0,
            certificate: null,
            rotation: camera.rotation ?? 0,
            flip_horizontal: flag(camera.flipHorizontal ?? false),
            flip_vertical: flag(camera.flipVertical ?? false),
          })
          .execute();
        await events.emit(tx, 'camera-added', { printerId }, { cameraId: id, name: name.trim(), by });
      });
      return id;
    },
    async change({ id, version, ...change }, by) {
      check(change);
      await storage.transaction(async (tx) => {
        const row = await tx.selectFrom('camera').selectAll().where('id', '=', id).executeTakeFirst();
        if (row === undefined) throw errors.unknown({});
        if (change.printerId !== undefined) await checkPrinter(tx, change.printerId);
        // The password of one camera is not told to another host.
        const elsewhere = change.url !== undefined && originOf(change.url) !== originOf(row.url);
        const set = {
          ...(change.name === undefined ? {} : { name: change.name.trim() }),
          ...(change.printerId === undefined ? {} : { printer_id: change.printerId }),
          ...(change.url === undefined ? {} : { url: change.url }),
          ...(change.username === undefined ? {} : { username: change.username }),
          timelapse: filmedAs(row, change),
          ...(change.rotation === undefined ? {} : { rotation: change.rotation }),
          ...(change.flipHorizontal === undefined ? {} : { flip_horizontal: flag(change.flipHorizontal) }),
          ...(change.flipVertical === undefined ? {} : { flip_vertical: flag(change.flipVertical) }),
          ...(change.password == null
            ? change.password === null || elsewhere
              ? { password: null }
              : {}
            : { password: await secrets.seal(tx, placeOf(id), change.password) }),
          // Who types what opens it says that it is the right one.
          ...(elsewhere || change.password != null ? { certificate: null } : {}),
        };
        await compareAndSet<FarmSchema, 'camera'>(tx, 'camera', { key: { id }, version, set });
        const name = change.name?.trim() ?? row.name;
        const printerId = (change.printerId === undefined ? row.printer_id : change.printerId) as PrinterId | null;
        const fields = Object.keys(change).filter((field) => change[field as keyof typeof change] !== undefined);
        await events.emit(tx, 'camera-changed', { printerId }, { cameraId: id, name, fields, by });
      });
      drop(id);
    },
    async remove(id, by) {
      await storage.transaction(async (tx) => {
        const row = await tx.selectFrom('camera').selectAll().where('id', '=', id).executeTakeFirst();
        if (row === undefined) throw errors.unknown({});
        await tx.deleteFrom('camera').where('id', '=', id).execute();
        const printerId = row.printer_id as PrinterId | null;
        await events.emit(tx, 'camera-removed', { printerId }, { cameraId: id, name: row.name, by });
      });
      drop(id);
    },
    async tryOut(camera, id) {
      check(camera);
      const kept = id === null || camera.password !== null ? null : await rowOf(id);
      const same = kept !== null && originOf(kept.url) === originOf(camera.url);
      const source: CameraSource = {
        ...camera,
        password: same ? passwordOf(kept) : camera.password,
        certificate: { fingerprint: same ? kept.certificate : null, believed: () => {} },
      };
      await using relay = createRelay(source, { clock, chance, ffmpeg });
      await relay.picture();
    },
    async atHost() {
      const rows = await storage.read.selectFrom('camera').select('url').execute();
      const kept = new Set(rows.map(({ url }) => url));
      return (await usbCameras(parts.usbFolder)).filter(({ url }) => !kept.has(url));
    },
    relay: async (id) => relayOf(await rowOf(id)),
    standing(id) {
      const relay = relays.get(id)?.relay;
      return { trouble: relay?.trouble ?? null, viewers: relay?.viewers ?? 0 };
    },
    async picturesOf(prints) {
      const pictures = new Map<string, PrintPictureTable[]>();
      if (prints.length === 0) return pictures;
      const rows = await storage.read
        .selectFrom('print_picture')
        .selectAll()
        .where('print_id', 'in', [...prints])
        .orderBy('at')
        .execute();
      for (const row of rows) pictures.set(row.print_id, [...(pictures.get(row.print_id) ?? []), row]);
      return pictures;
    },
    async picturePath(id) {
      const row = await storage.read.selectFrom('print_picture').select('id').where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : join(folder, `${row.id}.jpg`);
    },
    async forget(beforeAt) {
      const old = await storage.read.selectFrom('print_picture').select('id').where('at', '<', beforeAt).execute();
      for (const { id } of old) {
        // The row last: a picture that is left over without one would never be found again.
        await rm(join(folder, `${id}.jpg`), { force: true });
        await storage.transaction((tx) => tx.deleteFrom('print_picture').where('id', '=', id).execute());
      }
    },
    async idle() {
      while (taking.size > 0) await Promise.all(taking);
    },
    async [Symbol.asyncDispose]() {
      isEnding = true;
      listening[Symbol.dispose]();
      await Promise.all([...relays.values()].map(({ relay }) => relay[Symbol.asyncDispose]()));
      relays.clear();
      // A picture that came in time is written down before the database closes.
      await Promise.all(taking);
    },
  };
}

const placeOf = (id: string) => ({ table: 'camera', id, column: 'password' });

function shown({ password, ...row }: CameraTable): Camera {
  return { ...row, hasPassword: password !== null };
}

/** The column after a change of what it stands for. */
function filmedAs({ timelapse: before }: CameraTable, { timelapse, timelapseSeconds }: Partial<NewCamera>): number {
  if (!(timelapse ?? before > 0)) return 0;
  return timelapseSeconds === undefined ? Math.max(1, before) : (timelapseSeconds ?? 1);
}

function turnOf({ rotation, flip_horizontal, flip_vertical }: CameraTable): Turn {
  return { rotation, flipHorizontal: flip_horizontal === 1, flipVertical: flip_vertical === 1 };
}

function check({ name, url, rotation, timelapseSeconds: seconds }: Partial<NewCamera>): void {
  if (rotation !== undefined && !ROTATIONS.includes(rotation)) throw errors.badRotation({});
  const { least, most } = TIMELAPSE_SECONDS;
  if (seconds != null && !(Number.isSafeInteger(seconds) && seconds >= least && seconds <= most))
    throw errors.badSeconds({});
  if (name !== undefined && (name.trim() === '' || name.length > 100)) throw errors.badName({});
  if (url === undefined) return;
  if (url.length > URL_LIMIT) throw errors.badUrl({ rule: `at most ${URL_LIMIT} characters` });
  const parsed = URL.parse(url);
  if (parsed === null) throw errors.badUrl({ rule: 'it is no address' });
  if (isUsbCamera(url)) {
    if (!isUsbPlace(url)) throw errors.badUrl({ rule: 'a camera of this computer is named usb:///dev/v4l/by-id/…' });
    return;
  }
  const schemes = ['http:', 'https:', BAMBU_CAMERA, ELEGOO_CAMERA, ...TOOL_SCHEMES];
  if (!schemes.includes(parsed.protocol) || parsed.hostname === '')
    throw errors.badUrl({
      rule: 'only http://, https://, rtsp://, rtsps://, bambu://, elegoo:// with a host, and usb:///dev/v4l/by-id/…',
    });
  if (parsed.username !== '' || parsed.password !== '')
    throw errors.badUrl({ rule: 'name and password belong into their own fields' });
}

/** Whom a password is told. Addresses of another scheme than the web's have no origin. */
function originOf(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed === null ? undefined : `${parsed.protocol}//${parsed.host}`;
}

/** A crash may have left half a picture, which no row names. */
async function removeHalfWritten(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith('.part')) await rm(join(folder, name), { force: true });
}
