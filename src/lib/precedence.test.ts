import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { givePrecedence, PRECEDENCE, type Precedence } from './precedence.ts';

interface Seen {
  readonly before: number;
  readonly granted: boolean;
  readonly after: number;
  readonly child: number;
  /** The session's, as Linux tells it; empty elsewhere. */
  readonly session: string;
}

/** In a process, and a session of its own, as a machine has: what was granted stays so. */
async function takenInChild(precedence: Precedence, first = '', inOwnSession = true): Promise<Seen> {
  const script = `
    import { execFileSync } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    import { getPriority } from 'node:os';
    import { takePrecedence } from ${JSON.stringify(new URL('./precedence.ts', import.meta.url).href)};
    ${first}
    const before = getPriority();
    const granted = takePrecedence(${JSON.stringify(precedence)});
    const child = Number(execFileSync(process.execPath, ['-p', 'os.getPriority()']));
    let session = '';
    try { session = readFileSync('/proc/self/autogroup', 'utf8').trim(); } catch {}
    console.log(JSON.stringify({ before, granted, after: getPriority(), child, session }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: inOwnSession,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return JSON.parse(output) as Seen;
}

test('later than others is granted to anybody, for the process and what it starts', async () => {
  const { granted, after, child } = await takenInChild({ nice: 19, leadsSession: false });
  assert.deepEqual({ granted, after, child }, { granted: true, after: 19, child: 19 });
});

test('sooner than others is granted where the host permits it, with the session, and is left as it is where not', async () => {
  const { before, granted, after, session } = await takenInChild({ nice: -10, leadsSession: true });
  assert.equal(after, granted ? -10 : before);
  if (granted && session !== '') assert.match(session, /nice -10$/);
});

test('begun in the session of somebody else it goes before others alone', async () => {
  const before = await takenInChild({ nice: 19, leadsSession: false }, '', false);
  const { session } = await takenInChild({ nice: -10, leadsSession: true }, '', false);
  assert.equal(session, before.session);
});

const sessionOf = (pid: number | 'self'): string => {
  try {
    return readFileSync(`/proc/${pid}/autogroup`, 'utf8').trim();
  } catch {
    return '';
  }
};

for (const detached of [true, false])
  test(`whoever starts a process gives it ${detached ? 'and its session ' : ''}precedence before it does anything`, async () => {
    // It never asks for anything itself.
    const child = spawn('sleep', ['60'], { detached, stdio: 'ignore' });
    const own = sessionOf('self');
    const { pid = 0 } = child;
    try {
      const before = getPriority(pid);
      const granted = givePrecedence(pid, PRECEDENCE.guardianAndMachines);
      assert.equal(getPriority(pid), granted ? -10 : before);
      if (detached && granted && own !== '') assert.match(sessionOf(pid), /nice -10$/);
      assert.equal(sessionOf('self'), own, 'the session of others, and of tests, stays as it is');
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    assert.equal(givePrecedence(pid, PRECEDENCE.guardianAndMachines), false, 'it may have ended by then');
  });

test('a host that refuses is no reason to fail', async () => {
  const first = process.getuid?.() === 0 ? 'process.setuid(65534);' : '';
  // Sooner than whatever the tests were begun with, for that anybody may keep.
  const { before, granted, after } = await takenInChild({ nice: -20, leadsSession: true }, first);
  assert.equal(granted, false);
  assert.equal(after, before);
});
