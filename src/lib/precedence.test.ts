import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

const run = (nice: number): { granted: boolean; is: number; child: number } =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        '--conditions=source',
        '--input-type=module',
        '-e',
        `import { getPriority } from 'node:os';
         import { execFileSync } from 'node:child_process';
         import { takePrecedence } from ${JSON.stringify(new URL('./precedence.ts', import.meta.url).href)};
         const granted = takePrecedence(${nice});
         const child = Number(execFileSync(process.execPath, ['-p', 'os.getPriority()']));
         console.log(JSON.stringify({ granted, is: getPriority(), child }));`,
      ],
      { encoding: 'utf8' },
    ),
  ) as { granted: boolean; is: number; child: number };

test('what the host grants holds for the process and what it starts; a refusal changes nothing', () => {
  // Later than others is granted to anybody; sooner only to some.
  assert.deepEqual(run(19), { granted: true, is: 19, child: 19 });
  const { granted, is, child } = run(-10);
  assert.equal(is, granted ? -10 : child);
  assert.equal(child, is);
});
