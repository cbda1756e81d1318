import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAY_SHARE } from './handed-port.ts';
import { ALONE_MS, Placement } from './placement.ts';
import { EXIT_MAY_SHARE, EXIT_NEEDS_OWN_PROCESS, type MachineWish } from './protocol.ts';

const entry = { execArgv: [], script: '/croft', argv: [], env: {} };
const wish = (more: Partial<MachineWish> = {}): MachineWish => {
  const shard = { entry, size: 32, label: 'one' };
  return { printerId: 'p', entry, port: { kind: 'none' }, journalFolder: '/j', shard, ...more };
};

test('[PR5a] the farm supposes, and the machine knows whether it may share a process', () => {
  const placement = new Placement();
  assert.equal(placement.isShared(wish()), false, 'nobody knows');
  assert.deepEqual(placement.environment(wish()), { [MAY_SHARE]: '1' }, 'so it is asked');
  assert.equal(placement.isShared(wish({ shares: true })), true);
  assert.equal(placement.isMove(EXIT_NEEDS_OWN_PROCESS), true);
  assert.equal(placement.isShared(wish({ shares: true })), false);
  assert.equal(placement.isMove(EXIT_MAY_SHARE), true);
  assert.equal(placement.isShared(wish({ shares: false })), true);
  for (const code of [null, 0, 1, 70]) assert.equal(placement.isMove(code), false);
  assert.equal(new Placement(placement.memory).isShared(wish()), true, 'the next guardian knows it too');
});

test('[PR5a] where each printer is to have a process of its own, it has', () => {
  const { shard: _, ...none } = wish({ shares: true });
  for (const alone of [none, wish({ shares: true, shard: { entry, size: 1, label: 'one' } })]) {
    const placement = new Placement();
    assert.equal(placement.isShared(alone), false);
    assert.deepEqual(placement.environment(alone), {}, 'and is not asked');
  }
});

test('[PR5a] one that is set apart comes back after ten minutes without a death', () => {
  const placement = new Placement();
  const shared = wish({ shares: true });
  placement.setApart(shared, 1_000);
  assert.equal(placement.isShared(shared), false);
  assert.deepEqual(placement.environment(shared), {}, 'it is known that it could share');
  placement.setApart(shared, 2_000);
  assert.equal(placement.mayReturn(1_000 + ALONE_MS), false, 'it has died again');
  assert.equal(placement.mayReturn(2_000 + ALONE_MS), true);
  placement.return();
  assert.equal(placement.isShared(shared), true);
  const serial = wish({ shares: false });
  const alone = new Placement();
  alone.setApart(serial, 1_000);
  assert.equal(alone.mayReturn(1_000 + ALONE_MS), false, 'one that never shared has nowhere to return to');
});
