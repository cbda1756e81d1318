import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';

interface Seen {
  readonly before: number;
  readonly raised: boolean;
  readonly after: number;
  /** The session's, as Linux tells it; empty elsewhere. */
  readonly group: string;
}

/** In a process and a session of its own, as a machine has: what was raised stays so. */
async function raisedInChild(first: string): Promise<Seen> {
  const module = join(import.meta.dirname, 'raise-priority.ts');
  const script = `
    import { readFileSync } from 'node:fs';
    import { getPriority } from 'node:os';
    import { raisePriority } from ${JSON.stringify(module)};
    ${first}
    const before = getPriority();
    const raised = raisePriority();
    let group = '';
    try { group = readFileSync('/proc/self/autogroup', 'utf8').trim(); } catch {}
    console.log(JSON.stringify({ before, raised, after: getPriority(), group }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return JSON.parse(output) as Seen;
}

test('a process is raised where the host permits it, with its session, and is left as it is where not', async () => {
  const { before, raised, after, group } = await raisedInChild('');
  assert.equal(after, raised ? -10 : before);
  if (raised && group !== '') assert.match(group, /nice -10$/);
});

test('a host that refuses is no reason to fail', async () => {
  const { before, raised, after } = await raisedInChild(process.getuid?.() === 0 ? 'process.setuid(65534);' : '');
  assert.equal(raised, false);
  assert.equal(after, before);
});
