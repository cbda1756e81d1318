import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { temporaryData } from '../harness/croft.ts';
import { startBuiltCroft } from './farm.ts';
import { percentile, privateMegabytes, rawUploadMs, type Result, round } from './measure.ts';

const UPLOAD_BYTES = 256 * 1024 * 1024;
const TIMES = Number(process.env.BENCH_UPLOADS ?? 3);
const LOOK_EVERY_MS = 20;

/** A large file through the API into the library, against the same bytes written, hashed and synced; and the memory that it takes. */
export async function measureUpload(): Promise<readonly Result[]> {
  await using data = temporaryData();
  await using croft = await startBuiltCroft(data.path);
  await send(croft.address, 0, 1024 * 1024);
  const before = privateMegabytes(croft.pid);
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, privateMegabytes(croft.pid));
  }, LOOK_EVERY_MS);
  const shares: number[] = [];
  for (let i = 1; i <= TIMES; i++) {
    const raw = rawUploadMs(UPLOAD_BYTES, croft.data);
    const from = performance.now();
    await send(croft.address, i, UPLOAD_BYTES);
    const ms = performance.now() - from;
    console.log(`upload ${round(ms, 0)} ms, raw ${round(raw, 0)} ms`);
    shares.push(raw / ms);
  }
  clearInterval(watch);
  const share = round(percentile(shares, 0.5));
  const grown = round(peak - before, 1);
  return [
    {
      name: `upload of 256 MiB: share of raw write + sha256 + fsync, middle of ${TIMES}`,
      value: share,
      unit: '×',
      reference: 1,
      goal: '≥ 0.6×',
      met: share >= 0.6,
    },
    {
      name: 'upload of 256 MiB: memory above idle',
      value: grown,
      unit: 'MB',
      reference: null,
      goal: '≤ 64 MB',
      met: grown <= 64,
    },
  ];
}

/**
 * As a browser sends it, its length first; by Node's plainest client, because it shares the processors with what is measured. Each
 * file has another content, so that none is a duplicate.
 */
async function send(address: string, which: number, sizeBytes: number): Promise<void> {
  const piece = Buffer.from('G1 X10.123 Y20.456 E0.01234 F3000\n'.repeat(30_000));
  const sending = request(`${address}/api/files?name=large-${which}.gcode`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'content-length': sizeBytes },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  const first = Buffer.from(`; file ${which}\n`);
  sending.write(first);
  for (let left = sizeBytes - first.length; left > 0; left -= piece.length)
    if (!sending.write(piece.subarray(0, Math.min(left, piece.length)))) await once(sending, 'drain');
  sending.end();
  const [response] = await answered;
  response.resume();
  if (response.statusCode !== 201) throw new Error(`the upload was answered ${response.statusCode}`);
}
