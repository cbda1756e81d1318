import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeLine } from '../simulator/line-rules.ts';
import { compact } from './compact.ts';
import { packed, unpacked } from './fixtures/packed-line.ts';
import { bareFrame } from './frame.ts';

/** Why MeatPack is not spoken (decision 14): what one flipped bit or one lost byte does to a line, packed and as it is. */
const FIRST = 12_340;
const COMMANDS = [
  ...Array.from({ length: 60 }, (_, i) => {
    const [x, y, e] = [(100 + i * 0.317).toFixed(3), (95.456 - i * 0.11).toFixed(3), (0.0123 + i / 1_000).toFixed(4)];
    return compact(`G1 X${x} Y${y} E${e}`, 'blanks');
  }),
  'M104 T1 S214',
  'M106 S84',
  'G28',
  'G92 E0',
  'T0',
  'G4 P100',
];
const FRAMES = COMMANDS.map((command, i) => `${bareFrame(FIRST + i, command)}\n`);

interface Form {
  readonly write: (frame: string) => number[];
  readonly read: (bytes: readonly number[]) => string;
}

const PLAIN: Form = {
  write: (frame) => [...Buffer.from(frame)],
  read: (bytes) => Buffer.from(bytes).toString('latin1'),
};
const PACKED: Form = { write: (frame) => packed(frame), read: unpacked };
/** Number and blank as whole bytes, and whatever is no move: as far as one can go and still gain. */
const GUARDED: Form = {
  write: (frame) => packed(frame, (i) => i <= frame.indexOf(' ') || !/^N\d+ G[01](?!\d)/.test(frame)),
  read: unpacked,
};

/** `unchecked`: a command without number, which nobody looks at, is executed. `unseen`: number and checksum fit another command. */
function harm({ write, read }: Form) {
  const seen = { bytes: 0, flips: 0, losses: 0, unchecked: 0, unseen: 0 };
  for (const [k, frame] of FRAMES.entries()) {
    const follower = FRAMES[(k + 1) % FRAMES.length] ?? '';
    const bytes = write(frame);
    const next = write(follower);
    assert.equal(read([...bytes, ...next]), frame + follower);
    seen.bytes += bytes.length;
    const look = (damaged: readonly number[]): void => {
      let last = FIRST + k - 1;
      for (const line of read([...damaged, ...next]).split(/[\n\r]/)) {
        const verdict = line === '' ? null : judgeLine(line, last);
        if (verdict?.kind === 'refuse') return;
        if (verdict?.kind !== 'accept') continue;
        const isCommand = /^\s*[GMT]\s*\d/.test(verdict.text);
        if (verdict.n === null && isCommand) seen.unchecked += 1;
        if (verdict.n !== null && verdict.text !== COMMANDS[verdict.n - FIRST]) seen.unseen += 1;
        if (verdict.n !== null) last = verdict.n;
      }
    };
    for (let i = 0; i < bytes.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        seen.flips += 1;
        look(bytes.with(i, (bytes[i] ?? 0) ^ (1 << bit)));
      }
      seen.losses += 1;
      look(bytes.toSpliced(i, 1));
    }
  }
  return { ...seen, perLine: seen.bytes / FRAMES.length };
}

describe('one flipped bit, one lost byte, in each place of a line', () => {
  test('as it is: no command is executed that nobody has checked', () => {
    const plain = harm(PLAIN);
    assert.equal(plain.unchecked, 0);
    assert.ok(plain.unseen <= 2, String(plain.unseen));
  });

  test('packed: in nearly every line one bit makes a move of its number, and lost pairs of equal digits are not seen', () => {
    const naive = harm(PACKED);
    assert.ok(naive.perLine < 0.65 * harm(PLAIN).perLine, String(naive.perLine));
    assert.ok(naive.unchecked > 0.9 * FRAMES.length, String(naive.unchecked));
    assert.ok(naive.unseen > 20, String(naive.unseen));
    assert.match(unpacked(packed(FRAMES[0] ?? '').with(0, 0x1d)), /^G1X42340 /);
  });

  test('packed but for the numbers: no such move, little gained, and lost pairs are not seen either', () => {
    const guarded = harm(GUARDED);
    assert.equal(guarded.unchecked, 0);
    assert.ok(guarded.perLine > 0.8 * harm(PLAIN).perLine, String(guarded.perLine));
    assert.ok(guarded.unseen > 20, String(guarded.unseen));
  });
});
