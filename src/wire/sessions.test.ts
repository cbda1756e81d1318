import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  beginCombinatorSession,
  type CombinatorSession,
  type CombinatorSessionEvent,
  combinatorSessionWakeAt,
  stepCombinatorSession,
} from './combinator-session.ts';
import { sampleEnvelope, sampleHello, sampleSnapshot } from './fixtures/samples.ts';
import { LINK_TIMES } from './limits.ts';
import {
  beginMachineSession,
  type MachineSession,
  type MachineSessionEvent,
  machineSessionWakeAt,
  stepMachineSession,
} from './machine-session.ts';
import type { CombinatorMessage, MachineMessage } from './message.ts';

/** One connection: two sessions and what is under way between them. */
interface Connection {
  machine: MachineSession;
  combinator: CombinatorSession;
  readonly up: MachineMessage[];
  readonly down: CombinatorMessage[];
  cut: boolean;
}

/**
 * A hostile world: one machine, any number of connections of which old ones linger half open at the combinator's end, messages that
 * reappear in later connections (lost, doubled, delayed, reordered: WI4), commands under whatever epoch. Checks at each step.
 */
class World {
  now = 0;
  version = 1;
  highestEpoch = 0;
  databaseEpoch = 0;
  readonly connections: Connection[] = [];
  /** Messages of cut connections, which may turn up again. */
  readonly limbo: ({ up: MachineMessage } | { down: CombinatorMessage })[] = [];
  obeyed = 0;
  refused = 0;
  newest = { epoch: 0, version: 0 };

  connect(): void {
    const current = this.connections.at(-1);
    if (current !== undefined) {
      // The machine has one link at a time; the combinator's end may not have noticed.
      current.machine = this.machineStep(current, { kind: 'end', end: { reason: 'channel-closed', detail: '' } });
      this.keepForLater(current);
    }
    const hello = sampleHello({ highestEpoch: this.highestEpoch, version: this.version });
    const { session, effects } = beginMachineSession(hello, this.now, LINK_TIMES);
    const connection: Connection = {
      machine: session,
      combinator: beginCombinatorSession(this.now, LINK_TIMES),
      up: [],
      down: [],
      cut: false,
    };
    this.connections.push(connection);
    for (const effect of effects) if (effect.kind === 'send') connection.up.push(effect.message);
  }

  private keepForLater(connection: Connection): void {
    connection.cut = true;
    this.limbo.push(...connection.up.map((up) => ({ up })), ...connection.down.map((down) => ({ down })));
    connection.up.length = 0;
    connection.down.length = 0;
  }

  machineStep(on: Connection, event: MachineSessionEvent): MachineSession {
    const { session, effects } = stepMachineSession(on.machine, event, this.now, LINK_TIMES);
    on.machine = session;
    for (const effect of effects) {
      if (effect.kind === 'send' && !on.cut) on.up.push(effect.message);
      if (effect.kind === 'send-snapshot' && !on.cut) {
        on.up.push({ kind: 'snapshot', epoch: effect.epoch, snapshot: sampleSnapshot({ version: this.version }) });
      }
      if (effect.kind === 'welcomed') {
        assert.ok(effect.epoch > this.highestEpoch, 'epochs of a machine only grow (WI3)');
        this.highestEpoch = effect.epoch;
      }
      if (effect.kind === 'obey') {
        assert.equal(effect.envelope.epoch, this.highestEpoch, 'only commands of the newest epoch are obeyed (I11)');
        this.obeyed++;
      }
      if (effect.kind === 'refuse-stale') this.refused++;
    }
    return on.machine;
  }

  combinatorStep(on: Connection, event: CombinatorSessionEvent): void {
    const { session, effects } = stepCombinatorSession(on.combinator, event, this.now, LINK_TIMES);
    on.combinator = session;
    for (const effect of effects) {
      if (effect.kind === 'send' && !on.cut) on.down.push(effect.message);
      if (effect.kind === 'assign-epoch') {
        this.databaseEpoch = Math.max(this.databaseEpoch, effect.hello.highestEpoch) + 1;
        this.combinatorStep(on, { kind: 'epoch-assigned', epoch: this.databaseEpoch, feedbackIntervalMs: 250 });
      }
      if (effect.kind === 'snapshot') {
        const { epoch, snapshot } = effect;
        assert.ok(snapshot.version <= this.version);
        assert.ok(session.kind === 'open' && snapshot.version >= session.hello.version, 'nothing older than the hello');
        if (epoch === this.newest.epoch) assert.ok(snapshot.version >= this.newest.version, 'state goes one way (FL6)');
        if (epoch >= this.newest.epoch) this.newest = { epoch, version: snapshot.version };
      }
    }
  }

