import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { systemChance } from '#lib/chance';
import { fileDigest, printId } from '#model/ids';
import { deviceRun, type DeviceRun } from './device-run.ts';
import type { Driver, DriverContext, DriverReport, PrintToDrive } from './driver.ts';
import { LoopClock } from './fixtures/loop-clock.ts';
import { NetworkDriver, type OrderName } from './network-driver.ts';
import { NotSent, Refused, Unreachable, WrongCredentials } from './network-trouble.ts';

const ID = printId('p1');
const PRINT: PrintToDrive = {
  printId: ID,
  file: { digest: fileDigest('0'.repeat(64)), name: 'a.gcode', sizeBytes: 1 },
  path: 'a.gcode',
};
const REFUSAL = new Refused(409, 'not now');

interface Asked {
  readonly name: OrderName;
  readonly yes: () => void;
  readonly no: (error: Error) => void;
}

/** A driver whose printer prints, and answers an order when the test says so. */
class OrderedDriver extends NetworkDriver<DeviceRun> {
  readonly asked: Asked[] = [];
  /** How each try to stop it was sent, and how it ends. */
  readonly stops: AbortSignal[] = [];
  stopAnswer: Error | 'none' | 'yes' = 'yes';

  constructor(context: DriverContext) {
    super(context, { answerMs: 1_000, stopRepeatMs: 1_000 });
  }

  get stage(): string | undefined {
    return this.run?.stage;
  }

  /** The printer says what it does. */
  shows(what: 'printing' | 'paused'): void {
    const { run } = this;
    if (run === null) return;
    if (what === 'printing') this.showsPrinting(run);
    else this.showsPaused(run, 'At the printer.');
    if (run.cancelWished && run.stage !== 'cancelling') this.cancelRun(run);
  }

  protected order(run: DeviceRun, name: OrderName, undone: (reason: string) => void): void {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.asked.push({ name, yes: resolve, no: reject });
    this.carryOut(run, promise, undone);
  }

  protected readonly newRun = deviceRun;
  /** The printer shows the print. */
  isSeen = true;
  protected isShown = (): boolean => this.isSeen;
  protected isUnmoved = (): boolean => true;
  protected adjusted = (): Promise<null> => Promise.resolve(null);
  protected upload = (): Promise<void> => Promise.resolve();
  protected lookOnce = (): Promise<void> => Promise.resolve();
  /** The start waits for its turn, and leaves when the test says so. */
  waits: { readonly leave: () => void } | null = null;
  wasWithdrawn = false;
  protected orderStart(_run: DeviceRun, unlessLeft: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const withdraw = (): void => {
      this.wasWithdrawn = true;
      reject(new NotSent('withdrawn'));
    };
    unlessLeft.addEventListener('abort', withdraw, { once: true });
    this.waits = { leave: resolve };
    return promise;
  }
  protected startLeft = (): void => {};
  protected stopOnce(signal: AbortSignal): Promise<void> {
    this.stops.push(signal);
    if (this.stopAnswer === 'yes') return Promise.resolve();
    if (this.stopAnswer !== 'none') return Promise.reject(this.stopAnswer);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Unreachable('given up'))));
  }

  /** It stands idle, in sight. */
  found(): void {
    this.connected('unproven', null, null);
  }

  /** The printer shows that it has stopped. */
  shownToStand(): void {
    this.stands();
  }

  protected deleteFile = (): Promise<void> => Promise.resolve();
  connect(): void {}
  reset(): void {}
  manual(): ReturnType<Driver['manual']> {
    return Promise.resolve({ kind: 'refused', reason: '' });
  }
}

class Bench implements AsyncDisposable {
  readonly reports: DriverReport[] = [];
  readonly driver: OrderedDriver;
  readonly #clock = new LoopClock();

  constructor(begins: 'printing' | 'idle' = 'printing') {
    this.driver = new OrderedDriver({
      options: {},
      clock: this.#clock,
      chance: systemChance,
      port: null,
      spoolRecord: null,
      persistSpool: () => Promise.resolve(),
      judge: () => null,
      report: (report) => void this.reports.push(report),
      safety: () => {},
      history: () => {},
      reopenPort: () => {},
      portLost: () => {},
    });
    if (begins === 'printing') this.driver.adopt(PRINT, 'printing');
    else {
      this.driver.isSeen = false;
      this.driver.found();
    }
  }

  get story(): readonly string[] {
    return this.reports.map(({ kind }) => kind);
  }

  get orders(): readonly OrderName[] {
    return this.driver.asked.map(({ name }) => name);
  }

