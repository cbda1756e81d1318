import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type RunningCroft, temporaryData } from '../harness/croft.ts';
import type { PeerWord, PeerWork } from './camera-peer.ts';
import { startBuiltCroft } from './farm.ts';
import { type Result, round, runParts } from './measure.ts';

/**
 * `npm run bench:cameras`: what a camera costs that fifty people look at, beside the least that could be done, in the same run (`relay`);
 * and how fast Croft ends while fifty look (`shutdown`).
 */

const VIEWERS = Number(process.env.BENCH_VIEWERS ?? 50);
/** 30 KB thirty times a second to each of fifty: 45 MB/s. */
const FRAME_BYTES = 30_000;
const FRAMES_PER_SECOND = 30;
const WINDOW_MS = Number(process.env.BENCH_WINDOW ?? 10_000);
const ROUNDS = 3;

interface Peer extends Disposable {
  readonly pid: number;
  /** The next word of this kind; `question` is asked first. */
  word<Kind extends PeerWord['kind']>(kind: Kind, question?: string): Promise<Extract<PeerWord, { kind: Kind }>>;
}

function startPeer(role: PeerWork['role'], url = ''): Peer {
  const work: PeerWork = { role, url, viewers: VIEWERS, frameBytes: FRAME_BYTES, framesPerSecond: FRAMES_PER_SECOND };
  const child: ChildProcess = fork(
    fileURLToPath(new URL('./camera-peer.ts', import.meta.url)),
    [JSON.stringify(work)],
    {
      execArgv: ['--conditions=source'],
    },
  );
  const heard: PeerWord[] = [];
  let tell: () => void = () => {};
  child.on('message', (word) => {
    heard.push(word as PeerWord);
    tell();
  });
  child.once('exit', (code) => {
    if (code !== 0 && code !== null) throw new Error(`the ${role} of the benchmark ended with ${code}`);
  });
  return {
    pid: child.pid ?? 0,
    async word<Kind extends PeerWord['kind']>(kind: Kind, question?: string) {
      if (question !== undefined) child.send(question);
      for (;;) {
        const at = heard.findIndex((word) => word.kind === kind);
        if (at >= 0) return heard.splice(at, 1)[0] as Extract<PeerWord, { kind: Kind }>;
        await new Promise<void>((resolve) => {
          tell = resolve;
        });
      }
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}

/** Processor time of a process and its threads so far, ms. */
function cpuMs(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => {
    const [nanoseconds = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    return sum + Number(nanoseconds) / 1e6;
  }, 0);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Seen {
  readonly corePercent: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly megabytesPerSecond: number;
  readonly upstream: number;
}

/** What viewers at this address see for a while, and what it costs the process that shows it to them. */
async function look(camera: Peer, url: string, pid: number): Promise<Seen> {
  const before = await camera.word('connections', 'connections');
  using viewers = startPeer('viewers', url);
  await viewers.word('looking');
  await pause(1_000);
  await viewers.word('seen', 'seen');
  const [from, cpu] = [performance.now(), cpuMs(pid)];
  await pause(WINDOW_MS);
  const seen = await viewers.word('seen', 'seen');
  const ms = performance.now() - from;
  const after = await camera.word('connections', 'connections');
  return {
    corePercent: ((cpuMs(pid) - cpu) / ms) * 100,
    p50Ms: seen.p50Ms,
    p99Ms: seen.p99Ms,
    megabytesPerSecond: seen.bytes / 1e6 / (ms / 1_000),
    upstream: after.ever - before.ever,
  };
}

async function lookThroughPipe(camera: Peer, url: string): Promise<Seen> {
  using pipe = startPeer('pipe', url);
  return await look(camera, (await pipe.word('listening')).url, pipe.pid);
}

async function streamOf(croft: RunningCroft, url: string): Promise<string> {
  const { addCamera } = await croft.ask<{ addCamera: { stream: string } }>(
    'mutation($input: AddCameraInput!) { addCamera(input: $input) { stream } }',
    { input: { name: 'Bed', url } },
  );
  return `${croft.address}${addCamera.stream}`;
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measureRelay(): Promise<readonly Result[]> {
  await using data = temporaryData();
  await using croft = await startBuiltCroft(data.path);
  using camera = startPeer('camera');
  const { url } = await camera.word('listening');
  const stream = await streamOf(croft, url);
  const [raw, ours]: [Seen[], Seen[]] = [[], []];
  for (let i = 0; i < ROUNDS; i++) {
    raw.push(await lookThroughPipe(camera, url));
    ours.push(await look(camera, stream, croft.pid));
    // The connection outlives its last viewer by three seconds: the next round begins anew.
    await pause(4_000);
  }
  const of = (seen: readonly Seen[], what: keyof Seen): number => round(middle(seen.map((each) => each[what])), 1);
  const upstream = Math.max(...ours.map((each) => each.upstream));
  const cpu = of(ours, 'corePercent');
  const [p99, rawP99] = [of(ours, 'p99Ms'), of(raw, 'p99Ms')];
  const what = `${VIEWERS} viewers`;
  return [
    {
      name: `connections to the camera, ${what}`,
      value: upstream,
      unit: '',
      reference: 1,
      goal: '1',
      met: upstream === 1,
    },
    {
      name: `shown to ${what}`,
      value: of(ours, 'megabytesPerSecond'),
      unit: 'MB/s',
      reference: of(raw, 'megabytesPerSecond'),
      goal: '≥ 0.95 ×',
      met: of(ours, 'megabytesPerSecond') >= 0.95 * of(raw, 'megabytesPerSecond'),
    },
    {
      name: `of one core, ${what}`,
      value: cpu,
      unit: '%',
      reference: of(raw, 'corePercent'),
      goal: '≤ 6 %',
      met: cpu <= 6,
    },
    {
      name: `sent → whole at the viewer, p50, ${what}`,
      value: of(ours, 'p50Ms'),
      unit: 'ms',
      reference: of(raw, 'p50Ms'),
      goal: '≤ +50 ms',
      met: of(ours, 'p50Ms') <= of(raw, 'p50Ms') + 50,
    },
    {
      name: `sent → whole at the viewer, p99, ${what}`,
      value: p99,
      unit: 'ms',
      reference: rawP99,
      goal: '≤ +50 ms',
      met: p99 <= rawP99 + 50,
    },
  ];
}

async function measureShutdown(): Promise<readonly Result[]> {
  await using data = temporaryData();
  const croft = await startBuiltCroft(data.path);
  using camera = startPeer('camera');
  const stream = await streamOf(croft, (await camera.word('listening')).url);
  using viewers = startPeer('viewers', stream);
  await viewers.word('looking');
  const from = performance.now();
  const code = await croft.end('SIGTERM');
  const ms = round(performance.now() - from, 0);
  return [
    {
      name: `SIGTERM → exit 0, ${VIEWERS} streams`,
      value: ms,
      unit: 'ms',
      reference: null,
      goal: '≤ 5,000 ms',
      met: code === 0 && ms <= 5_000,
    },
  ];
}

await runParts('cameras', { relay: measureRelay, shutdown: measureShutdown });
