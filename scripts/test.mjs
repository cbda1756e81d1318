/** Runs the tests and says the last word: `N passed, N failed`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, buildWeb } from './build.mjs';
import { checks } from './checks.mjs';
import { root } from './process.mjs';
import { filesBelow } from './stamp.mjs';
import { runProcesses } from './test-processes.mjs';

/** One test may take this long; without it a test that hangs hides the name of the one that does. */
const TEST_LIMIT_MS = 120_000;
/**
 * `npm test` is to end within ten minutes: a suite that nobody waits for is a suite that nobody runs. A slow machine is given three
 * times that before what hangs is ended.
 */
const SUITE_LIMIT_MS = 1_800_000;
/** A process that has not ended by then never will: its file is named, and the others go on. The slowest takes two minutes. */
const PROCESS_LIMIT_MS = 600_000;
const SLOWEST_SHOWN = 20;
/** Files that run beside each other: most of them wait for their printers half of the time, and with less two processors stand still. */
const AT_ONCE = 5;
/** A tier's at its scale: each of them may be as busy as it can. */
const AT_ONCE_IN_TIER = 3;
/** Kills that aim at moments, with deadlines of seconds for what must follow: two files at once keep both processors busy. */
const ALONE = /^test\/kill\//;
const ALONE_AT_ONCE = 2;
/** Those that take half a minute and more, begun before all others: what begins last is to be short, or all wait for it alone. */
const LONG = [
  'src/drivers/marlin/driver.test.ts',
  'test/browser/farm-at-work.test.ts',
  'src/drivers/contract.test.ts',
  'src/drivers/marlin/quirks.test.ts',
  'test/sim/sim.test.ts',
  'test/browser/first-print.test.ts',
  'src/guardian/guardian.test.ts',
  'src/guardian/emergency-stop.test.ts',
  'test/sweep/machine.test.ts',
  'src/guardian/guardian-death.test.ts',
  'src/drivers/marlin/operate.test.ts',
  'src/drivers/marlin/pause.test.ts',
  'test/farm/cli.test.ts',
  'test/farm/network-secrets.test.ts',
  'test/kill/faults.test.ts',
  'test/kill/kill.test.ts',
  'test/kill/every-driver.test.ts',
  'test/kill/scenarios.test.ts',
];
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
/** Processes of Croft that tests start come from the build; see `src/lib/built-program.ts`. */
const FROM_BUILD = { CROFT_TEST_BUILT: '1' };
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
  const single = longestFirst(files.filter((file) => ![pure, features].some((group) => group.includes(file))));
  const [alone, rest] = [single.filter((file) => ALONE.test(file)), single.filter((file) => !ALONE.test(file))];
  // What shares a process keeps one processor busy for a minute or two: one such beside the long ones at first, and then the other.
  const jobs = [{ files: features }, ...each(rest.slice(0, AT_ONCE)), { files: pure }, ...each(rest.slice(AT_ONCE))];
  const options = {
    env: broken ? {} : FROM_BUILD,
    limitMs: () => Math.min(PROCESS_LIMIT_MS, Math.max(1, SUITE_LIMIT_MS - (performance.now() - began))),
    testLimitMs: TEST_LIMIT_MS,
  };
  const counts = [
    {
      passed: steps.filter((step) => step.ok).length,
      failed: steps.filter((step) => !step.ok).length + broken,
      skipped: [],
      files: [],
    },
    ...(await timed(jobs, { ...options, atOnce: AT_ONCE })),
    ...(await timed(each(alone), { ...options, atOnce: ALONE_AT_ONCE })),
  ];
  return verdict(counts, began);
}

/** One tier, at its scale. */
export async function runTests({ files: globs, scale }, args) {
  const began = performance.now();
  const all = ['src', 'test', 'web', 'scripts'].flatMap((folder) => filesBelow(folder)).filter(isTest);
  const files = all.filter((file) => globs.some((glob) => matches(glob, file)));
  if (files.length === 0) throw new Error(`no test file matches ${globs.join(' or ')}`);
  const counts = await runProcesses(each(longestFirst(files)), {
    env: { ...FROM_BUILD, ...(scale ? { CROFT_TEST_SCALE: scale } : {}) },
    args,
    atOnce: AT_ONCE_IN_TIER,
    limitMs: () => 0,
    testLimitMs: 0,
  });
  return verdict(counts, began);
}

const each = (files) => files.map((file) => ({ files: [file] }));
const longestFirst = (files) => [
  ...LONG.filter((file) => files.includes(file)),
  ...files.filter((file) => !LONG.includes(file)),
];

async function timed(jobs, options) {
  const began = performance.now();
  const counts = await runProcesses(jobs, options);
  const files = jobs.reduce((sum, job) => sum + job.files.length, 0);
  console.log(`     ${files} files in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return counts;
}

const matches = (glob, file) =>
  new RegExp(
    `^${glob
      .replace(/[.]/g, '\\.')
      .replace(/\*\*\//g, '(.+/)?')
      .replace(/(?<![)\]+])\*/g, '[^/]*')}$`,
  ).test(file);

async function attempt(step) {
  try {
    await step();
    return 0;
  } catch (error) {
    console.log(`FAIL build: ${error.message}`);
    return 1;
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
