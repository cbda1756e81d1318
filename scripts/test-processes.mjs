/** Test files in processes of their own: some at once, the longest first, each with the counts that it came to. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCode, pinnedNode, root, toolEnvironment } from './process.mjs';

/**
 * Hundreds of processes start from source in one run; with what Node compiled kept, each costs half the processor time. Node itself
 * asks for the content of every file that it takes from there (https://nodejs.org/api/module.html#module-compile-cache).
 */
const COMPILE_CACHE = join(root, 'node_modules/.cache/node-compile');
/** What a file printed is shown only when it failed outside of its tests, and then its end: a chatty test may print without limit. */
const KEPT_CHARS = 8_000;
const REPORTER = new URL('./test-reporter.mjs', import.meta.url).href;
const UNTRACKED = new URL('./test-untracked.mjs', import.meta.url).href;
const TOGETHER = join(root, 'scripts/test-together.mjs');

/**
 * Runs the jobs in their order, `atOnce` of them beside each other; answers their counts.
 * A job is `{ files }`, which share one process where they are several.
 */
export async function runProcesses(jobs, { atOnce, ...options }) {
  const waiting = [...jobs];
  const counts = [];
  const lane = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift())
      counts.push(await runProcess(job, options));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return counts;
}

async function runProcess({ files }, { env = {}, args = [], limitMs, testLimitMs }) {
  const folder = mkdtempSync(join(tmpdir(), 'croft-test-'));
  const [counted, reported] = [join(folder, 'counts.json'), join(folder, 'report')];
  const began = performance.now();
  try {
    const { code, output } = await runAndKeepEnd(
      [
        '--conditions=source',
        ...(testLimitMs ? [`--test-timeout=${testLimitMs}`] : []),
        ...(files.length > 1
          ? [TOGETHER]
          : [`--import=${UNTRACKED}`, `--test-reporter=${REPORTER}`, `--test-reporter-destination=${reported}`]),
        ...args,
        ...files,
      ],
      {
        env: { ...env, NODE_COMPILE_CACHE: COMPILE_CACHE, CROFT_TEST_COUNTS: counted, CROFT_TEST_REPORT: reported },
        timeoutMs: limitMs(),
      },
    );
    const report = read(reported) ?? '';
    const counts = JSON.parse(read(counted) ?? 'null');
    process.stdout.write(report);
    if (files.length > 1)
      console.log(`     ${files.length} files in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    if (counts !== null && (code === 0 || counts.failed > 0)) return counts;
    // A process that died without a word, or that failed outside of a test, is a failure whatever it counted.
    const name = files.length > 1 ? `${files.length} files that share a process` : files[0];
    console.log(
      `FAIL ${name}: its process ended with ${code} ${counts === null ? 'before its summary' : 'outside of a test'}`,
    );
    console.log(output.replace(/^/gm, '  '));
    return { ...(counts ?? { passed: 0, skipped: [], files: [] }), failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs Node, and keeps the end of what it prints; shows it, where `CROFT_TEST_OUTPUT` asks for it. */
function runAndKeepEnd(args, { env, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const child = spawn(pinnedNode(), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: toolEnvironment(env),
    });
    const timer = timeoutMs > 0 ? setTimeout(() => child.kill('SIGKILL'), timeoutMs) : undefined;
    let output = '';
    const keep = (text) => {
      if (process.env.CROFT_TEST_OUTPUT) process.stdout.write(text);
      output = (output + text).slice(-KEPT_CHARS);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: exitCode(code, signal), output });
    });
  });
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
