import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LINK_TIMES } from '#wire/limits';
import { alive, heard, shakingHands, wake } from './liveness.ts';

describe('liveness', () => {
  test('[WI5] heartbeats go out every 2 s', () => {
    let liveness = alive(0, LINK_TIMES);
    const beats: number[] = [];
    for (let now = 100; now <= 10_000; now += 100) {
      liveness = heard(liveness, now, LINK_TIMES);
      const woken = wake(liveness, now, LINK_TIMES);
      assert.equal(woken.kind, 'alive');
      if (woken.kind !== 'alive') return;
      liveness = woken.liveness;
      if (woken.beat) beats.push(now);
    }
    assert.deepEqual(beats, [2_000, 4_000, 6_000, 8_000, 10_000]);
  });

  test('[WI5] links of one process beat together, in four turns, and never more than 2 s apart', () => {
    const wakes = new Set<number>();
    for (let link = 0; link < 40; link++) {
      let now = link * 77.7;
      let liveness = alive(now, LINK_TIMES);
      for (let beats = 0; beats < 5; beats++) {
        const due = liveness.beatAt;
        assert.ok(due > now && due <= now + 2_002, `${now} → ${due}`);
        // Timers ring up to two ms early, and some late.
        now = due + [-1.9, 0, 0.4, 30][(link + beats) % 4]!;
        wakes.add(due);
        const woken = wake(heard(liveness, now, LINK_TIMES), now, LINK_TIMES);
        assert.ok(woken.kind === 'alive' && woken.beat, 'one wake for each beat');
        liveness = woken.liveness;
      }
    }
    assert.deepEqual(
      [...wakes].filter((at) => at % 500 !== 0),
      [],
    );
  });

  test('[WI5] 5 s of silence are death, 4.9 are not', () => {
    const liveness = { ...alive(0, LINK_TIMES), beatAt: 6_000 };
    assert.equal(wake(liveness, 4_900, LINK_TIMES).kind, 'alive');
    assert.equal(wake(liveness, 5_000, LINK_TIMES).kind, 'dead');
    assert.equal(wake(heard(liveness, 4_900, LINK_TIMES), 5_000, LINK_TIMES).kind, 'alive');
  });

  test('[WI5] a handshake has 5 s, however many bytes arrive', () => {
    const liveness = shakingHands(0, LINK_TIMES);
    assert.equal(wake(heard(liveness, 4_999, LINK_TIMES), 5_000, LINK_TIMES).kind, 'dead');
  });

  test('[WI5] who was stopped itself reads what came meanwhile before it calls the other dead, and then does call it', () => {
    const woken = wake(alive(0, LINK_TIMES), 9_000, LINK_TIMES);
    assert.deepEqual(woken, { kind: 'alive', beat: true, liveness: { deadAt: 10_000, beatAt: 11_000 } });
    if (woken.kind !== 'alive') return;
    assert.equal(wake(woken.liveness, 10_000, LINK_TIMES).kind, 'dead');
    assert.equal(wake(heard(woken.liveness, 9_001, LINK_TIMES), 10_000, LINK_TIMES).kind, 'alive');
  });
});
