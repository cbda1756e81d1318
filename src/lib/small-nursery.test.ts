import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

/** How much room V8 sets aside for what a process makes and keeps for a while; a process of its own, since flags are a process's. */
async function nurseryAfterMuchWork(first: string): Promise<number> {
  const script = `
    import { keepNurserySmall, nurseryBytes } from ${JSON.stringify(new URL('./small-nursery.ts', import.meta.url).href)};
    ${first}
    const kept = [];
    for (let turn = 0; turn < 400; turn++) {
      kept.push(Array.from({ length: 10_000 }, (_, i) => ({ turn, i })));
      if (kept.length > 16) kept.shift();
      await new Promise((resolve) => setImmediate(resolve));
    }
    console.log(nurseryBytes());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return Number(output);
}

test('the room for new objects stops growing where it is enough', async () => {
  const [alone, kept] = [await nurseryAfterMuchWork(''), await nurseryAfterMuchWork('using _ = keepNurserySmall();')];
  assert.ok(kept >= 16 * 1024 * 1024, `${kept}`);
  assert.ok(kept <= 32 * 1024 * 1024, `${kept}`);
  assert.ok(alone > 2 * kept, `${alone} by itself`);
});
