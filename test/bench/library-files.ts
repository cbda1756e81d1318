import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { indexFile } from '../../src/combinator/library/search-index.ts';
import { inflate } from '../../src/combinator/library/inflate.ts';
import { openTestServer, type TestServer } from '../../src/combinator/api/fixtures/test-server.ts';
import { FullAnalyser } from '../../src/gcode/full-analysis.ts';
import { readPrintFile } from '../../src/gcode/head-and-tail.ts';
import { builtProgram, type RunningCroft, startCroft, temporaryData, until } from '../harness/croft.ts';
import { writeBigGcode } from './big-gcode.ts';
import { percentile, type Result, round } from './measure.ts';

const MB = 1_000_000;
const METADATA_BYTES = 250 * MB;
const ANALYSED_BYTES = Number(process.env.BENCH_ANALYSED_MB ?? 100) * MB;
const LARGE_BYTES = Number(process.env.BENCH_LARGE_MB ?? 500) * MB;
const FILES = Number(process.env.BENCH_FILES ?? 10_000);
const TIMES = 30;
const PIECE_BYTES = 1024 * 1024;
/** ME1, and the wish that nothing of files holds up the farm. */
const LOOP_GOAL_MS = 20;

/** What a large file says of itself, read from its ends (ME1). */
export async function measureMetadata(): Promise<readonly Result[]> {
  await using data = temporaryData();
  const path = join(data.path, 'large.gcode');
  writeBigGcode(path, METADATA_BYTES);
  await using handle = await open(path, 'r');
  const source = {
    sizeBytes: METADATA_BYTES,
    async read(offset: number, length: number) {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    },
  };
  const all: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const from = performance.now();
    const reading = await readPrintFile(source, inflate);
    all.push(performance.now() - from);
    if (reading.kind !== 'print-file' || reading.metadata.slicer === null)
      throw new Error('the file was not understood');
  }
  const first = round(all[0] ?? Number.NaN, 1);
  return [
    figure(
      `metadata of ${METADATA_BYTES / MB} MB, p50 of ${TIMES}`,
      round(percentile(all, 0.5), 1),
      'ms',
      '≤ 35 ms',
      35,
    ),
    figure(`metadata of ${METADATA_BYTES / MB} MB, the first time`, first, 'ms', '≤ 35 ms', 35),
  ];
}

/** Every line of a file looked at, as the thread of the library does it. */
export async function measureAnalysis(): Promise<readonly Result[]> {
  await using data = temporaryData();
  const path = join(data.path, 'large.gcode');
  writeBigGcode(path, ANALYSED_BYTES);
  const perSecond: number[] = [];
  for (let i = 0; i < 3; i++) {
    await using handle = await open(path, 'r');
    const analyser = new FullAnalyser();
    const piece = new Uint8Array(PIECE_BYTES);
    const before = process.cpuUsage();
    for (let at = 0; ; ) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, at);
      if (bytesRead === 0) break;
      analyser.push(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
    analyser.end();
    if (analyser.problem !== null || analyser.result().layers.length === 0)
      throw new Error('the file was not understood');
    const { user, system } = process.cpuUsage(before);
    perSecond.push(ANALYSED_BYTES / MB / ((user + system) / 1e6));
  }
  const value = round(percentile(perSecond, 0.5), 0);
  return [
    {
      name: `full analysis of ${ANALYSED_BYTES / MB} MB, per CPU second`,
      value,
      unit: 'MB',
      reference: null,
      goal: '≥ 77 MB',
      met: value >= 77,
    },
  ];
}

