import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FileLines } from './file-lines.ts';

const COUNT = 20_000;
const command = (k: number): string => `G1 X${k % 100} Y${k % 7} E${k}`;

/** A file with comments, blank lines and long comments between its commands. */
function written(): { readonly path: string; [Symbol.dispose](): void } {
  const folder = mkdtempSync(join(tmpdir(), 'croft-lines-'));
  const path = join(folder, 'x.gcode');
  const lines = Array.from({ length: COUNT }, (_, k) => {
    const remark = k % 10 === 0 ? `; layer ${k}\n\n` : k % 1_001 === 0 ? `;${'thumbnail'.repeat(20_000)}\n` : '';
    return `${remark}${command(k)}\n`;
  });
  writeFileSync(path, lines.join(''));
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

class Reader {
  lines: FileLines | null = null;
  #wake: () => void = () => {};
  readonly loaded = (): void => this.#wake();

  async line(index: number): Promise<string | null> {
    for (;;) {
      const next = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const text = this.lines?.line(index);
      if (text !== undefined) return text;
      await next;
    }
  }
}

async function reading(
  path: string,
  from: { line: number; offset: number } | null = null,
): Promise<Reader & { lines: FileLines }> {
  const reader = new Reader();
  reader.lines = await FileLines.open(path, reader.loaded, from);
  return reader as Reader & { lines: FileLines };
}

test('[I13] any line is found by its index, forwards, backwards, at random and behind the end', async () => {
  using file = written();
  const reader = await reading(file.path);
  await using lines = reader.lines;
  for (let k = 0; k < COUNT; k++) {
    const text = lines.line(k) ?? (await reader.line(k));
    if (text !== command(k)) assert.equal(text, command(k));
  }
  for (const k of [19_999, 5, 12_345, 12_344, 700, 19_000, 0]) assert.equal(await reader.line(k), command(k));
  assert.equal(await reader.line(COUNT), null);
  assert.equal(await reader.line(COUNT + 5_000), null);
});

test('[MA10] a checkpoint leads another process to the same lines without reading what is before them', async () => {
  using file = written();
  const first = await reading(file.path);
  await first.line(15_000);
  const checkpoint = first.lines.checkpoint(15_000);
  await first.lines[Symbol.asyncDispose]();
  assert.ok(checkpoint !== null && checkpoint.line <= 15_000 && checkpoint.line > 14_700);
  const second = await reading(file.path, checkpoint);
  await using lines = second.lines;
  for (let k = checkpoint.line; k < 16_000; k++) assert.equal(await second.line(k), command(k));
  assert.equal(await second.line(10), command(10), 'and what is before them is still found');
  assert.ok(lines.sizeBytes > 0);
});

test('a pass over the file counts its lines, plans its time, and ends when it is told to', async () => {
  using file = written();
  const reader = await reading(file.path);
  await using lines = reader.lines;
  const stopped = new AbortController();
  stopped.abort();
  await assert.rejects(lines.survey(stopped.signal), { name: 'AbortError' });
  const facts = await lines.survey(new AbortController().signal);
  assert.equal(facts.lines, COUNT);
  assert.deepEqual(facts.refused, []);
  assert.equal(lines.plannedBefore(0), 0);
  const [half = 0, all = 0] = [lines.plannedBefore(COUNT / 2), lines.plannedBefore(COUNT)].map((each) => each ?? 0);
  assert.ok(half > facts.plannedMs * 0.45 && half < facts.plannedMs * 0.55);
  assert.ok(Math.abs(all - facts.plannedMs) < 1);
});

test('a file that cannot be opened is an error of its own', async () => {
  await assert.rejects(
    FileLines.open('/nowhere/x.gcode', () => {}),
    { code: 'ENOENT' },
  );
});
