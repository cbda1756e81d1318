import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type DialogState, NO_DIALOG, answered, hearDialog } from './dialog.ts';
import { parseReply } from './reply.ts';

const hear = (lines: readonly string[], from: DialogState = NO_DIALOG): DialogState =>
  lines.reduce((state, line) => hearDialog(state, parseReply(line)), from);
const PROMPT = [
  '//action:prompt_end',
  '//action:prompt_begin Paused',
  '//action:prompt_button PurgeMore',
  '//action:prompt_choice Continue',
  '//action:prompt_show',
];
const WAITS = 'echo:busy: paused for user';

describe('what a printer asks', () => {
  test('a prompt is open when it is shown, with its buttons in their order, until it ends', () => {
    assert.equal(hear(PROMPT.slice(0, -1)).open, null);
    const open = hear(PROMPT);
    assert.deepEqual(open.open, { kind: 'prompt', text: 'Paused', choices: ['PurgeMore', 'Continue'] });
    assert.equal(hear([WAITS, 'ok', ...PROMPT.slice(1)], open).open, open.open, 'told again, it is the same asking');
    assert.equal(hear(['//action:prompt_end'], open).open, null);
    assert.notEqual(hear(PROMPT, open).open, open.open, 'ended and told again, it is another one');
  });

  test('a firmware without prompts is asked about too, and goes on by itself', () => {
    const open = hear([WAITS]);
    assert.equal(open.open?.kind, 'wait');
    assert.equal(hear([WAITS, WAITS], open).open, open.open);
    assert.equal(hear(['echo:busy: processing'], open).open, null);
    assert.equal(hear(['ok'], open).open, null);
  });

  test('an answer closes it; when the printer says twice that it still waits, it is asked about anew', () => {
    const given = answered(hear(PROMPT));
    assert.equal(given.open, null);
    assert.equal(hear([WAITS], given).open, null, 'this line may be older than the answer');
    assert.equal(hear([WAITS, WAITS], given).open?.kind, 'wait');
    assert.equal(
      hear(['//action:prompt_end', 'ok', WAITS], given).open?.kind,
      'wait',
      'the next question is another one',
    );
  });

  test('[DR12] texts are cut and hold no control characters; whatever comes, nothing grows', () => {
    const long = hear([
      `//action:prompt_begin <b>\u202e\u0007${'x'.repeat(150)}`,
      ...Array.from({ length: 50 }, (_, i) => `//action:prompt_button ${i}`),
      '//action:prompt_show',
    ]);
    assert.equal(long.open?.choices.length, 10);
    assert.match(long.open?.text ?? '', /^<b> +x+$/);
    const word = fc.constantFrom(...PROMPT, WAITS, 'ok', 'start', 'echo:busy: processing', '//action:prompt_nonsense');
    fc.assert(
      fc.property(fc.array(word), (lines) => {
        const state = hear(lines);
        assert.ok((state.open?.choices.length ?? 0) <= 10 && (state.draft?.choices.length ?? 0) <= 10);
      }),
    );
  });
});
