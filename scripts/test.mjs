/** Runs the tests and says the last word: `N passed, N failed`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, buildWeb } from './build.mjs';
import { checks } from './checks.mjs';
import { pinnedNode, root, run } from './process.mjs';
import { filesBelow } from './stamp.mjs';

/** One test may take this long; without it a test that hangs hides the name of the one that does. */
const TEST_LIMIT_MS = 120_000;
/**
 * `npm test` is to end within ten minutes: a suite that nobody waits for is a suite that nobody runs. A slow machine is given three
 * times that before what hangs is ended.
 */
const SUITE_LIMIT_MS = 1_800_000;
const SLOWEST_SHOWN = 20;
/** Kills that aim at moments, with deadlines of seconds for what must follow: two files at once keep both processors busy. */
const ALONE = /^test\/kill\//;
/** Has a command of its own: it runs the suite again and again, each time with a fault planted. */
const OWN_COMMAND = /^test\/planted\//;
/** Pure modules hold no process and no global state, so their tests share one process, 20 times faster. */
const SHARED = new RegExp(
  `^src/(${[
    '(lib|model|gcode|wire)/',
    'drivers/([^/]+/(protocol/|manifest)|marlin/simulator/|announcement|paced)',
    'machine/(transition-|continuation|gate-options|loop-order|intake|manual-lines|card-start)',
    'guardian/(choose-port|is-legible|placement|protocol|restart-policy|beating-machines|keep-shard-registered)',
    'guardian/(shard-deaths|shards|untold-stop|serial-ports)',
    'storage/(turns|sqlite-dialect)',
    'transport/memory',
  ].join('|')})`,
);
/**
 * Features of the combinator and of the page close what they open and keep nothing in the process: they share one as well, which loads
 * GraphQL, Fastify and the rest once instead of seventy times.
 */
const SHARED_TOO = /^(src\/combinator\/(?!postgres)|web\/src\/)/;
/**
 * Hundreds of processes start from source in one run; with what Node compiled kept, each costs half the processor time. Node itself
 * asks for the content of every file that it takes from there (https://nodejs.org/api/module.html#module-compile-cache).
 */
