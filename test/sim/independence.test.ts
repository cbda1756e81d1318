import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sessionsOf } from '../judge/sessions.ts';
import { SimFarm, type SimOptions } from './farm.ts';
import { live } from './live.ts';
import type { MachineHost } from './machine-host.ts';

/**
 * In these no link falls silent. Measurements are signs of life as well: without them such a link is given up a few ms sooner, and people
 * by chance meet another farm from then on.
 */
const SEEDS = [0, 1];
const SILENCE = /half open|parted/;
/** CK10: no line is later than this for a combinator's death. */
const LATE_LIMIT_MS = 50;
const KILLS = 8;
const STEP_MS = 250;
const STEPS_LIMIT = 400;

/** What a run leaves behind: what machines wrote down, what became of the prints, what they were told, what their printers did. */
async function remains(seed: number, options: SimOptions) {
  const left: unknown[] = [];
  let heard = 0;
  const { wrong, trace, met } = await live(seed, { isEven: true, ...options }, async (farm) => {
    const { printers, prints, jobs, events } = await farm.evidence();
    assert.ok(farm.commands.length > 10 && prints.length > 1, 'something happened');
    left.push(printers, prints, jobs, events, farm.commands);
    heard = farm.feedbackHeard;
  });
  return { left, heard, wrong, trace, fellSilent: [...met.keys()].some((cell) => SILENCE.test(cell)) };
}

/** How much later than the one before it allows each line came that was executed after `since`, ms. */
function delays({ body }: MachineHost, since: number): readonly number[] {
  const lines = sessionsOf(body.records).sessions.at(-1)?.lines ?? [];
  return lines.flatMap(({ at, text }, i) => {
    const next = lines[i + 1];
    if (next === undefined || next.at <= since) return [];
    return [next.at - at - (/^[MT]/.test(text) ? body.lineMs / 10 : body.lineMs)];
  });
}

/** A printer of the farm with moves of a print executed. */
async function aPrint(farm: SimFarm): Promise<MachineHost> {
  farm.do('addJob', farm.pick(farm.hosts));
  for (let step = 0; step < STEPS_LIMIT; step++) {
    if (step % 20 === 0) for (const host of farm.hosts) farm.do('confirm', host);
    await farm.run(STEP_MS);
    const printing = farm.hosts.find(({ phase, body }) => phase === 'printing' && body.hasObject);
    if (printing !== undefined) return printing;
  }
  throw new Error('nothing is printed');
}

describe('a farm on a seed does not depend', () => {
  test('[I12] [CK10] on telemetry: without any, the same faults lead to the same journals, outcomes and commands', async () => {
    for (const seed of SEEDS) {
      const all = await remains(seed, { sendsFeedback: true });
      const none = await remains(seed, { sendsFeedback: false });
      assert.deepEqual([all.wrong, none.wrong], [[], []], `seed ${seed}`);
      assert.ok(all.heard > 20, `only ${all.heard} measurements were heard on seed ${seed}`);
      assert.equal(none.heard, 0);
      assert.ok(!all.fellSilent, `seed ${seed} is none for this`);
      assert.deepEqual(none.trace, all.trace, `seed ${seed}`);
      assert.deepEqual(none.left, all.left, `seed ${seed}`);
    }
  });

  test('[I8] [CK10] on its combinator: when that dies in mid-print, no line is late for it', async (t) => {
    let worst = 0;
    for (let seed = 0; seed < KILLS; seed++) {
      // What ends a print here is the death of the combinator, or nothing.
      await using farm = await SimFarm.open(seed, { keepsPower: true });
      const host = await aPrint(farm);
      const since = farm.time.now();
      farm.holdCombinator();
      for (let step = 0; step < STEPS_LIMIT && host.phase === 'printing'; step++) await farm.run(STEP_MS);
      assert.equal(host.phase, 'awaiting-retrieval', `seed ${seed}`);
      const late = delays(host, since);
      assert.ok(late.length > 0, `nothing was executed without a combinator on seed ${seed}`);
      worst = Math.max(worst, ...late);
      assert.ok(worst <= LATE_LIMIT_MS, `a line was ${worst} ms late on seed ${seed}`);
      farm.startCombinator();
      farm.calm();
      assert.deepEqual([...(await farm.comesToRest()), ...(await farm.verdict())], [], `seed ${seed}`);
      const print = (await farm.evidence()).prints.find(({ printer_id }) => printer_id === host.printerId);
      assert.equal(print?.outcome, 'finished', `seed ${seed}`);
    }
    t.diagnostic(`the latest line was ${worst.toFixed(1)} ms late`);
  });
});
