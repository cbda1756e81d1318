import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHandClock } from '#lib/fixtures/hand-clock';
import { DriverHarness, type DriverProcess } from './fixtures/driver-harness.ts';
import { handOver } from './hand-over.ts';

const COUNT = 600;
const moves = Array.from(
  { length: COUNT },
  (_, k) => `G1 X${(10 + (k % 50)).toFixed(2)} Y${(20 + k / 100).toFixed(2)} E${((k + 1) / 20).toFixed(4)} F4200`,
);
const lines = ['M104 S200', 'G28', 'M82', 'G92 E0', ...moves, 'M104 S0'];

async function printing(launch: object = {}) {
  const harness = await DriverHarness.open({ speed: 4, advancedOk: true, coldBelow: 0, homingMs: 200, ...launch });
  harness.knowSession();
  const driver = harness.drive();
  await driver.report('connected');
  const print = harness.print('p', lines);
  driver.order({ do: 'start', print });
  await driver.report('print-moved');
  return { harness, driver, print };
}

const handed = (driver: DriverProcess) => {
  driver.order({ do: 'hand-over' });
  return driver.until(() => driver.said.find((each) => each.say === 'handed'));
};

describe('a print that is handed over', { concurrency: 2 }, () => {
  test('[MA10] [I13] goes on in the next process, and the one after it, and the next: every line once and in order', async () => {
    const { harness, driver, print } = await printing();
    await using _ = harness;
    let now = driver;
    for (const fraction of [0.15, 0.4, 0.65]) {
      await now.progress(fraction);
      assert.deepEqual((await handed(now)).handed, { kind: 'ready' });
      const before = await harness.executedOf(moves);
      assert.deepEqual(before, moves.slice(0, before.length));
      assert.equal(await now.end(), 0);
      now = harness.drive({ adopt: { print, into: 'printing' } });
      assert.equal((await now.report('adopted')).into, 'printing');
    }
    assert.equal((await now.report('print-ended')).outcome, 'finished');
    assert.deepEqual(await harness.executedOf(moves), moves);
    await now.kill();
  });

  test('[MA10] kill -9 right behind a hand-over, and a board that resets in it: the first goes on, the second is lost', async () => {
    const { harness, driver, print } = await printing();
    await using _ = harness;
    await driver.progress(0.2);
    assert.deepEqual((await handed(driver)).handed, { kind: 'ready' });
    await driver.kill();
    await using next = harness.drive({ adopt: { print, into: 'printing' } });
    await next.report('adopted');
    await next.progress(0.4);
    assert.deepEqual((await handed(next)).handed, { kind: 'ready' });
    await harness.simulator.control({ command: 'trigger', fault: { fault: 'reset' } });
    await next.end();
    await using last = harness.drive({ adopt: { print, into: 'printing' } });
    assert.equal((await last.report('print-lost')).error.code, 'resume-unproven');
    const executed = await harness.executedOf(moves);
    assert.deepEqual(executed, moves.slice(0, executed.length));
  });

  test('[MA5] a stop after the hand-over is still written by the process that is about to end', async () => {
    const { harness, driver } = await printing();
    await using _ = harness;
    await driver.progress(0.1);
    await handed(driver);
    driver.order({ do: 'stop' });
    const state = async () => (await harness.simulator.control({ command: 'status' })).status?.state;
    await until('the stop to take effect', state, (each) => each === 'killed');
    await driver.kill();
  });
});

async function until<T>(what: string, look: () => Promise<T>, fits: (seen: T) => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!fits(await look())) if (performance.now() > deadline) throw new Error(`waited for ${what}`);
}

