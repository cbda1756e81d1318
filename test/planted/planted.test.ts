import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../harness/croft.ts';

interface Edit {
  readonly file: string;
  /** Stands there exactly once. */
  readonly sound: string;
  readonly broken: string;
}

/** A bug put into a copy of the sources, and the cheapest tests that must turn red by it. */
interface Planted extends Edit {
  readonly bug: string;
  /** Where a second guard would hold what the first one lets through, it goes as well. */
  readonly also?: readonly Edit[];
  readonly tests: readonly string[];
  /** Only in the tier of its own: it takes longer than a moment. */
  readonly slow?: Readonly<Record<string, string>>;
}

const COMMANDS = ['src/machine/transition-command.test.ts'];
const REPORTS = ['src/machine/transition-report.test.ts'];
const LOOP = ['src/machine/loop-order.test.ts'];

const SIM = ['test/sim/sim.test.ts'];
/** Until the first farm breaks a promise. */
const ON_SEEDS = { CROFT_TEST_SEEDS: '400', CROFT_TEST_FAILURES: '1' };

const PLANTED: readonly Planted[] = [
  {
    bug: 'no fsync before a start',
    file: 'src/machine/loop.ts',
    sound: 'await journal.sync();',
    broken: '',
    tests: LOOP,
  },
  {
    bug: 'motion before the journal',
    file: 'src/machine/loop.ts',
    sound: 'if (after !== before) await persist(() => record(before, after));',
    broken:
      'for (const effect of effects.splice(0)) await carryOut(effect);\n      if (after !== before) await persist(() => record(before, after));',
    tests: LOOP,
  },
  {
    // Two places skip what was applied, both by the cursor: without it neither does.
    bug: 'no dedupe of journal entries',
    file: 'src/combinator/fleet/write.ts',
    sound: 'await setAppliedSeq(tx, id, journalId, seq);',
    broken: '',
    tests: ['src/combinator/fleet/entries-once.test.ts'],
  },
  {
    bug: 'the bed is not durable',
    file: 'src/machine/journal-record.ts',
    sound: 'const { entries: _entries, begun: _begun, ...rest } = state;\n  return rest;',
    broken:
      "const { entries: _entries, begun: _begun, ...rest } = state;\n  return { ...rest, bed: { kind: 'clear', since: 0 } };",
    tests: ['src/machine/journal.test.ts'],
  },
  {
    bug: 'a print fails when the printer falls silent',
    file: 'src/machine/transition-report.ts',
    sound: "if (state.phase.kind !== 'preparing') return changed(advance(blind, {}, facts, now));",
    broken:
      "const open = printOf(state.phase);\n  if (open !== null && hasOpenPrint(state.phase)) return changed(fault(blind, open, { code: 'no-answer', message: reason, at: now }, now));\n  if (state.phase.kind !== 'preparing') return changed(advance(blind, {}, facts, now));",
    tests: REPORTS,
  },
  {
    bug: 'a look at the bed from before the printer answered again counts',
    file: 'src/machine/transition-report.ts',
    sound: 'return wasBlind || !proven ? changed(renewBed(seen, facts, now)) : unchanged(state);',
    broken:
      'if (proven) return wasBlind ? changed(advance(seen, {}, facts, now)) : unchanged(state);\n      return changed(renewBed(seen, facts, now));',
    tests: REPORTS,
  },
  {
    bug: 'a confirmation of another stay of the bed counts',
    file: 'src/machine/transition-command.ts',
    sound: "if (bedIdOf(state.bed) !== command.bedId) return refuse(state, 'stale-bed');",
    broken: '',
    tests: COMMANDS,
  },
  {
    bug: 'a print can begin twice',
    file: 'src/machine/transition-command.ts',
    sound: "if (command.kind === 'start' && state.begun.has(command.printId)) return refuse(state, 'already-began');",
    broken: '',
    tests: COMMANDS,
  },
  {
    bug: 'the phase is checked and not the version',
    file: 'src/machine/transition-command.ts',
    sound: "if (versioned && !decidedOnThis(state, envelope)) return refuse(state, 'stale-version');",
    broken: '',
    tests: COMMANDS,
  },
  {
    bug: 'ready without clearing',
    file: 'src/machine/transition-ends.ts',
    sound: "const phase: Phase = { kind: 'awaiting-retrieval', print, outcome };",
    broken: "const phase: Phase = { kind: 'ready' };",
    tests: REPORTS,
  },
  {
    bug: 'a start does not look at the bed',
    file: 'src/machine/transition-command.ts',
    sound: "if (state.bed.kind !== 'clear') return refuse(state, 'bed-not-clear');",
    broken: '',
    tests: COMMANDS,
  },
  {
    bug: 'a file of the library has its name before its bytes are on the disk',
    file: 'src/combinator/library/content-store.ts',
    sound: '  await handle.sync();\n  return {',
    broken: '  return {',
    tests: ['test/sweep/library.test.ts'],
  },
  {
    bug: 'the journal believes the sync after one that failed',
    file: 'src/machine/journal.ts',
    sound: 'this.#doubtful ??= failed;',
    broken: '',
    tests: ['test/sweep/machine.test.ts'],
    slow: {},
  },
  {
    bug: 'a resumed print skips a line (seen by the judge alone)',
    file: 'src/drivers/marlin/protocol/resume.ts',
    sound: 'line: lineAt(record, accepted + 1),',
    broken: 'line: lineAt(record, accepted + 1) + 1,',
    tests: ['test/kill/kill.test.ts'],
    slow: { CROFT_TEST_KILLS: '60', CROFT_TEST_SEED: '11' },
  },
  // What a whole farm on a seed sees by itself, without knowing where to look.
  {
    bug: 'on a seed: no confirmation of a bed is fenced by its bedId',
    file: 'src/machine/transition-command.ts',
    sound: "if (bedIdOf(state.bed) !== command.bedId) return refuse(state, 'stale-bed');",
    broken: '',
    also: [
      {
        file: 'src/model/reconcile.ts',
        sound: 'if (confirmed === null || bedId === null || confirmed.bedId !== bedId) return null;',
        broken: 'if (confirmed === null || bedId === null) return null;',
      },
    ],
    tests: SIM,
    slow: ON_SEEDS,
  },
  {
    // By epoch and version alone no late start is obeyed either: so those guards go as well.
    bug: 'on a seed: a print can begin twice, by a start however late',
    file: 'src/machine/transition-command.ts',
    sound: "if (command.kind === 'start' && state.begun.has(command.printId)) return refuse(state, 'already-began');",
    broken: '',
    also: [
      {
        file: 'src/machine/transition-command.ts',
        sound: "if (versioned && !decidedOnThis(state, envelope)) return refuse(state, 'stale-version');",
        broken: '',
      },
      {
        file: 'src/machine/transition-command.ts',
        sound: "if (envelope.epoch !== state.epoch) return refuse(state, 'stale-epoch');",
        broken: '',
      },
      {
        file: 'src/wire/machine-session.ts',
        sound: "if (envelope.epoch === session.epoch) return { session, effects: [{ kind: 'obey', envelope }] };",
        broken: "if (envelope.epoch > 0) return { session, effects: [{ kind: 'obey', envelope }] };",
      },
    ],
    tests: SIM,
    slow: ON_SEEDS,
  },
  {
    bug: 'on a seed: an older snapshot counts',
    file: 'src/combinator/fleet/fleet.ts',
    sound: 'if (link.epoch < row.epoch || isOlder(snapshot, link.epoch, row)) return null;',
    broken: '',
    also: [
      {
        file: 'src/wire/combinator-session.ts',
        sound: 'if (snapshot.version < session.version) return { session, effects: [] };',
        broken: '',
      },
      {
        file: 'src/wire/combinator-session.ts',
        sound: "if (session.kind !== 'open' || message.epoch !== session.epoch) return { session, effects: [] };",
        broken: "if (session.kind !== 'open') return { session, effects: [] };",
      },
    ],
    tests: SIM,
    slow: ON_SEEDS,
  },
  {
    bug: 'on a seed: ready without clearing',
    file: 'src/machine/transition-ends.ts',
    sound: "const phase: Phase = { kind: 'awaiting-retrieval', print, outcome };",
    broken: "const phase: Phase = { kind: 'ready' };",
    tests: SIM,
    slow: ON_SEEDS,
  },
  {
    bug: 'on a seed: motion before the journal',
    file: 'src/machine/loop.ts',
    sound: 'if (after !== before) await persist(() => record(before, after));',
    broken:
      'for (const effect of effects.splice(0)) await carryOut(effect);\n      if (after !== before) await persist(() => record(before, after));',
    tests: SIM,
    slow: ON_SEEDS,
  },
  {
    bug: 'on a seed: the rest of a print is printed whatever has become of its bed',
    file: 'src/model/may-continue.ts',
    sound: "if (bedIdOf(bed) !== how.bedId) return 'stale-bed';",
    broken: '',
    tests: SIM,
    slow: ON_SEEDS,
  },
  {
    bug: 'on a seed: no fsync',
    file: 'src/machine/loop.ts',
    sound: 'await journal.sync();',
    broken: '',
    tests: SIM,
    slow: ON_SEEDS,
  },
  {
    bug: 'on a seed: no dedupe of journal entries',
    file: 'src/combinator/fleet/write.ts',
    sound: 'await setAppliedSeq(tx, id, journalId, seq);',
    broken: '',
    tests: SIM,
    slow: ON_SEEDS,
  },
  {
    bug: 'on a seed: a print adopted to be cancelled never shows its printer again',
    file: 'src/machine/transition-report.ts',
    sound: 'endOnBed(inSight(state, now), print,',
    broken: 'endOnBed(state, print,',
    tests: SIM,
    slow: ON_SEEDS,
  },
];