  /** Bounded, by the fast clock: a driver that never does it fails the test instead of holding it. */
  async until(isSo: () => boolean): Promise<void> {
    const deadline = this.#clock.monotonic() + 120_000;
    while (!isSo()) {
      assert.ok(this.#clock.monotonic() < deadline, 'waited in vain');
      await turn();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // As the end of a connection ends every call.
    for (const { yes } of this.driver.asked) yes();
    await this.driver[Symbol.asyncDispose]();
    this.#clock[Symbol.dispose]();
  }
}

describe('orders to a printer that holds its files', () => {
  test('[DR4] a refused pause prints on, and a lost answer is decided by what is seen next', async () => {
    await using at = new Bench();
    const { driver } = at;
    driver.pause(ID);
    driver.asked[0]?.no(REFUSAL);
    await turn();
    assert.deepEqual([driver.stage, at.story], ['printing', ['trouble', 'print-resumed']]);
    driver.pause(ID);
    driver.asked[1]?.no(new Unreachable('gone'));
    await turn();
    assert.equal(driver.stage, 'unsure');
    driver.shows('paused');
    assert.deepEqual(at.story.slice(2), ['print-paused']);
  });

  for (const [how, answer] of [
    ['refused', REFUSAL],
    ['lost', new Unreachable('gone')],
  ] as const) {
    test(`[DR6] a pause that is ${how} when the cancel has left already: one cancel, and nothing is told of the pause`, async () => {
      await using at = new Bench();
      const { driver } = at;
      driver.pause(ID);
      driver.cancel(ID);
      driver.asked[0]?.no(answer);
      await turn();
      driver.shows('printing');
      assert.deepEqual([driver.stage, at.orders], ['cancelling', ['pause', 'cancel']]);
      assert.ok(!at.story.includes('print-resumed'));
    });
  }

  test('[DR3] a pause that was shown before its refusal came is a pause', async () => {
    await using at = new Bench();
    const { driver } = at;
    driver.pause(ID);
    driver.shows('paused');
    driver.asked[0]?.no(REFUSAL);
    await turn();
    driver.shows('paused');
    assert.deepEqual([driver.stage, at.story], ['paused', ['print-paused', 'trouble']]);
  });

  test('[DR10] a cancel that was refused is asked for again, and not before the printer may have thought better of it', async () => {
    await using at = new Bench();
    const { driver } = at;
    driver.cancel(ID);
    driver.asked[0]?.no(REFUSAL);
    await turn();
    driver.shows('printing');
    assert.deepEqual(at.orders, ['cancel']);
    await at.until(() => driver.stage !== 'cancelling');
    driver.shows('printing');
    assert.deepEqual(at.orders, ['cancel', 'cancel']);
  });
});

describe('a start that waits for its turn', () => {
  const waiting = async (at: Bench): Promise<OrderedDriver> => {
    at.driver.start(PRINT);
    await at.until(() => at.driver.waits !== null);
    return at.driver;
  };
  const ended = ({ reports }: Bench) =>
    reports.flatMap((each) =>
      each.kind === 'print-ended' ? [[each.outcome, each.moved, each.error?.code ?? null]] : [],
    );

  test('[BE1] [DR10] leaves no more when it is cancelled, and nothing has moved', async () => {
    await using at = new Bench('idle');
    const driver = await waiting(at);
    driver.cancel(ID);
    await at.until(() => ended(at).length > 0);
    assert.deepEqual(ended(at), [['cancelled', false, null]]);
  });

  test('[BE1] leaves no more on what the printer told long ago', async () => {
    await using at = new Bench('idle');
    await waiting(at);
    await at.until(() => ended(at).length > 0);
    assert.deepEqual(ended(at), [['failed', false, 'no-answer']]);
  });

  test('[BE1] [MA5] leaves no more behind a stop, nor when the next print is begun', async () => {
    for (const more of ['stop', 'start'] as const) {
      await using at = new Bench('idle');
      const driver = await waiting(at);
      const { waits } = driver;
      driver.waits = null;
      if (more === 'stop') driver.stop();
      else driver.start({ ...PRINT, printId: printId('p2') });
      // It is of no matter any more.
      waits?.leave();
      await turn();
      assert.deepEqual(ended(at), []);
      assert.equal(driver.wasWithdrawn, true, more);
    }
  });

  test('[WI4] that has left is of the printer’s state alone, whoever cancels it', async () => {
    await using at = new Bench('idle');
    const driver = await waiting(at);
    driver.waits?.leave();
    await turn();
    driver.cancel(ID);
    await turn();
    assert.deepEqual([driver.stage, ended(at)], ['starting', []]);
  });
});

describe('the stop of a printer over a network', () => {
  test('[MA5] [MA6a] a try that hangs is not waited for; the oldest is kept, and every other is given up for the next', async () => {
    await using at = new Bench();
    const { driver } = at;
    driver.stopAnswer = 'none';
    driver.stop();
    assert.equal(driver.stops.length, 1, 'the first leaves before the call returns');
    await at.until(() => driver.stops.length >= 5);
    assert.deepEqual(
      driver.stops.map(({ aborted }) => aborted),
      [false, true, true, true, false],
    );
    driver.shownToStand();
    assert.ok(driver.stops.every(({ aborted }) => aborted));
    assert.deepEqual(at.story, ['standing'], 'silence is no refusal');
  });

  for (const [what, answer] of [
    ['by a key that may not', new WrongCredentials('the key may not control the printer')],
    ['by an address that is not known', new Refused(404, 'no such page')],
  ] as const) {
    test(`[MA5] [DR4] a stop that is refused ${what} is told in words, once, and goes on being asked for`, async () => {
      await using at = new Bench();
      const { driver } = at;
      driver.stopAnswer = answer;
      driver.stop();
      await at.until(() => driver.stops.length >= 4);
      const told = at.reports.flatMap((report) => (report.kind === 'trouble' ? [report.error.message] : []));
      assert.deepEqual(told, [`The printer refuses to stop: ${answer.message}. It is asked again and again.`]);
    });
  }

  test('[MA5] one refusal may only say that it stood already: it is told when the next try is refused, too', async () => {
    await using at = new Bench();
    const { driver } = at;
    driver.stopAnswer = REFUSAL;
    driver.stop();
    await turn();
    driver.shownToStand();
    assert.deepEqual(at.story, ['standing']);
  });
});