describe('a hand-over', () => {
  const parts = () => {
    const clock = createHandClock();
    const events: string[] = [];
    const disk: (number | null)[] = [];
    const talk = {
      isAtBorder: false,
      state: { next: 1_201, planner: { endsAt: 1_000_000 }, inFlight: [] as { ms: number }[] },
      event: ({ kind }: { kind: string }) => void events.push(kind),
    };
    let stands = true;
    let wished = true;
    return {
      events,
      disk,
      talk,
      clock,
      end: () => {
        stands = false;
      },
      wishNoMore: () => {
        wished = false;
      },
      begin: (more: object = {}) =>
        handOver({
          clock,
          signal: new AbortController().signal,
          counts: true,
          stage: 'printing',
          stands: () => stands,
          stillWished: () => wished,
          talk: talk as never,
          persist: async (accepted) => void disk.push(accepted),
          ...more,
        }),
    };
  };
  const run = async (clock: ReturnType<typeof createHandClock>, turns: number): Promise<void> => {
    for (let turn = 0; turn < turns; turn++) {
      await Promise.resolve();
      clock.advance(2);
    }
    await new Promise((resolve) => setImmediate(resolve));
  };

  test('waits for the border, brings it to disk, and is ready only if nothing came in between', async () => {
    const { events, disk, talk, clock, begin } = parts();
    const handing = begin();
    await run(clock, 20);
    assert.deepEqual([events, disk], [['hold'], []]);
    talk.isAtBorder = true;
    await run(clock, 3);
    assert.deepEqual(await handing, { kind: 'ready' });
    assert.deepEqual([events, disk], [['hold'], [1_200]]);
  });

  test('waits for a moment at which the printer has enough to work off, and for no longer than two seconds', async () => {
    const { events, talk, clock, begin } = parts();
    talk.isAtBorder = true;
    talk.state.planner.endsAt = 0;
    const handing = begin();
    await run(clock, 100);
    assert.deepEqual(events, []);
    talk.state.inFlight = [{ ms: 500 }];
    await run(clock, 3);
    assert.deepEqual(await handing, { kind: 'ready' });
    const short = parts();
    short.talk.isAtBorder = true;
    short.talk.state.planner.endsAt = 0;
    const late = short.begin();
    await run(short.clock, 990);
    assert.deepEqual(short.events, []);
    await run(short.clock, 20);
    assert.deepEqual(await late, { kind: 'ready' });
  });

  test('in nothing but short moves it takes the moment that comes near to the best that it has seen', async () => {
    const { events, talk, clock, begin } = parts();
    talk.isAtBorder = true;
    talk.state.planner.endsAt = 0;
    const reserve = (ms: number): void => {
      talk.state.inFlight = [{ ms }];
    };
    reserve(20);
    const handing = begin();
    await run(clock, 200);
    reserve(75);
    await run(clock, 2);
    reserve(20);
    await run(clock, 400);
    assert.deepEqual(events, [], 'not at any moment');
    reserve(70);
    await run(clock, 3);
    assert.deepEqual(await handing, { kind: 'ready' });
  });

  test('is refused where something takes long, and the print is fed again; not where it has begun to pause', async () => {
    const busy = parts();
    const refused = busy.begin();
    for (let i = 0; i < 300; i++) await run(busy.clock, 10);
    assert.match(JSON.stringify(await refused), /refused.*heating, homing or waiting/);
    assert.deepEqual([busy.events, busy.disk], [['hold', 'feed'], [null]]);
    const pausing = parts();
    const gone = pausing.begin();
    pausing.end();
    await run(pausing.clock, 2);
    assert.match(JSON.stringify(await gone), /refused.*paused, gone on or ended meanwhile/);
    assert.deepEqual(pausing.events, ['hold']);
  });

  test('[PR2] is refused as soon as nobody is there to take over, also between the disk and the last word', async () => {
    const early = parts();
    const refused = early.begin();
    await run(early.clock, 5);
    early.wishNoMore();
    await run(early.clock, 2);
    assert.match(JSON.stringify(await refused), /refused.*nobody is there any more/);
    assert.deepEqual([early.events, early.disk], [['hold', 'feed'], [null]]);
    const late = parts();
    late.talk.isAtBorder = true;
    const persist = async (accepted: number | null) => {
      late.disk.push(accepted);
      late.wishNoMore();
    };
    assert.match(JSON.stringify(await late.begin({ persist })), /refused.*nobody is there any more/);
    assert.deepEqual(
      [late.events, late.disk],
      [
        ['hold', 'feed'],
        [1_200, null],
      ],
    );
  });

  test('[MA10] that is refused feeds no line before the disk has forgotten what was to be handed over', async () => {
    const { events, clock, begin, wishNoMore } = parts();
    const disk = Promise.withResolvers<void>();
    const refused = begin({ persist: () => disk.promise });
    wishNoMore();
    await run(clock, 2);
    assert.deepEqual(events, ['hold']);
    disk.resolve();
    assert.equal((await refused).kind, 'refused');
    assert.deepEqual(events, ['hold', 'feed']);
  });

  test('is refused at once for a firmware without line numbers, and while the printer waits for a person', async () => {
    const { events, begin } = parts();
    assert.match(JSON.stringify(await begin({ counts: false })), /counts no lines/);
    assert.match(JSON.stringify(await begin({ stage: 'user' })), /waits for a person/);
    assert.match(JSON.stringify(await begin({ stage: 'surveying' })), /about to begin/);
    assert.deepEqual(events, []);
  });
});
