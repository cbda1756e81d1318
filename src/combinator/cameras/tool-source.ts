import { spawn } from 'node:child_process';
import type { Clock } from '#lib/clock';
import { MjpegParser, NotMjpeg } from './mjpeg-parser.ts';
import { openRtspsRelay, type RtspsRelay } from './rtsps-relay.ts';
import { type CameraSource, NoPicture } from './source.ts';
import { isUsbCamera, usbPath } from './usb-cameras.ts';

/** Cameras that Croft cannot read by itself, and ffmpeg can: what their addresses begin with. */
export const TOOL_SCHEMES: readonly string[] = ['rtsp:', 'rtsps:', 'usb:'];

export const isReadByTool = (url: string): boolean => TOOL_SCHEMES.some((scheme) => url.startsWith(scheme));

/** A stream is asked for, decoded and shown within this time, or it is begun anew. */
const SILENCE_LIMIT_MS = 15_000;
const WORDS_LIMIT = 4_000;

/** One way to start the program: cameras and versions of ffmpeg differ in what they take. */
interface Attempt {
  readonly words: readonly string[];
  /** What it reads from its standard input. */
  readonly input: string;
  /** Words of ffmpeg after which the next way is tried. */
  readonly givesWayTo: RegExp;
}

/**
 * Reads pictures through ffmpeg until the signal, or rejects with NoPicture; as `readCamera` does. One process for as long as somebody
 * looks. Name and password reach it by its standard input: other users of the host can read its arguments.
 */
export async function readThroughTool(
  source: CameraSource,
  parts: { clock: Clock; signal: AbortSignal; onFrame: (jpeg: Buffer) => void; ffmpeg: string },
): Promise<void> {
  for (let way = 0; ; way++) {
    const end = await tried(source, way, parts);
    if (end.kind === 'left') return;
    if (end.kind === 'missing' || end.hadPicture || !end.givesWay) throw reasonOf(end, source);
  }
}

/** One way of it. Of RTSPS ffmpeg would believe any certificate, so that it reads from a relay that does not. */
async function tried(
  source: CameraSource,
  way: number,
  parts: Parameters<typeof readThroughTool>[1],
): Promise<End & { readonly givesWay: boolean }> {
  const { signal } = parts;
  if (signal.aborted) return { ...LEFT, givesWay: false };
  let relay: RtspsRelay | null = null;
  try {
    relay = source.url.startsWith('rtsps:') ? await openRtspsRelay(source, signal) : null;
  } catch (error) {
    if (signal.aborted) return { ...LEFT, givesWay: false };
    throw error;
  }
  await using _ = relay;
  const attempts = attemptsFor(relay === null ? source : { url: relay.url, username: null, password: null });
  const attempt = attempts[way];
  if (attempt === undefined) throw new Error('there is no such way');
  const onFrame = (jpeg: Buffer): void => {
    if (relay !== null) source.certificate?.believed(relay.fingerprint);
    parts.onFrame(jpeg);
  };
  const end = await run(attempt, { ...parts, onFrame });
  return { ...end, givesWay: way + 1 < attempts.length && attempt.givesWayTo.test(end.words) };
}

const LEFT = { kind: 'left', hadPicture: false, words: '' } as const;

interface End {
  readonly kind: 'left' | 'missing' | 'silent' | 'ended';
  readonly hadPicture: boolean;
  readonly words: string;
}

async function run(
  { words, input }: Attempt,
  { clock, signal, onFrame, ffmpeg }: Parameters<typeof readThroughTool>[1],
): Promise<End> {
  if (signal.aborted) return LEFT;
  const child = spawn(ffmpeg, [...BEFORE, ...words, ...AFTER], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [said, hadPicture] = ['', false];
  let kind: End['kind'] = 'ended';
  const give = (why: End['kind']): void => {
    if (kind === 'ended') kind = why;
    // Asked politely it would first end its own business with the camera, which may not answer.
    child.kill('SIGKILL');
  };
  let timer = clock.schedule(SILENCE_LIMIT_MS, () => give('silent'));
  const leave = (): void => give('left');
  signal.addEventListener('abort', leave, { once: true });
  const parser = new MjpegParser('ffmpeg');
  child.stdout.on('data', (piece: Buffer) => {
    if (kind !== 'ended') return;
    try {
      for (const jpeg of parser.push(piece)) {
        hadPicture = true;
        timer[Symbol.dispose]();
        timer = clock.schedule(SILENCE_LIMIT_MS, () => give('silent'));
        onFrame(jpeg);
      }
    } catch (error) {
      if (!(error instanceof NotMjpeg)) throw error;
      said += ` ${error.message}`;
      child.kill('SIGKILL');
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-WORDS_LIMIT);
  });
  // It may end before it has read all; its exit tells.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  await new Promise<void>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      kind = 'missing';
      said = error.code ?? error.message;
      resolve();
    });
    child.once('close', () => resolve());
  });
  signal.removeEventListener('abort', leave);
  timer[Symbol.dispose]();
  return { kind, hadPicture, words: said };
}

