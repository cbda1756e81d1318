import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manifest, readOptions } from '../manifest.ts';
import { commandOf } from './adjustment-commands.ts';
import { foreignOf } from './foreign.ts';
import { readPush } from './push.ts';
import { doingOf, mergeState, type OctoState, readFileEntry, readStoredPath, UNKNOWN, wordsOf } from './state.ts';

const flags = (...set: readonly string[]): Readonly<Record<string, boolean>> => ({
  operational: true,
  printing: false,
  ...Object.fromEntries(set.map((name) => [name, true])),
});

function stateOf(told: unknown): OctoState {
  const message = readPush(JSON.stringify({ current: told }));
  assert.equal(message.kind, 'state');
  return message.kind === 'state' ? mergeState(UNKNOWN, message.change) : UNKNOWN;
}

describe('state', () => {
  const doing = (set: readonly string[], text = ''): string =>
    doingOf(stateOf({ state: { flags: flags(...set), text } }));

  test('flags decide, in this order; the text only where they cannot tell', () => {
    assert.equal(doing(['closedOrError', 'error'], 'Offline after error'), 'fault');
    assert.equal(doing(['closedOrError'], 'Error: disconnected'), 'fault');
    assert.equal(doing(['closedOrError'], 'Offline'), 'closed');
    assert.equal(doing(['printing', 'cancelling']), 'cancelling');
    assert.equal(doing(['printing', 'pausing']), 'pausing');
    assert.equal(doing(['paused', 'resuming']), 'resuming');
    assert.equal(doing(['paused', 'ready']), 'paused');
    assert.equal(doing(['printing', 'finishing']), 'printing');
    assert.equal(doing(['printing'], 'Transferring file to SD'), 'busy');
    assert.equal(doing(['ready'], 'Bereit'), 'ready');
    assert.equal(doing([]), 'busy');
    assert.equal(
      doingOf(stateOf({ state: { flags: { operational: false, printing: false }, text: 'Detecting' } })),
      'connecting',
    );
  });

  test('an error comes beside the text of the state, and goes with it', () => {
    const before = stateOf({
      state: { flags: flags('closedOrError', 'error'), text: 'Offline after error', error: 'Thermal Runaway' },
    });
    assert.equal(wordsOf(before), 'Offline after error: Thermal Runaway');
    assert.equal(wordsOf({ ...before, error: '' }), 'Offline after error');
    assert.equal(
      wordsOf({ ...before, text: 'Error: Thermal Runaway' }),
      'Error: Thermal Runaway',
      'older ones say it there',
    );
    assert.equal(wordsOf({ ...before, text: '' }), 'Thermal Runaway');
    const message = readPush('{"current":{"state":{"text":"Operational","error":"","flags":null}}}');
    assert.ok(message.kind === 'state');
    assert.equal(wordsOf(mergeState(before, message.change)), 'Operational');
    const odd = readPush('{"current":{"state":{"error":["x"]}}}');
    assert.deepEqual(odd.kind === 'state' && odd.change, {});
  });

  test('what was not told stays; temperatures are the newest point; a file that is not selected is none', () => {
    const before = stateOf({
      state: { flags: flags('printing'), text: 'Printing' },
      job: { file: { path: 'a/b.gcode', name: 'b.gcode', origin: 'local' } },
      progress: { completion: 40, printTime: 60, printTimeLeft: null },
      temps: [
        { tool0: { actual: 1 } },
        { tool0: { actual: 200, target: 215 }, tool1: { actual: 30, target: 0 }, bed: { actual: 60, target: null } },
      ],
    });
    assert.deepEqual(before.temperatures, [
      { name: 'nozzle', actual: 200, target: 215 },
      { name: 'nozzle 2', actual: 30, target: null },
      { name: 'bed', actual: 60, target: null },
    ]);
    const message = readPush('{"current":{"currentZ":1.2,"temps":[]}}');
    assert.ok(message.kind === 'state');
    assert.deepEqual(mergeState(before, message.change), { ...before, z: 1.2 });
    assert.equal(stateOf({ job: { file: { path: null, name: null } } }).file.path, '');
  });

  test('[DR12] whatever is no message is none, and nonsense in a field leaves it as it was', () => {
    for (const odd of ['', '{', 'null', '[]', '7', '{"plugin":{}}', '{"event":{"type":7}}', '{"history":[]}'])
      assert.equal(readPush(odd).kind, 'odd', odd);
    const nonsense = {
      state: { flags: { printing: 'yes' }, text: 7 },
      job: { file: { path: 7 } },
      temps: [7],
      currentZ: 'x',
    };
    assert.deepEqual(stateOf(nonsense), UNKNOWN);
    assert.equal(readPush('{"reauthRequired":{"reason":"stale"}}').kind, 'log-in-again');
  });
});