const COMPILE_CACHE = join(root, 'node_modules/.cache/node-compile');
/** Processes of Croft that tests start come from the build; see `src/lib/built-program.ts`. */
const FROM_BUILD = { CROFT_TEST_BUILT: '1' };
const REPORTER = new URL('./test-reporter.mjs', import.meta.url).href;
const UNTRACKED = new URL('./test-untracked.mjs', import.meta.url).href;
const TOGETHER = join(root, 'scripts/test-together.mjs');
/** In a process that is shared, such a hook runs around every test of every file: one opened a farm for each of a thousand. */
const HAS_HOOK_FOR_ALL = /^(before|after)(Each)?\(/m;
const mayShare = (path) => !HAS_HOOK_FOR_ALL.test(readFileSync(join(root, path), 'utf8'));
const isTest = (path) => /\.test\.(ts|tsx|mjs)$/.test(path);

/** The whole of `npm test`. */
export async function runSuite() {
  const began = performance.now();
  const steps = await checks();
  const broken = await attempt(async () => {
    await build();
    await buildWeb();
  });
  const files = ['src', 'test', 'web', 'scripts']
    .flatMap((folder) => filesBelow(folder))
    .filter((file) => isTest(file) && !OWN_COMMAND.test(file));
  const shares = (kind) => files.filter((file) => kind.test(file) && mayShare(file));
  const [pure, features] = [shares(SHARED), shares(SHARED_TOO)];
  const alone = files.filter((file) => ALONE.test(file));
  const rest = files.filter((file) => ![pure, features, alone].some((group) => group.includes(file)));
  const env = broken ? {} : FROM_BUILD;
  const left = () => SUITE_LIMIT_MS - (performance.now() - began);
  const counts = [
    {
      passed: steps.filter((step) => step.ok).length,
      failed: steps.filter((step) => !step.ok).length + broken,
      skipped: [],
      files: [],
    },
    ...(
      await Promise.all([
        inTurn([
          () => runFiles(pure, { shared: true, limitMs: left() }),
          () => runFiles(features, { env, shared: true, limitMs: left() }),
        ]),
        runFiles(rest, { env, limitMs: left() }),
      ])
    ).flat(),
    await runFiles(alone, { env, concurrency: 2, limitMs: left() }),
  ];
  return verdict(counts, began);
}

/** One tier, at its scale. */
export async function runTests({ files: globs, scale }, args) {
  const began = performance.now();
  const all = ['src', 'test', 'web', 'scripts'].flatMap((folder) => filesBelow(folder)).filter(isTest);
  const files = all.filter((file) => globs.some((glob) => matches(glob, file)));
  if (files.length === 0) throw new Error(`no test file matches ${globs.join(' or ')}`);
  const result = await runFiles(files, {
    env: { ...FROM_BUILD, ...(scale ? { CROFT_TEST_SCALE: scale } : {}) },
    args,
    limitMs: 0,
    testLimitMs: 0,
  });
  return verdict([result], began);
}

const matches = (glob, file) =>
  new RegExp(
    `^${glob
      .replace(/[.]/g, '\\.')
      .replace(/\*\*\//g, '(.+/)?')
      .replace(/(?<![)\]+])\*/g, '[^/]*')}$`,
  ).test(file);

/** What shares one process keeps one processor busy: the two such runs go one after the other, beside all other files. */
async function inTurn(runs) {
  const results = [];
  for (const each of runs) results.push(await each());
  return results;
}

async function attempt(step) {
  try {
    await step();
    return 0;
  } catch (error) {
    console.log(`FAIL build: ${error.message}`);
    return 1;
  }
}

async function runFiles(
  files,
  { shared = false, concurrency = 3, env = {}, args = [], limitMs, testLimitMs = TEST_LIMIT_MS },
) {
  if (files.length === 0) return { passed: 0, failed: 0, skipped: [], files: [] };
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'croft-test-'));
  const counted = join(folder, 'counts.json');
  try {
    const code = await run(
      pinnedNode(),
      [
        '--conditions=source',
        ...(testLimitMs ? [`--test-timeout=${testLimitMs}`] : []),
        ...(shared
          ? [TOGETHER]
          : [
              '--test',
              `--import=${UNTRACKED}`,
              `--test-concurrency=${concurrency}`,
              `--test-reporter=${REPORTER}`,
              '--test-reporter-destination=stdout',
            ]),
        ...args,
        ...files,
      ],
      { env: { ...env, NODE_COMPILE_CACHE: COMPILE_CACHE, CROFT_TEST_COUNTS: counted }, timeoutMs: limitMs },
    );
    const counts = read(counted);
    console.log(`     ${files.length} files in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    // A runner that died without a word, or whose files failed outside of a test, is a failure whatever it counted.
    if (!counts)
      console.log(
        `FAIL the test runner ended with ${code} before its summary${limitMs ? ' (or ran into the time limit)' : ''}`,
      );
    if (!counts) return { passed: 0, failed: 1, skipped: [], files: [] };
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * A skipped test is never a passed one: all are named, and on CI they are a failure. But for those whose reason begins with a program that
 * `.ci/run` tried to install and could not (`CROFT_TEST_WITHOUT`, names with blanks between).
 */
function verdict(counts, began) {
  const sum = (pick) => counts.reduce((total, each) => total + pick(each), 0);
  const skipped = counts.flatMap((each) => each.skipped);
  for (const { test, reason } of skipped) console.log(`skipped: ${test} (${reason})`);
  const failed = sum((each) => each.failed);
  const without = (process.env.CROFT_TEST_WITHOUT ?? '').split(' ').filter((name) => name !== '');
  const unexcused = skipped.filter(({ reason }) => !without.some((name) => reason.startsWith(`${name} `)));
  const skippedIsFailure = unexcused.length > 0 && Boolean(process.env.CI);
  if (skippedIsFailure) console.log(`${unexcused.length} skipped: on CI every test runs`);
  showSlowest(counts.flatMap((each) => each.files));
  console.log(
    `in ${((performance.now() - began) / 1000).toFixed(0)} s${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
  );
  console.log(`${sum((each) => each.passed)} passed, ${failed} failed`);
  return failed > 0 || skippedIsFailure ? 1 : 0;
}

/** Where the time went that `npm test` may take. */
function showSlowest(files) {
  const slow = files
    .filter(({ ms }) => ms >= 1000)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, SLOWEST_SHOWN);
  if (slow.length === 0) return;
  console.log('the slowest files, in seconds:');
  for (const { file, ms } of slow) console.log(`${(ms / 1000).toFixed(0).padStart(5)} ${file}`);
}
