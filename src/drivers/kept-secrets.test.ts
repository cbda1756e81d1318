import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Driver, DriverContext, DriverReport } from './driver.ts';
import { keepingSecrets } from './kept-secrets.ts';
import { FileRefused } from './printer-files.ts';

const SECRET = 'k"ey /1';
const SCHEMA = {
  properties: {
    url: { type: 'string' },
    apiKey: { writeOnly: true },
    pin: { writeOnly: true },
    port: { writeOnly: true },
  },
};
const OPTIONS = { url: 'http://octopi.local', apiKey: SECRET, pin: '12', port: 1234 };
/** What a host may say that repeats what it was asked. */
const ECHO = [
  `no such key ${SECRET}!`,
  `X-Api-Key: ${JSON.stringify(SECRET)}`,
  `?key=${encodeURIComponent(SECRET)}&`,
  `Basic ${Buffer.from(SECRET).toString('base64')}`,
].join(' ');
const KEPT = 'no such key [redacted]! X-Api-Key: "[redacted]" ?key=[redacted]& Basic ';
const error = { code: 'printer-reported-failure', message: ECHO, at: 7 } as const;

class Talker implements Partial<Driver> {
  readonly #said = ECHO;
  readonly files = {
    list: () => Promise.reject(new FileRefused('refused', this.#said)),
    open: async () => ({
      sizeBytes: 4,
      modifiedAt: null,
      bytes: { next: () => Promise.reject(new FileRefused('broken-off', this.#said)) },
    }),
    delete: () => Promise.reject(new TypeError('a fault of ours')),
  };
  begun = 0;
  connect(): void {
    this.begun += this.#said.length > 0 ? 1 : 0;
  }
  async manual() {
    return { kind: 'refused' as const, reason: this.#said };
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.begun = 0;
  }
}

function drive(options: Readonly<Record<string, unknown>> = OPTIONS) {
  const told: unknown[] = [];
  const talker = new Talker();
  let context = null as DriverContext | null;
  const keep = (each: unknown): void => void told.push(each);
  const given = { options, report: keep, history: keep, reopenPort: keep, portLost: keep };
  const create = keepingSecrets({ optionsSchema: SCHEMA }, (wrapped) => {
    context = wrapped;
    return talker as unknown as Driver;
  });
  const driver = create(given as unknown as DriverContext);
  assert.ok(context !== null);
  return { driver, talker, told, context: context as DriverContext };
}

describe('[DR9] what a host repeats of a secret goes no further', () => {
  test('in every report, line and reason', () => {
    const { told, context } = drive();
    const measured = { temperatures: [], position: null, progress: null, line: null };
    const reports: readonly DriverReport[] = [
      { kind: 'trouble', error },
      { kind: 'disconnected', reason: ECHO, wrongCredentials: true },
      { kind: 'connected', continuity: 'unproven', firmware: ECHO, foreign: { key: 'k', name: ECHO, since: 1 } },
      { kind: 'dialog', dialog: { id: 'd', text: ECHO, choices: [ECHO], since: 1 } },
      { kind: 'feedback', feedback: { ...measured, notice: ECHO } },
      { kind: 'unable', reason: ECHO },
    ];
    for (const report of reports) context.report(report);
    context.history({ at: 1, direction: 'received', text: ECHO });
    context.reopenPort(ECHO);
    context.portLost(ECHO);
    assert.equal(told.length, reports.length + 3);
    for (const each of told) {
      const text = JSON.stringify(each);
      assert.ok(text.includes('[redacted]'), text);
      for (const form of ['k\\"ey', 'k\\\\', encodeURIComponent(SECRET), Buffer.from(SECRET).toString('base64')])
        assert.ok(!text.includes(form), text);
    }
    const [first] = told as [Extract<DriverReport, { kind: 'trouble' }>];
    assert.deepEqual({ ...first.error, message: '' }, { ...error, message: '' });
    assert.ok(first.error.message.startsWith(KEPT), first.error.message);
  });

  test('in answers to a person, and of files; faults of ours stay what they are', async () => {
    const { driver } = drive();
    const answer = await driver.manual(['M105']);
    assert.ok(answer.kind === 'refused' && answer.reason.startsWith(KEPT));
    const { files } = driver;
    assert.ok(files !== undefined);
    const { signal } = new AbortController();
    const isKept = (reason: string) => (each: unknown) =>
      each instanceof FileRefused && each.reason === reason && each.message.startsWith(KEPT);
    await assert.rejects(files.list(signal), isKept('refused'));
    const { bytes, sizeBytes } = await files.open('a', 0, signal);
    assert.equal(sizeBytes, 4);
    await assert.rejects(bytes.next(), isKept('broken-off'));
    assert.deepEqual(await bytes.return?.(), { done: true, value: undefined });
    await assert.rejects(files.delete('a', signal), TypeError);
  });

  test('what holds none is handed on as it is, and the rest of the driver works as before', async () => {
    const { driver, talker, told, context } = drive();
    const plain: DriverReport = { kind: 'unable', reason: 'The pin 12 of port 1234 is bent.' };
    context.report(plain);
    assert.equal(told[0], plain, 'too short a secret, and what is no text, are left alone');
    {
      await using life = driver;
      life.connect();
      assert.equal(talker.begun, 1);
    }
    assert.equal(talker.begun, 0);
    assert.equal(driver.card, undefined);
    const { driver: bare, talker: same } = drive({ url: 'http://octopi.local' });
    assert.equal(bare, same, 'without secrets nothing stands between');
  });
});