test('what is noted of a file: under either name, and what lacks it', () => {
  const entry = (more: object) => readFileEntry({ name: 'a', size: 3, ...more });
  assert.deepEqual(entry({ prints: { success: 1, failure: 0 }, hash: 'AB'.repeat(20) }), {
    sizeBytes: 3,
    hash: 'ab'.repeat(20),
    successes: 1,
    failures: 0,
  });
  assert.deepEqual(entry({ print: { success: 0, failure: 2 } }), {
    sizeBytes: 3,
    hash: null,
    successes: 0,
    failures: 2,
  });
  assert.deepEqual(entry({ prints: 'many' }), { sizeBytes: 3, hash: null, successes: 0, failures: 0 });
  assert.equal(readFileEntry([]), null);
  assert.equal(readStoredPath({ files: { local: { path: 'croft/a.gcode' } } }), 'croft/a.gcode');
  assert.equal(readStoredPath({ files: { sdcard: { path: 'A.GCO' } } }), null);
});

test('a foreign print keeps its key as long as it is the same file', () => {
  const state = stateOf({
    job: { file: { path: 'x/y.gcode', name: 'y.gcode', origin: 'local' } },
    progress: { printTime: 10 },
  });
  const found = foreignOf(state, null, 100_000);
  assert.deepEqual(found, { key: 'local:x/y.gcode 90000', name: 'y.gcode', since: 90_000 });
  assert.equal(foreignOf(state, found, 500_000), found);
  assert.notEqual(foreignOf(state, { ...found, name: 'z.gcode' }, 500_000).key, found.key);
});

test('[MA5] a change is one command, or the reason why there is none', () => {
  assert.deepEqual(commandOf({ kind: 'flow', percent: 95.4 }), { command: 'M221 S95' });
  assert.deepEqual(commandOf({ kind: 'fan', percent: 50 }), { command: 'M106 S128' });
  assert.deepEqual(commandOf({ kind: 'target', heater: 'chamber', celsius: 40 }), { command: 'M141 S40' });
  for (const change of [
    { kind: 'baby-step', mm: 0.1 },
    { kind: 'skip-object', object: 'a' },
    { kind: 'pause-at', at: null },
  ] as const)
    assert.ok('trouble' in commandOf(change));
});

test('[CF1] a bad address or key is said with its field', () => {
  assert.equal(readOptions({ url: 'octopi.local/' }).url, 'http://octopi.local');
  assert.equal(readOptions({ url: 'https://farm.test/octopi-2/' }).url, 'https://farm.test/octopi-2');
  assert.deepEqual(readOptions({ url: 'a', apiKey: 'k' }), { url: 'http://a', apiKey: 'k', connects: false });
  const fields = (options: Record<string, string>): readonly string[] =>
    manifest.checkOptions({ url: 'a', apiKey: 'key1', ...options }).map(({ field }) => field);
  assert.deepEqual(
    [fields({}), fields({ url: 'ftp://a' }), fields({ apiKey: 'two words' })],
    [[], ['url'], ['apiKey']],
  );
  // Too short to be hidden where a host repeats it (DR9), and no key that OctoPrint makes.
  const [short] = manifest.checkOptions({ url: 'a', apiKey: 'key' });
  assert.match(`${short?.field}: ${short?.rule} ${short?.remedy}`, /^apiKey: .*at least 4 .* Copy it anew/);
});