const BEFORE = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
/** Parts that say their length, between `--ffmpeg` and `--ffmpeg`. */
const AFTER = ['-f', 'mpjpeg', 'pipe:1'];
/** What a person can watch; the printer's own computer has other work. */
const ENCODED = ['-an', '-sn', '-dn', '-vf', 'fps=5,scale=min(1280\\,iw):-2', '-c:v', 'mjpeg', '-q:v', '6'];
const NETWORK = ['-f', 'concat', '-safe', '0', '-protocol_whitelist', 'pipe,rtsp,rtp,tcp,udp', '-i', 'pipe:0'];

function attemptsFor(source: CameraSource): readonly Attempt[] {
  if (isUsbCamera(source.url)) return usbAttempts(usbPath(source.url));
  const list = `ffconcat version 1.0\nfile '${addressOf(source)}'\n`;
  const words = [...NETWORK, ...ENCODED];
  return [
    // All over one connection: by UDP a firewall between swallows the pictures.
    { words, input: `${list}option rtsp_transport tcp\n`, givesWayTo: /unknown keyword/i },
    // Versions before 5.0 know no options there.
    { words, input: list, givesWayTo: /$^/ },
  ];
}

/** A camera's own JPEG pictures as they are; of one that has none they are encoded. */
function usbAttempts(path: string): readonly Attempt[] {
  const own = ['-f', 'v4l2', '-input_format', 'mjpeg', '-video_size', '1280x720', '-framerate', '15', '-i', path];
  return [
    {
      words: [...own, '-c:v', 'copy'],
      input: '',
      givesWayTo: /cannot find a proper format|invalid argument|input_format/i,
    },
    { words: ['-f', 'v4l2', '-i', path, ...ENCODED], input: '', givesWayTo: /$^/ },
  ];
}

/** With name and password, and nothing in it that would end the quotes around it. */
function addressOf({ url, username, password }: CameraSource): string {
  const parsed = new URL(url);
  const quoted = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27');
  const login = username === null && password === null ? '' : `${quoted(username ?? '')}:${quoted(password ?? '')}@`;
  return `${parsed.protocol}//${login}${parsed.host}${parsed.pathname}${parsed.search}`.replaceAll("'", '%27');
}

const BY_WORDS: readonly { readonly says: RegExp; readonly message: string; readonly remedy: string }[] = [
  {
    says: /returned 40[13]|unauthorized|forbidden/i,
    message: 'The camera refuses name and password.',
    remedy:
      'Enter those of the camera itself; of a Bambu Lab printer bblp and the access code that its screen shows last.',
  },
  {
    says: /returned 404/i,
    message: 'The camera has no stream at this address.',
    remedy: 'Its manual names the path, such as /stream1.',
  },
  {
    says: /device or resource busy/i,
    message: 'Another program uses this camera.',
    remedy: 'End it, or enter the address that it offers.',
  },
  {
    says: /permission denied/i,
    message: 'Croft may not open this camera.',
    remedy: 'Add the user that Croft runs as to the group video, and start Croft again.',
  },
  {
    says: /no such (file|device)/i,
    message: 'This camera is not plugged in.',
    remedy: 'Plug it in; it is asked again by itself.',
  },
  {
    says: /connection refused|timed out|no route|unreachable|failed to resolve|reset by peer|end of file|input\/output error/i,
    message: 'The camera cannot be reached, or hangs up.',
    remedy:
      'Is it switched on, is the address right, and is its stream enabled? Printers of the series H2 enable it at their screen.',
  },
];

function reasonOf({ kind, hadPicture, words }: End, { password, username }: CameraSource): NoPicture {
  if (kind === 'missing')
    return new NoPicture(
      'This kind of camera is read by ffmpeg, which is not installed on the computer that Croft runs on.',
      'Install it there (apt install ffmpeg, brew install ffmpeg); the camera is asked again by itself.',
    );
  if (kind === 'silent') return new NoPicture('The camera sends nothing.', 'Restart it; it is asked again by itself.');
  if (hadPicture) return new NoPicture('The camera ended its stream.', 'It is asked again by itself.');
  const known = BY_WORDS.find(({ says }) => says.test(words));
  if (known !== undefined) return new NoPicture(known.message, known.remedy);
  const last = words.trim().split('\n').at(-1) ?? '';
  return new NoPicture(
    `ffmpeg cannot read this camera: ${withoutLogin(last, [username, password]) || 'it does not say why'}.`,
    'Does it play elsewhere?',
  );
}

/** ffmpeg repeats addresses with all that is in them. */
function withoutLogin(text: string, secrets: readonly (string | null)[]): string {
  let shown = text.replace(/\/\/[^/\s@']*@/g, '//');
  for (const secret of secrets)
    if (secret !== null && secret !== '')
      for (const form of [secret, encodeURIComponent(secret)]) shown = shown.replaceAll(form, '…');
  return shown.slice(0, 300).replace(/\.$/, '');
}
