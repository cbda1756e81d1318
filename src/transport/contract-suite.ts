import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Channel, type Dialer, HIGH_WATER_BYTES, type Listener } from './channel.ts';

/** One place to dial and to listen, fresh for each test. */
export interface Stage extends AsyncDisposable {
  readonly dialer: Dialer;
  listen(onChannel: (channel: Channel) => void): Promise<Listener>;
  /** Lets bytes move until it is so. */
  until(isSo: () => boolean): Promise<void>;
}

/** One end as a test watches it. */
interface End {
  readonly channel: Channel;
  /** Begins to read. */
  read(): void;
  readonly received: () => Buffer;
  readonly closed: readonly string[];
  readonly drains: () => number;
}

function watch(channel: Channel): End {
  const parts: Uint8Array[] = [];
  const closed: string[] = [];
  let drains = 0;
  channel.onClose((reason) => closed.push(reason));
  channel.onDrain(() => drains++);
  return {
    channel,
    read: () => channel.onBytes((bytes) => parts.push(bytes.slice())),
    received: () => Buffer.concat(parts),
    closed,
    drains: () => drains,
  };
}

interface Pair extends AsyncDisposable {
  readonly dialed: End;
  readonly accepted: End;
  readonly listener: Listener;
}

async function connect(stage: Stage, signal = new AbortController().signal): Promise<Pair> {
  const accepted: Channel[] = [];
  const listener = await stage.listen((channel) => accepted.push(channel));
  const dialed = watch(await stage.dialer(signal));
  await stage.until(() => accepted.length === 1);
  const [other] = accepted;
  assert.ok(other !== undefined);
  const end = watch(other);
  return {
    dialed,
    accepted: end,
    listener,
    async [Symbol.asyncDispose]() {
      dialed.channel.close();
      end.channel.close();
      await listener[Symbol.asyncDispose]();
    },
  };
}

const numbered = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255));