/** What a page of the library and one more file cost, with few and with many files in it. */
export async function measureList(): Promise<readonly Result[]> {
  await using server = await openTestServer();
  const empty = await uploadsMs(server, 'few');
  await fill(server, FILES);
  const pages: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const from = performance.now();
    await ask(server, '{ library(first: 50) { items { file { name digest } folder tags } } }');
    pages.push(performance.now() - from);
  }
  const searches: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const from = performance.now();
    await ask(server, `{ library(first: 50, search: "part ${i * 7}") { items { file { name } } } }`);
    searches.push(performance.now() - from);
  }
  const full = await uploadsMs(server, 'many');
  const grown = round(percentile(full, 0.5) / percentile(empty, 0.5));
  return [
    figure(`page of 50 of ${FILES} files, p50 of ${TIMES}`, round(percentile(pages, 0.5), 1), 'ms', '≤ 20 ms', 20),
    figure(`the same, searched, p50`, round(percentile(searches, 0.5), 1), 'ms', '≤ 20 ms', 20),
    {
      name: `upload of 1 KB beside ${FILES} files, p50, against an empty library`,
      value: round(percentile(full, 0.5), 1),
      unit: 'ms',
      reference: round(percentile(empty, 0.5), 1),
      goal: '≤ 1.5×',
      met: grown <= 1.5,
    },
  ];
}

/** 500 MB through the API into the library and through its full analysis: memory stays flat, and the loop free. */
export async function measureLarge(): Promise<readonly Result[]> {
  await using large = await openLarge(sendBytes);
  const upload = await large.watch(() => large.send('large.gcode', LARGE_BYTES));
  const analysis = await large.watch(async () => {
    const analysed = await fetch(`${large.address}/api/files/${upload.result}/analysis`);
    if (!analysed.ok) throw new Error(`the analysis was answered ${analysed.status}: ${await analysed.text()}`);
    await analysed.arrayBuffer();
  });
  const what = `${LARGE_BYTES / MB} MB`;
  return [
    figure(`upload of ${what}: memory above idle`, upload.grownMb, 'MB', '≤ 96 MB', 96),
    figure(
      `upload and full analysis of ${what}: the same`,
      Math.max(upload.grownMb, analysis.grownMb),
      'MB',
      '≤ 160 MB',
      160,
    ),
    ...heldFigures(`upload of ${what}`, upload.held),
    ...heldFigures('its full analysis', analysis.held),
  ];
}

/** The same 500 MB in the form that OctoPrint takes and slicers send. */
export async function measureForm(): Promise<readonly Result[]> {
  await using large = await openLarge(sendForm);
  const { grownMb, held } = await large.watch(() => large.send('large.gcode', LARGE_BYTES));
  const what = `form with a file of ${LARGE_BYTES / MB} MB`;
  return [figure(`${what}: memory above idle`, grownMb, 'MB', '≤ 96 MB', 96), ...heldFigures(what, held)];
}

