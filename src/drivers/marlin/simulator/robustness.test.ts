import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_FAULTS } from './fault-settings.ts';
import { createBench, frame } from './fixtures/bench.ts';
import { seededRandom } from './seeded-random.ts';

const WORDS = ['G0', 'G1', 'G2', 'G4', 'G28', 'G92', 'M0', 'M104', 'M109', 'M112', 'M113', 'M114', 'M155', 'M400'];
const SEEDS = 150;

/** A line as a broken host might send it. */
function anyLine(random: () => number, n: number): string {
  const pick = (count: number): number => Math.floor(random() * count);
  const word = WORDS[pick(WORDS.length)] ?? 'G1';
  const letters = ['X', 'Y', 'E', 'F', 'S', 'P', 'N', 'R', 'I', 'J'];
  const rest = letters.filter(() => random() < 0.3).map((letter) => `${letter}${pick(400) / 10 - 5}`);
  const text = `${word} ${rest.join(' ')}`;
  const kind = pick(10);
  if (kind === 0) return Buffer.from(Array.from({ length: pick(200) }, () => pick(256))).toString('latin1');
  if (kind === 1) return text;
  return frame(kind === 2 ? pick(50) : n, text);
}

test(`on ${SEEDS} seeds of broken hosts, faults and pulled cables the printer neither throws nor hangs, and executes numbers in order`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = seededRandom(seed);
    const some = (): number => (random() < 0.5 ? 0 : random() * 0.05);
    const bench = createBench({
      seed,
      baud: random() < 0.5 ? 0 : 115_200,
      speed: 1 + random() * 50,
      advancedOk: random() < 0.5,
      emergencyParser: random() < 0.5,
      commandMs: random(),
      autoRemoveSeconds: random() < 0.5 ? 1 : null,
    });
    const { printer } = bench;
    printer.control({
      command: 'faults',
      set: {
        ...NO_FAULTS,
        lostOk: some(),
        corruptInByte: some(),
        corruptOutByte: some(),
        latencyJitterMs: random() * 20,
      },
    });
    for (let step = 0; step < 100; step++) {
      bench.send(anyLine(random, printer.printer.status().lastN + 1), random() * 200);
      const dice = random();
      if (dice < 0.02) printer.control({ command: 'trigger', fault: { fault: 'reset' } });
      else if (dice < 0.04) printer.control({ command: 'trigger', fault: { fault: 'stall', forMs: 300 } });
      else if (dice < 0.06) printer.control({ command: 'trigger', fault: { fault: 'resend-storm', times: 3 } });
      else if (dice < 0.08) printer.control({ command: 'press' });
    }
    bench.wait(600_000);
    const status = printer.printer.status();
    assert.ok(['running', 'killed'].includes(status.state), `seed ${seed}: ${status.state}`);
    assert.equal(status.anomalies, 0, `seed ${seed}`);
  }
});