/** What every transport must keep (WI1). */
export function channelContract(transport: string, setStage: () => Promise<Stage>): void {
  describe(`[WI1] a ${transport} channel`, () => {
    test('delivers both ways, in order and without gaps, however the bytes were cut', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 40 }), async (messages) => {
          await using stage = await setStage();
          await using pair = await connect(stage);
          const { dialed, accepted } = pair;
          dialed.read();
          accepted.read();
          const whole = Buffer.concat(messages);
          for (const message of messages) {
            dialed.channel.send(message.slice());
            accepted.channel.send(message.slice());
          }
          await stage.until(
            () => dialed.received().length >= whole.length && accepted.received().length >= whole.length,
          );
          assert.deepEqual(dialed.received(), whole);
          assert.deepEqual(accepted.received(), whole);
        }),
        { numRuns: 15 },
      );
    });

    test('delivers 2,000 sends of one byte', async () => {
      await using stage = await setStage();
      await using pair = await connect(stage);
      const { dialed, accepted } = pair;
      accepted.read();
      const whole = numbered(2_000);
      for (const byte of whole) dialed.channel.send(Uint8Array.of(byte));
      await stage.until(() => accepted.received().length === whole.length);
      assert.deepEqual(accepted.received(), whole);
    });

    test('delivers one send of 16 MiB', async () => {
      await using stage = await setStage();
      await using pair = await connect(stage);
      const { dialed, accepted } = pair;
      const whole = randomBytes(16 * 1024 * 1024);
      const wanted = createHash('sha256').update(whole).digest('hex');
      const hash = createHash('sha256');
      let bytes = 0;
      accepted.channel.onBytes((part) => {
        hash.update(part);
        bytes += part.length;
      });
      dialed.channel.send(whole);
      await stage.until(() => bytes >= whole.length);
      assert.equal(hash.digest('hex'), wanted);
      assert.deepEqual(dialed.closed, []);
    });

    test('says when it holds too much, how much, and when that has gone', async () => {
      await using stage = await setStage();
      await using pair = await connect(stage);
      const { dialed, accepted } = pair;
      let sent = 0;
      while (dialed.channel.send(numbered(16_384))) {
        sent += 16_384;
        assert.ok(sent < 8 * 1024 * 1024, 'nobody reads, and it takes everything');
      }
      sent += 16_384;
      assert.ok(dialed.channel.bufferedBytes > HIGH_WATER_BYTES / 2 && dialed.channel.bufferedBytes <= sent);
      assert.equal(dialed.drains(), 0);
      accepted.read();
      await stage.until(() => accepted.received().length === sent && dialed.drains() > 0);
      assert.equal(dialed.channel.bufferedBytes, 0);
      assert.equal(dialed.drains(), 1);
      assert.equal(dialed.channel.send(Uint8Array.of(1)), true);
    });

    test('keeps for a late reader what came before it', async () => {
      await using stage = await setStage();
      await using pair = await connect(stage);
      const { dialed, accepted } = pair;
      dialed.channel.send(numbered(1_000));
      await new Promise((resolve) => setImmediate(resolve));
      accepted.read();
      await stage.until(() => accepted.received().length === 1_000);
    });

    test('delivers the last words of who closes, tells each side once, and each its own reason', async () => {
      await using stage = await setStage();
      await using pair = await connect(stage);
      const { dialed, accepted } = pair;
      accepted.read();
      dialed.read();
      dialed.channel.send(numbered(100_000));
      dialed.channel.close('had enough');
      assert.deepEqual(dialed.closed, [], 'not inside of the call');
      await stage.until(() => accepted.closed.length > 0 && dialed.closed.length > 0);
      assert.equal(accepted.received().length, 100_000);
      assert.deepEqual(dialed.closed, ['had enough']);
      assert.deepEqual(accepted.closed, ['closed by peer']);
      dialed.channel.close('again');
      accepted.channel.close('again');
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(dialed.closed.length + accepted.closed.length, 2);
    });

    test('takes nothing after its end, without an exception, and tells a late listener of it', async () => {
      await using stage = await setStage();
      await using pair = await connect(stage);
      const { dialed, accepted } = pair;
      accepted.read();
      dialed.channel.close();
      await stage.until(() => accepted.closed.length > 0);
      for (const { channel } of [dialed, accepted]) assert.equal(channel.send(numbered(10)), false);
      const late: string[] = [];
      const another = await stage.dialer(new AbortController().signal);
      another.close('soon');
      await new Promise((resolve) => setImmediate(resolve));
      another.onClose((reason) => late.push(reason));
      await stage.until(() => late.length > 0);
      assert.deepEqual(late, ['soon']);
      assert.equal(accepted.received().length, 0);
    });

    test('reads nothing more once it is closed here', async () => {
      await using stage = await setStage();
      await using pair = await connect(stage);
      const { dialed, accepted } = pair;
      dialed.read();
      accepted.read();
      accepted.channel.send(numbered(1_000));
      dialed.channel.close();
      await stage.until(() => accepted.closed.length > 0);
      assert.equal(dialed.received().length, 0);
    });

    test('ends at its own side at once, also when the other reads nothing and says nothing', async () => {
      await using stage = await setStage();
      await using pair = await connect(stage);
      const { dialed, accepted } = pair;
      while (dialed.channel.send(numbered(65_536)));
      assert.deepEqual([...dialed.closed, ...accepted.closed], [], 'half open is nothing that a channel notices');
      dialed.channel.close('too slow');
      await stage.until(() => dialed.closed.length > 0);
      assert.deepEqual(dialed.closed, ['too slow']);
    });

    test('is reached by a dialer that began before anybody listened', async () => {
      await using stage = await setStage();
      const dialing = stage.dialer(new AbortController().signal);
      const early = await Promise.race([dialing, new Promise((resolve) => setTimeout(resolve, 30, 'nobody'))]);
      assert.equal(early, 'nobody');
      const accepted: Channel[] = [];
      await using _ = await stage.listen((channel) => accepted.push(channel));
      const dialed = await dialing;
      await stage.until(() => accepted.length === 1);
      dialed.close();
      accepted[0]?.close();
    });

    test('is another one after each dial, also after the listener went and came back', async () => {
      await using stage = await setStage();
      {
        await using pair = await connect(stage);
        pair.dialed.channel.send(numbered(10));
      }
      await using pair = await connect(stage);
      const { dialed, accepted } = pair;
      accepted.read();
      dialed.channel.send(numbered(3));
      await stage.until(() => accepted.received().length >= 3);
      assert.deepEqual(accepted.received(), numbered(3));
    });

    test('of two dials, each has its own bytes and its own end', async () => {
      await using stage = await setStage();
      const accepted: End[] = [];
      await using _ = await stage.listen((channel) => accepted.push(watch(channel)));
      const first = watch(await stage.dialer(new AbortController().signal));
      await stage.until(() => accepted.length === 1);
      const second = watch(await stage.dialer(new AbortController().signal));
      await stage.until(() => accepted.length === 2);
      for (const each of accepted) each.read();
      first.channel.send(Uint8Array.of(1));
      second.channel.send(Uint8Array.of(2));
      await stage.until(() => accepted.every((each) => each.received().length === 1));
      assert.deepEqual(
        accepted.map((each) => each.received()[0]),
        [1, 2],
      );
      first.channel.close();
      await stage.until(() => accepted[0]?.closed.length === 1);
      assert.deepEqual(accepted[1]?.closed, []);
      second.channel.close();
    });

    test('is given up when the signal says so, before, during and not after the dial', async () => {
      await using stage = await setStage();
      const reason = new Error('enough');
      await assert.rejects(stage.dialer(AbortSignal.abort(reason)), reason);
      const during = new AbortController();
      const dialing = stage.dialer(during.signal);
      setImmediate(() => during.abort(reason));
      await assert.rejects(dialing, reason);
      const after = new AbortController();
      await using pair = await connect(stage, after.signal);
      after.abort(reason);
      pair.accepted.read();
      pair.dialed.channel.send(numbered(5));
      await stage.until(() => pair.accepted.received().length === 5);
    });
  });
}
