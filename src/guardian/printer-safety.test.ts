import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { silentLog } from '#lib/small-log';
import type { PortWrite } from './open-port.ts';
import { PrinterSafety } from './printer-safety.ts';
import { HEATERS_LIMIT_MS, type Registration } from './protocol.ts';

const OFF = '\nM104 S0\n';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const word = (says: Partial<Registration>): Registration => ({
  printerId: 'p1',
  pid: 1,
  portSession: null,
  build: null,
  inShard: false,
  heating: false,
  printing: false,
  proven: false,
  stopBytes: bytes('M112\n'),
  heatersOffBytes: bytes(OFF),
  ...says,
});
/** What was awaited is over by then. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A printer whose machine said last that it heats, on a port that a test opens, closes and lets stall. */
function hotPrinter() {
  const clock = createHandClock();
  const port = { isOpen: true, answer: 'written' as PortWrite | Promise<PortWrite>, received: '' };
  const safety = new PrinterSafety(undefined, {
    clock,
    log: silentLog,
    port: () => ({
      stdio: port.isOpen ? 3 : null,
      async write(sent) {
        if (!port.isOpen) return 'port-closed';
        const answer = await port.answer;
        if (answer === 'written') port.received += Buffer.from(sent).toString();
        return answer;
      },
    }),
    tell: () => {},
    onChange: () => {},
  });
  safety.learn(word({ heating: true, proven: true }));
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await turn();
  };
  return { clock, port, safety, pass };
}

describe('[CK9] heaters that nobody answers for', () => {
  test('are switched off when their time is over, once', async () => {
    const { clock, port, safety, pass } = hotPrinter();
    safety.unattended();
    await pass(HEATERS_LIMIT_MS - 1);
    assert.equal(port.received, '');
    await pass(1);
    assert.deepEqual(
      [port.received, safety.facts.heating, safety.unattendedSince, clock.pending],
      [OFF, false, null, 0],
    );
  });

  test('are switched off as soon as there is a port, when there was none in time', async () => {
    const { port, safety, pass } = hotPrinter();
    port.isOpen = false;
    safety.unattended();
    await pass(HEATERS_LIMIT_MS);
    // The next machine dies as well: that buys no time.
    safety.unattended();
    port.isOpen = true;
    safety.portOpened();
    await turn();
    assert.deepEqual([port.received, safety.facts.heating], [OFF, false]);
  });

  test('are switched off at once when the time had passed before there was a guardian', async () => {
    const { clock, port, safety, pass } = hotPrinter();
    safety.unattended(clock.now() - 60_000);
    await pass(0);
    assert.equal(port.received, OFF);
  });

  test('are left on when somebody proven is there before the port is', async () => {
    const { port, safety, pass } = hotPrinter();
    port.isOpen = false;
    safety.unattended();
    await pass(HEATERS_LIMIT_MS);
    safety.learn(word({ heating: true, proven: true }));
    port.isOpen = true;
    safety.portOpened();
    await pass(60_000);
    assert.deepEqual([port.received, safety.facts.heating, safety.unattendedSince], ['', true, null]);
  });

  test('are switched off again and again where the printer takes no byte, and the next guardian would know since when', async () => {
    const { clock, port, safety, pass } = hotPrinter();
    const died = clock.now();
    port.answer = 'port-stalled';
    safety.unattended();
    await pass(HEATERS_LIMIT_MS);
    await pass(2_000);
    assert.deepEqual([safety.facts.heating, safety.unattendedSince], [true, died]);
    port.answer = 'written';
    await pass(2_000);
    assert.deepEqual([port.received, safety.facts.heating], [OFF, false]);
  });

  test('are not tried again when somebody proven came while they were being switched off', async () => {
    const { clock, port, safety, pass } = hotPrinter();
    const stalled = Promise.withResolvers<PortWrite>();
    port.answer = stalled.promise;
    safety.unattended();
    await pass(HEATERS_LIMIT_MS);
    safety.learn(word({ heating: true, proven: true }));
    stalled.resolve('port-stalled');
    await turn();
    assert.deepEqual([clock.pending, safety.unattendedSince], [0, null]);
  });

  test('count as hot when their machine had no guardian to tell it to, and only then', async () => {
    const { port, safety, pass } = hotPrinter();
    safety.learn(word({ heating: false, proven: true }));
    safety.unattended();
    await pass(HEATERS_LIMIT_MS);
    assert.equal(port.received, '');
    safety.unattended(undefined, true);
    await pass(HEATERS_LIMIT_MS);
    assert.equal(port.received, OFF);
  });
});
