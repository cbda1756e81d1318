import assert from 'node:assert/strict';
import { constants, openSync } from 'node:fs';
import { describe, test } from 'node:test';
import { systemClock } from '#lib/clock';
import type { HeldPort } from '#drivers/driver';
import { type SerialLine, openLine, releaseLine } from './serial-line.ts';
import { type Pty, type PtyReader, openPty } from './simulator/pty.ts';

/** A tty whose other end is read by hand, so that its buffer can be full. */
class Cable implements Disposable {
  readonly pty: Pty;
  readonly port: HeldPort;
  readonly heard: string[] = [];
  gone: string | null = null;
  #wake: () => void = () => {};
  #plugged = true;

  private constructor(pty: Pty) {
    this.pty = pty;
    const fd = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    this.port = { kind: 'tty', fd, session: pty.path, touched: false, unreadMs: 0 };
  }

  static async plug(): Promise<Cable> {
    return new Cable(await openPty());
  }

  line(): SerialLine {
    return openLine(this.port, systemClock, {
      bytes: (chunk) => {
        this.heard.push(Buffer.from(chunk).toString());
        this.#wake();
      },
      gone: (reason) => {
        this.gone = reason;
        this.#wake();
      },
    });
  }

  async until(happened: () => boolean): Promise<void> {
    while (!happened()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Reads at the printer's end until `enough`. */
  async printed(enough: (text: string) => boolean): Promise<string> {
    let text = '';
    await new Promise<void>((resolve) => {
      const reader = this.pty.read(
        (chunk) => {
          text += Buffer.from(chunk).toString();
          if (enough(text)) resolve();
        },
        () => resolve(),
      );
      this.#readers.push(reader);
    });
    return text;
  }

  readonly #readers: PtyReader[] = [];

  pull(): void {
    for (const reader of this.#readers) reader.close();
    if (this.#plugged) this.pty.close();
    this.#plugged = false;
  }

  [Symbol.dispose](): void {
    releaseLine(this.port.fd);
    this.pull();
  }
}

describe('a tty', () => {
  test('what a full kernel buffer does not take waits and goes on in order', async () => {
    using cable = await Cable.plug();
    const line = cable.line();
    const lines = Array.from({ length: 1_500 }, (_, k) => `N${k} G1 X${k}*1\n`);
    for (const each of lines) line.write(each);
    const text = await cable.printed((got) => got.includes('N1499 '));
    assert.equal(text, lines.join(''));
    line[Symbol.dispose]();
  });

  test('[MA5] [I6] a stop goes past what waits, and instead of it', async () => {
    using cable = await Cable.plug();
    const line = cable.line();
    for (let k = 0; k < 1_500; k++) line.write(`N${k} G1 X${k}*1\n`);
    line.writeNow(Buffer.from('\nM112\n'));
    const text = await cable.printed((got) => got.includes('M112'));
    assert.ok(!text.includes('N1499 '), 'what waited is never sent');
    assert.match(text, /\nM112\n$/);
    line[Symbol.dispose]();
  });

  test('the descriptor outlives a driver, and the next one hears what came meanwhile', async () => {
    using cable = await Cable.plug();
    const first = cable.line();
    cable.pty.write(Buffer.from('ok\n'));
    await cable.until(() => cable.heard.join('') === 'ok\n');
    first[Symbol.dispose]();
    cable.pty.write(Buffer.from('wait\n'));
    using _second = cable.line();
    await cable.until(() => cable.heard.join('') === 'ok\nwait\n');
  });

  test('[DR5] a pulled cable is told once', async () => {
    using cable = await Cable.plug();
    const line = cable.line();
    cable.pull();
    await cable.until(() => cable.gone !== null);
    line.write('M105\n');
    line[Symbol.dispose]();
  });

  test('[DR5] whichever notices first that the cable was pulled, the reading or the writing, says the same', async () => {
    using cable = await Cable.plug();
    const line = cable.line();
    cable.pull();
    line.write('M105\n');
    await cable.until(() => cable.gone !== null);
    assert.match(cable.gone ?? '', /the printer was unplugged/);
    line[Symbol.dispose]();
  });
});