  /** Moves one message; false when there is none. */
  deliver(on: Connection, up: boolean): boolean {
    if (up) {
      const message = on.up.shift();
      if (message !== undefined) {
        this.combinatorStep(on, { kind: 'heard' });
        this.combinatorStep(on, { kind: 'message', message });
      }
      return message !== undefined;
    }
    const message = on.down.shift();
    if (message !== undefined) {
      this.machineStep(on, { kind: 'heard' });
      this.machineStep(on, { kind: 'message', message });
    }
    return message !== undefined;
  }

  /** A message of an earlier connection turns up in this one, perhaps not for the last time. */
  haunt(on: Connection, pick: number, again: boolean): void {
    if (this.limbo.length === 0 || on.cut) return;
    const [ghost] = again ? [this.limbo[pick % this.limbo.length]] : this.limbo.splice(pick % this.limbo.length, 1);
    if (ghost === undefined) return;
    if ('up' in ghost) on.up.splice(pick % (on.up.length + 1), 0, ghost.up);
    else on.down.splice(pick % (on.down.length + 1), 0, ghost.down);
  }

  pass(ms: number): void {
    this.now += ms;
    for (const on of this.connections) {
      if ((machineSessionWakeAt(on.machine) ?? Infinity) <= this.now) this.machineStep(on, { kind: 'tick' });
      if ((combinatorSessionWakeAt(on.combinator) ?? Infinity) <= this.now) this.combinatorStep(on, { kind: 'tick' });
    }
  }

  /** Faults over: one fresh connection and nothing lost. */
  settle(): Connection {
    this.connect();
    const on = this.connections.at(-1) ?? assert.fail();
    while (this.deliver(on, true) || this.deliver(on, false));
    return on;
  }
}

const connectionOf = (world: World, pick: number): Connection =>
  world.connections[world.connections.length - 1 - (pick % Math.min(3, world.connections.length))] ?? assert.fail();

const act = fc.oneof(
  { weight: 25, arbitrary: fc.record({ do: fc.constant('deliver' as const), pick: fc.nat(1), up: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('connect' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('haunt' as const), pick: fc.nat(50), again: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('change' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('command' as const), pick: fc.nat(2), old: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), pick: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(6_000) }) },
);

describe('both sides of a link', () => {
  test('[WI4] [I11] lost, doubled, late and reordered messages across reconnects: only the newest epoch is obeyed, and in the end both agree', () => {
    let obeyed = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.array(act, { maxLength: 120, size: 'max' }), (acts) => {
        const world = new World();
        world.connect();
        for (const each of acts) {
          switch (each.do) {
            case 'deliver':
              world.deliver(connectionOf(world, each.pick), each.up);
              break;
            case 'connect':
              world.connect();
              break;
            case 'haunt':
              world.haunt(connectionOf(world, 0), each.pick, each.again);
              break;
            case 'change':
              world.version++;
              world.machineStep(connectionOf(world, 0), { kind: 'changed' });
              break;
            case 'command': {
              const epoch = Math.max(0, world.databaseEpoch - each.old);
              const envelope = sampleEnvelope(epoch, { kind: 'stop', stopNumber: 1 });
              world.combinatorStep(connectionOf(world, each.pick), { kind: 'command', envelope });
              break;
            }
            case 'stop':
              world.combinatorStep(connectionOf(world, each.pick), { kind: 'stop', stopNumber: 1 });
              break;
            case 'pass':
              world.pass(each.ms);
          }
        }
        const last = world.settle();
        assert.equal(last.machine.kind, 'open');
        assert.equal(last.combinator.kind, 'open');
        assert.deepEqual(world.newest, { epoch: world.highestEpoch, version: world.version });
        obeyed += world.obeyed;
        refused += world.refused;
      }),
      { numRuns: 1_500 },
    );
    // A world in which nothing ever happens would prove nothing.
    assert.ok(obeyed > 500 && refused > 50, `${obeyed} obeyed, ${refused} refused`);
  });
});
