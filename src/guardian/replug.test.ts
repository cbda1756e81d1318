import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type FakeBoard, FakeHost } from './fixtures/fake-host.ts';
import { TestHost, until } from './fixtures/host.ts';
import { PtyPrinter } from './fixtures/pty-printer.ts';
import type { MachineState, Push } from './protocol.ts';

const isOpen = (state: MachineState): boolean => state.state === 'running' && state.port.kind === 'open';
const waits =
  (reason: RegExp) =>
  ({ port }: MachineState): boolean =>
    port.kind === 'retrying' && reason.test(port.reason);

/** A printer at a USB cable: unplugged, its device file and its pseudo terminal are gone. */
class UsbPrinter implements Disposable {
  readonly #host: FakeHost;
  readonly #pty: PtyPrinter;
  #tty = '';

  constructor(host: FakeHost, name: string) {
    this.#host = host;
    this.#pty = new PtyPrinter(join(host.root, name));
  }

  async plug(board: FakeBoard): Promise<void> {
    await this.#pty.plug();
    this.#tty = board.tty;
    this.#host.plug({ ...board, device: this.#pty.device });
  }

  unplug(): void {
    this.#host.unplug(this.#tty);
    this.#pty.unplug();
  }

  /** Sees to it that what is open leads to this printer. */
  async answers(): Promise<void> {
    const word = `echo ${this.#tty}\n`;
    this.#pty.send(word);
    await until(`the echo over ${this.#tty}`, () => this.#pty.received.includes(word));
  }

  get received(): string {
    return this.#pty.received;
  }

  [Symbol.dispose](): void {
    this.#pty[Symbol.dispose]();
  }
}

describe('[F22] a printer that was plugged out', () => {
  test('comes back without a click under another kernel name, and no stranger gets its lines', async () => {
    using usb = new FakeHost();
    await using host = new TestHost(usb.root);
    using printer = new UsbPrinter(usb, 'printer');
    using stranger = new UsbPrinter(usb, 'stranger');
    await printer.plug({ tty: 'ttyUSB0', serial: 'A1', socket: '1-1' });
    const { link } = await host.guardian();
    await link.ensureMachine(host.wish('p1', { kind: 'tty', path: usb.device('ttyUSB0'), baud: 115_200 }));
    const before = await host.untilState(link, 'p1', isOpen);
    await printer.answers();

    printer.unplug();
    await stranger.plug({ tty: 'ttyUSB0', serial: 'B2', socket: '1-2' });
    await host.untilState(link, 'p1', waits(/another board now.*\(B2\) where .*\(A1\) was/));

    await printer.plug({ tty: 'ttyUSB1', serial: 'A1', socket: '1-3' });
    const after = await host.untilState(link, 'p1', isOpen);
    assert.notEqual(after.port, before.port);
    await printer.answers();
    assert.equal(stranger.received, '');
  });

  test('is known again by a guardian that was not there when it was opened', async () => {
    using usb = new FakeHost();
    await using host = new TestHost(usb.root);
    using printer = new UsbPrinter(usb, 'printer');
    using stranger = new UsbPrinter(usb, 'stranger');
    await printer.plug({ tty: 'ttyACM0', serial: 'A1', socket: '1-1' });
    const first = await host.guardian();
    await first.link.ensureMachine(host.wish('p1', { kind: 'tty', path: usb.device('ttyACM0'), baud: 115_200 }));
    const { pid } = await host.untilState(first.link, 'p1', isOpen);
    process.kill(pid ?? 0, 'SIGSTOP');
    first.process.kill('SIGKILL');
    // As long as it dies, its socket takes connections that nobody answers.
    await once(first.process, 'exit');
    process.kill(pid ?? 0, 'SIGKILL');
    printer.unplug();
    await stranger.plug({ tty: 'ttyACM0', serial: 'B2', socket: '1-2' });
    const { link } = await host.guardian();
    await host.untilState(link, 'p1', waits(/another board now/));
    await printer.plug({ tty: 'ttyACM1', serial: 'A1', socket: '1-4' });
    await host.untilState(link, 'p1', isOpen);
    await printer.answers();
    assert.equal(stranger.received, '');
  });

  test('and has no serial number is not mistaken for its twin, and known again by its socket', async () => {
    using usb = new FakeHost();
    await using host = new TestHost(usb.root);
    using printer = new UsbPrinter(usb, 'printer');
    using twin = new UsbPrinter(usb, 'twin');
    await printer.plug({ tty: 'ttyUSB0', socket: '1-1' });
    const { link } = await host.guardian();
    const path = usb.byId('usb-1a86_USB_Serial-if00-port0');
    await link.ensureMachine(host.wish('p1', { kind: 'tty', path, baud: 115_200 }));
    await host.untilState(link, 'p1', isOpen);
    printer.unplug();
    await twin.plug({ tty: 'ttyUSB0', socket: '1-2' });
    await host.untilState(link, 'p1', waits(/in another socket/));
    await printer.plug({ tty: 'ttyUSB1', socket: '1-1' });
    await host.untilState(link, 'p1', isOpen);
    await printer.answers();
    assert.equal(twin.received, '');
  });

  test('a new printer whose name two boards bear is asked about, with the names that tell them apart', async () => {
    using usb = new FakeHost();
    usb.plug({ tty: 'ttyUSB0', socket: '1-1' });
    usb.plug({ tty: 'ttyUSB1', socket: '1-2' });
    await using host = new TestHost(usb.root);
    const { link } = await host.guardian();
    const path = usb.byId('usb-1a86_USB_Serial-if00-port0');
    await link.ensureMachine(host.wish('p1', { kind: 'tty', path, baud: 115_200 }));
    await host.untilState(link, 'p1', waits(/name of 2 boards; choose one of .*by-path.* and .*by-path/));
  });
});

describe('[CO5] the ports of a host', () => {
  test('are told to those who watch, at once and when one comes and goes', async () => {
    using usb = new FakeHost();
    usb.plug({ tty: 'ttyUSB0', serial: 'A1' });
    await using host = new TestHost(usb.root);
    const told: string[] = [];
    const { link } = await host.guardian((push: Push) => {
      if (push.push === 'ports') told.push(push.ports.map(({ usb: board }) => board?.serialNumber).join());
    });
    await link.watch();
    await until('the ports that are there', () => told.at(-1) === 'A1');
    usb.plug({ tty: 'ttyUSB1', serial: 'B2', socket: '1-2' });
    await until('the second board', () => told.at(-1) === 'A1,B2');
    usb.unplug('ttyUSB0');
    await until('the first to be gone', () => told.at(-1) === 'B2');
  });
});