const isTier = process.env.CROFT_TEST_SCALE === 'planted';

describe('a planted bug turns its tests red:', () => {
  for (const planted of PLANTED.filter(({ slow }) => isTier || slow === undefined)) {
    test(planted.bug, { timeout: 400_000 }, async (t) => {
      using copy = copyOfSources();
      for (const edit of [planted, ...(planted.also ?? [])]) plant(copy.folder, edit);
      const { code, passed, failed, told } = await runTests(copy.folder, planted);
      for (const line of told) t.diagnostic(line);
      t.diagnostic(`${planted.bug}: ${failed} of ${passed + failed} red in ${planted.tests.join(', ')}`);
      assert.notEqual(code, 0, 'the tests end with a failure');
      assert.ok(failed > 0, 'tests fail, and not only the run of them');
    });
  }
});

test('without a planted bug the same tests are green', { timeout: 400_000 }, async () => {
  using copy = copyOfSources();
  const tests = [...new Set(PLANTED.filter(({ slow }) => slow === undefined).flatMap((each) => each.tests))];
  const { code, passed, failed } = await runTests(copy.folder, { tests });
  assert.deepEqual([code, failed], [0, 0]);
  assert.ok(passed > 0);
});

function plant(folder: string, { file, sound, broken }: Edit): void {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  assert.equal(source.split(sound).length - 1, 1, `${file} holds the sound code once`);
  writeFileSync(
    path,
    source.replace(sound, () => broken),
  );
}

function copyOfSources(): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'croft-planted-'));
  for (const name of ['src', 'test', 'package.json', 'schema.graphql'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs tests in the copy, each file in a process of its own, and counts them. */
function runTests(
  folder: string,
  { tests, slow = {} }: Pick<Planted, 'tests' | 'slow'>,
): Promise<{
  readonly code: number | null;
  readonly passed: number;
  readonly failed: number;
  /** How much it took. */
  readonly told: readonly string[];
}> {
  // The build has no faults planted.
  const { NODE_TEST_CONTEXT: _, CROFT_TEST_SCALE: __, CROFT_TEST_BUILT: ___, ...env } = process.env;
  const child = spawn(process.execPath, ['--conditions=source', '--test', '--test-reporter=tap', ...tests], {
    cwd: folder,
    env: { ...env, ...slow },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const counted = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const told = (): readonly string[] => output.match(/\d+ seeds in .*/g) ?? [];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, passed: counted('pass'), failed: counted('fail'), told: told() }));
  });
}
