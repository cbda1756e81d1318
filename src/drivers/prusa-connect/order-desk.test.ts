import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { LoopClock } from '#drivers/fixtures/loop-clock';
import { Unreachable } from '#drivers/network-trouble';
import { CameraStills } from './camera-stills.ts';
import { FileOffers } from './file-offers.ts';
import { NotFetched, OrderDesk } from './order-desk.ts';
import { PrinterLine } from './printer-line.ts';
import { order } from './protocol/commands.ts';
import { ANSWER_MS, FETCH_MS } from './timing.ts';

const START = order('START_PRINT', { path: '/usb/a.gcode' });

function open(clock: LoopClock): { readonly desk: OrderDesk; readonly dropped: () => number } {
  let dropped = 0;
  return { desk: new OrderDesk(clock, 1, { ring: () => {}, drop: () => dropped++ }), dropped: () => dropped };
}

test('[BE1] a start that was handed out and is given up is dropped with what carries it; a question is not', async () => {
  using clock = new LoopClock();
  const { desk, dropped } = open(clock);
  const question = desk.send(order('SEND_INFO'));
  assert.notEqual(desk.fetch(), null);
  await assert.rejects(question, Unreachable);
  assert.equal(dropped(), 0);
  const late = desk.send(START);
  assert.notEqual(desk.fetch(), null);
  await assert.rejects(late, Unreachable);
  assert.equal(dropped(), 1);
  const blind = desk.send(START);
  assert.notEqual(desk.fetch(), null);
  desk.giveUp('The printer is out of sight.');
  await assert.rejects(blind, Unreachable);
  assert.equal(dropped(), 2);
  assert.ok(clock.monotonic() < 20 * ANSWER_MS);
});

test('[BE1] an order that lay while the host slept or stood still is not handed out behind it, though its timer is late', async () => {
  for (const passes of ['sleep', 'standStill'] as const) {
    using clock = new LoopClock();
    const { desk } = open(clock);
    const start = desk.send(START);
    clock[passes](FETCH_MS);
    assert.equal(desk.fetch(), null, passes);
    await assert.rejects(start, NotFetched);
  }
});

test('[BE1] a line that is dropped is reset, and delivers nothing that it still holds', async () => {
  using clock = new LoopClock();
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  await using line = new PrinterLine(
    {
      admits: () => true,
      heard: () => {},
      fetch: () => ({ id: 1, order: START }),
      registers: () => null,
      tokenFor: () => null,
    },
    new FileOffers(),
    new CameraStills(clock, 'token', () => true),
  );
  await line.listen(port, '127.0.0.1');
  const printer = connect(port, '127.0.0.1');
  printer.write('POST /p/telemetry HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}');
  const [answer] = (await once(printer, 'data')) as [Buffer];
  assert.match(String(answer), /START_PRINT/);
  line.drop();
  await assert.rejects(once(printer, 'close'), { code: 'ECONNRESET' });
});
