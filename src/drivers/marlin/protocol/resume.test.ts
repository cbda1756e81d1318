import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Locating, beginLocating, locate } from './locate.ts';
import { type Numbering, baseFits, drawBase, exceptionAt, isNumbering, lineAt } from './numbering.ts';
import { parseReply } from './reply.ts';
import { type NoProof, type ResumeEvidence, resume } from './resume.ts';

const RECORD: Numbering = {
  base: 5_000,
  firstLine: 0,
  reservedTo: 5_512,
  exceptions: [
    { number: 5_003, text: 'M105' },
    { number: 5_010, text: 'M220 S90' },
  ],
};
const GOOD: ResumeEvidence = {
  answers: [5_100, 5_100],
  portUnbroken: true,
  portTouched: false,
  greeted: false,
  sameFile: true,
  gapMs: 500,
};

describe('[MA10] a print goes on only with every proof', () => {
  const refusals: readonly (readonly [string, Partial<ResumeEvidence>, NoProof])[] = [
    ['the port was opened anew', { portUnbroken: false }, 'port-reopened'],
    ['the guardian wrote to the port', { portTouched: true }, 'port-touched'],
    ['a greeting was read', { greeted: true }, 'printer-greeted'],
    ['the file is another one', { sameFile: false }, 'other-file'],
    ['the printer did not answer', { answers: [] }, 'no-answer'],
    ['the printer answered once', { answers: [5_100] }, 'no-answer'],
    ['two answers differ', { answers: [5_100, 5_101] }, 'answers-differ'],
    ['the counter began anew', { answers: [0, 0] }, 'counter-below-base'],
    ['the counter is just below the base', { answers: [4_999, 4_999] }, 'counter-below-base'],
    ['the counter is beyond what was ever reserved', { answers: [5_513, 5_513] }, 'counter-beyond-reserve'],
  ];
  for (const [title, missing, reason] of refusals) {
    test(`no: ${title}`, () => {
      assert.deepEqual(resume(RECORD, { ...GOOD, ...missing }), { kind: 'no-proof', reason });
    });
  }

  test('no: the record is damaged', () => {
    for (const damage of [
      { base: 0 },
      { base: 999 },
      { reservedTo: 4_000 },
      { firstLine: -1 },
      { exceptions: [{ number: 4_000, text: 'M105' }] },
      { exceptions: [{ number: 5_900, text: 'M105' }] },
      { exceptions: [...RECORD.exceptions].reverse() },
    ]) {
      assert.deepEqual(resume({ ...RECORD, ...damage }, GOOD), { kind: 'no-proof', reason: 'record-damaged' });
    }
  });

  const places: readonly (readonly [number, number])[] = [
    [5_000, 0], // M110 was taken, and no line yet
    [5_001, 1],
    [5_002, 2], // the next number is an exception; behind it comes file line 2
    [5_003, 2],
    [5_009, 8],
    [5_010, 8],
    [5_512, 510],
  ];
  for (const [answered, line] of places) {
    test(`yes: the printer has ${answered}, so file line ${line} is next`, () => {
      const decision = resume(RECORD, { ...GOOD, answers: [answered, answered] });
      assert.deepEqual(decision, { kind: 'resume', next: answered + 1, line, attended: true });
    });
  }

  test('after more than a minute it comes back paused', () => {
    const decision = resume(RECORD, { ...GOOD, gapMs: 60_001 });
    assert.equal(decision.kind === 'resume' && decision.attended, false);
  });
});

describe('numbers', () => {
  test('each number carries one thing: the next line of the file, or its exception', () => {
    const carried: string[] = [];
    for (let number = 5_001; number <= 5_020; number++) {
      carried.push(exceptionAt(RECORD, number)?.text ?? `line ${lineAt(RECORD, number)}`);
    }
    const lines = carried.filter((each) => each.startsWith('line'));
    assert.deepEqual(
      lines,
      Array.from({ length: 18 }, (_, k) => `line ${k}`),
    );
    assert.deepEqual([carried[2], carried[9]], ['M105', 'M220 S90']);
    assert.ok(isNumbering(RECORD));
  });

  test('a new base can never be mistaken for what the printer counted before', () => {
    for (let n = 0; n < 3_000; n++) {
      const last = n * 11;
      const base = drawBase(last, () => (n % 100) / 100);
      assert.ok(baseFits(base, last));
      assert.ok(last < base || last > base + 256, `${last} is no answer of a print that begins at ${base}`);
    }
  });
});

describe('locating a printer that a dead process was feeding', () => {
  function drive(
    answer: (probe: string, nth: number) => readonly string[],
    early: readonly string[] = [],
    handed: number | null = null,
  ): Locating {
    let state = beginLocating(5_512, 0, undefined, handed);
    let at = 0;
    let nth = 0;
    for (const line of early) state = locate(state, parseReply(line), at).state;
    for (let steps = 0; state.stage !== 'located' && state.stage !== 'failed'; steps++) {
      assert.ok(steps < 10_000);
      at = Math.max(at + 1, state.until);
      const next = locate(state, null, at);
      state = next.state;
      if (next.write === null) continue;
      for (const line of answer(next.write, nth++)) state = locate(state, parseReply(line), at + 3).state;
    }
    return state;
  }
  const answers = (line: number): readonly string[] => [
    `Error:Line Number is not Last Line Number+1, Last Line: ${line - 1}`,
    `Resend: ${line}`,
    'ok',
  ];

  test('two equal answers are the place', () => {
    const found = drive(() => answers(5_101));
    assert.deepEqual([found.stage, found.answers], ['located', [5_100, 5_100]]);
  });

  test('replies that nobody read, and a half line that is complained of first, do not count', () => {
    const stale = ['ok', 'ok', 'Resend: 17', 'ok'];
    const found = drive((_, nth) => (nth === 0 ? [...answers(5_090), ...answers(5_101)] : answers(5_101)), stale);
    assert.deepEqual(found.answers, [5_100, 5_100]);
  });

  test('what was handed over stands for one answer: one that says the same is enough, another counts for nothing', () => {
    const agreed = drive(() => answers(5_101), [], 5_100);
    assert.deepEqual([agreed.answers, agreed.tries], [[5_100, 5_100], 1]);
    const stale = drive(() => answers(5_101), [], 5_090);
    assert.deepEqual([stale.answers, stale.tries], [[5_100, 5_100], 2]);
  });

  test('what was handed over and is said again ends with the ok behind it; without one, or said otherwise, quiet is waited for', () => {
    const heard = (lines: readonly string[]): readonly [string, number] => {
      let state = locate(beginLocating(5_512, 0, undefined, 5_100), null, 0).state;
      for (const line of lines) state = locate(state, parseReply(line), 10).state;
      return [state.stage, state.until];
    };
    assert.deepEqual(heard(answers(5_101)), ['located', 10]);
    assert.deepEqual(heard(answers(5_101).slice(0, 2)), ['settling', 70]);
    assert.deepEqual(heard(answers(5_102)), ['settling', 70]);
  });

  test('a garbled answer is asked again until two agree', () => {
    const found = drive((_, nth) => answers(nth === 0 ? 5_901 : 5_101));
    assert.deepEqual(found.answers, [5_100, 5_100]);
  });

  test('a greeting is the end of it', () => {
    assert.equal(drive(() => [], ['start']).greeted, true);
  });

  test('a silent printer is given up after half a minute', () => {
    const found = drive(() => []);
    assert.equal(found.stage, 'failed');
  });
});