/** The combinator as people run it, once warm, and a large file for it. */
async function openLarge(send: (address: string, path: string, name: string, sizeBytes: number) => Promise<string>) {
  await using opened = new AsyncDisposableStack();
  const data = opened.use(temporaryData());
  const path = join(data.path, 'large.gcode');
  writeBigGcode(path, LARGE_BYTES);
  const [node, script] = builtProgram;
  const watched = [node, `--import=${new URL('./loop-watch.mjs', import.meta.url).href}`, script] as const;
  const croft = opened.use(await startCroft(['combinator'], data.path, 0, watched));
  await send(croft.address, path, 'warm-up.gcode', 10 * MB);
  await heldOf(croft);
  const idle = residentBytes(croft.pid);
  const kept = opened.move();
  return {
    address: croft.address,
    send: (name: string, sizeBytes: number) => send(croft.address, path, name, sizeBytes),
    async watch<What>(work: () => Promise<What>) {
      let peak = idle;
      const look = setInterval(() => {
        peak = Math.max(peak, residentBytes(croft.pid));
      }, 20);
      try {
        const result = await work();
        return { result, grownMb: round((peak - idle) / MB, 0), held: await heldOf(croft) };
      } finally {
        clearInterval(look);
      }
    },
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}

interface Held {
  readonly ms: number;
  /** Without the time in which it waited for a processor that others had: on a busy host that is most of it. */
  readonly ownMs: number;
}

/** The longest time that the loop of the combinator was held, since this was asked last; see loop-watch.mjs. */
async function heldOf(croft: RunningCroft): Promise<Held> {
  const from = croft.output().length;
  process.kill(croft.pid, 'SIGUSR2');
  const look = async () => /^loop held ([\d.]+) ms, ([\d.]+) ms by itself$/m.exec(croft.output().slice(from));
  const [, ms, ownMs] = await until('the loop watch answers', look);
  return { ms: round(Number(ms), 1), ownMs: round(Number(ownMs), 1) };
}

const heldFigures = (what: string, { ms, ownMs }: Held): readonly Result[] => [
  figure(`${what}: longest that the event loop was held`, ms, 'ms', '≤ 20 ms', LOOP_GOAL_MS),
  figure(`${what}: the same without waiting for a processor`, ownMs, 'ms', '≤ 20 ms', LOOP_GOAL_MS),
];

const PAGE_BYTES = 4096;
/** Cheap enough to be asked often: it counts nothing, and stops nobody. */
const residentBytes = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;

const figure = (name: string, value: number, unit: string, goal: string, limit: number): Result => ({
  name,
  value,
  unit,
  reference: null,
  goal,
  met: value <= limit,
});

async function ask(server: TestServer, query: string): Promise<unknown> {
  const response = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const small = (mark: string): string =>
  `; generated by hand\nG28\nG1 X10 Y10 F3000 ; ${mark}\n${'G1 X1 E1\n'.repeat(100)}`;

/** Small files, one after the other, ms each. */
async function uploadsMs(server: TestServer, mark: string): Promise<readonly number[]> {
  const all: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const from = performance.now();
    const response = await fetch(`${server.address}/api/files?name=${mark}-${i}.gcode`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', connection: 'close' },
      body: small(`${mark} ${i}`),
    });
    await response.arrayBuffer();
    if (response.status !== 201) throw new Error(`the upload was answered ${response.status}`);
    all.push(performance.now() - from);
  }
  return all;
}

/** Records of files, as an upload makes them, without their bytes. */
async function fill({ farm: { storage, clock } }: TestServer, files: number): Promise<void> {
  const template = await storage.read
    .selectFrom('library_file')
    .selectAll()
    .where('name', 'like', 'few-%')
    .executeTakeFirstOrThrow();
  for (let from = 0; from < files; from += 500)
    await storage.transaction(async (tx) => {
      for (let i = from; i < Math.min(files, from + 500); i++) {
        const digest = i.toString(16).padStart(64, '0');
        await tx
          .insertInto('library_file')
          .values({ ...template, digest, name: `part ${i} of the farm.gcode`, added_at: clock.now() - i })
          .execute();
        await indexFile(tx, digest);
      }
    });
}

/** As a browser sends it. Resolves with the digest. */
async function sendBytes(address: string, path: string, name: string, sizeBytes: number): Promise<string> {
  const headers = { 'content-type': 'application/octet-stream', 'content-length': sizeBytes };
  const sending = request(`${address}/api/files?name=${name}`, { method: 'POST', headers });
  const answered = answerOf(sending);
  await pipeline(createReadStream(path, { end: sizeBytes - 1, highWaterMark: 256 * 1024 }), sending);
  return (JSON.parse(await answered) as { digest: string }).digest;
}

/** As PrusaSlicer sends it. */
async function sendForm(address: string, path: string, name: string, sizeBytes: number): Promise<string> {
  const boundary = '------------------------d74496d66958873e';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="print"\r\n\r\nfalse\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const headers = {
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'content-length': head.length + sizeBytes + tail.length,
  };
  const sending = request(`${address}/api/files/local`, { method: 'POST', headers });
  const answered = answerOf(sending);
  sending.write(head);
  await pipeline(createReadStream(path, { end: sizeBytes - 1, highWaterMark: 256 * 1024 }), sending, { end: false });
  sending.end(tail);
  return answered;
}

async function answerOf(sending: ClientRequest): Promise<string> {
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  const said = await text(response);
  if (response.statusCode !== 201) throw new Error(`the upload was answered ${response.statusCode}: ${said}`);
  return said;
}
