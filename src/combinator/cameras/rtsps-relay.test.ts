import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { openTestRtsp } from './fixtures/test-rtsp.ts';
import { NotRtsp, RtspReader } from './rtsp-reader.ts';
import { openRtspsRelay } from './rtsps-relay.ts';
import { NoPicture } from './source.ts';

const LOGIN = { user: 'bblp', password: 'code' };
/** Eight packets of a transport stream, recognisable. */
const STREAM = Buffer.alloc(188 * 8, 0x47);
const never = new AbortController().signal;

/** What ffmpeg is to a relay: one plain connection, requests with numbers of its own. */
class Player {
  readonly heard: string[] = [];
  frames = 0;
  isOver = false;
  readonly #socket: Socket;
  #number = 40;
  #wake = (): void => {};

  constructor(url: string) {
    this.#socket = connect(Number(new URL(url).port), '127.0.0.1');
    const reader = new RtspReader();
    this.#socket.on('data', (piece: Buffer) => {
      for (const item of reader.push(piece)) {
        if (item.kind === 'frames') this.frames++;
        else this.heard.push(`${item.lines[0]?.split(' ')[1]} ${item.lines.find((line) => /^cseq/i.test(line))}`);
      }
      this.#wake();
    });
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => {
      this.isOver = true;
      this.#wake();
    });
  }

  /** Resolves with how it was answered, such as `200 CSeq: 41`. */
  async ask(method: string, uri: string, ...headers: readonly string[]): Promise<string | undefined> {
    const count = this.heard.length;
    this.#socket.write([`${method} ${uri} RTSP/1.0`, `CSeq: ${++this.#number}`, ...headers, '', ''].join('\r\n'));
    await this.until(() => this.heard.length > count || this.isOver);
    return this.heard[count];
  }

  async until(turn: () => boolean): Promise<void> {
    while (!turn()) {
      const woken = Promise.withResolvers<void>();
      this.#wake = () => woken.resolve();
      await woken.promise;
    }
  }

  end(): void {
    this.#socket.destroy();
  }
}

const sourceAt = (port: number, password = LOGIN.password) => {
  return { url: `rtsps://127.0.0.1:${port}/live/1?a=b`, username: LOGIN.user, password };
};

describe('the relay to a camera behind RTSPS', () => {
  test('[CA1] one connection: the player speaks plainly and without a login, the camera hears its own address and a digest', async () => {
    await using camera = await openTestRtsp(STREAM, { ...LOGIN, tls: true });
    await using relay = await openRtspsRelay(sourceAt(camera.port), never);
    assert.match(relay.url, /^rtsp:\/\/127\.0\.0\.1:\d+\/live\/1\?a=b$/);
    assert.match(relay.fingerprint, /^[0-9A-F]{64}$/);
    const player = new Player(relay.url);
    assert.equal(await player.ask('OPTIONS', relay.url), '200 CSeq: 41');
    assert.equal(await player.ask('DESCRIBE', relay.url, 'Accept: application/sdp'), '200 CSeq: 42');
    const track = `rtsps://127.0.0.1:${camera.port}/live/1/track1`;
    const udp = 'Transport: RTP/AVP/UDP;unicast;client_port=6970-6971';
    assert.equal(await player.ask('SETUP', track, udp), '461 CSeq: 43');
    assert.equal(await player.ask('SETUP', track, 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1'), '200 CSeq: 44');
    assert.equal(await player.ask('PLAY', relay.url, 'Session: 7'), '200 CSeq: 45');
    await player.until(() => player.frames > 3);
    assert.deepEqual(camera.asked, ['OPTIONS 200', 'DESCRIBE 401', 'DESCRIBE 200', 'SETUP 200', 'PLAY 200']);
    assert.equal(camera.connections(), 1);
    const late = connect(Number(new URL(relay.url).port), '127.0.0.1');
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED', 'nobody else comes in');
    player.end();
    while (camera.connections() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test('[CA1] a wrong code is the player’s answer, asked once; a camera that hangs up ends the player', async () => {
    await using camera = await openTestRtsp(STREAM, { ...LOGIN, tls: true });
    await using relay = await openRtspsRelay(sourceAt(camera.port, 'another'), never);
    const player = new Player(relay.url);
    assert.equal(await player.ask('DESCRIBE', relay.url), '401 CSeq: 41');
    assert.deepEqual(camera.asked, ['DESCRIBE 401', 'DESCRIBE 401']);
    await camera[Symbol.asyncDispose]();
    await player.until(() => player.isOver);
  });

  test('[CA1] to another certificate nothing is told, and no port is opened; one that nobody answers at is told', async () => {
    await using camera = await openTestRtsp(STREAM, { ...LOGIN, tls: true });
    const stranger = { fingerprint: '00'.repeat(32), believed: () => assert.fail('it is none') };
    await assert.rejects(
      openRtspsRelay({ ...sourceAt(camera.port), certificate: stranger }, never),
      (error) => error instanceof NoPicture && /another certificate.*nothing was told/.test(error.message),
    );
    assert.deepEqual(camera.asked, []);
    const { port } = camera;
    await camera[Symbol.asyncDispose]();
    await assert.rejects(openRtspsRelay(sourceAt(port), never), /cannot be reached \(ECONNREFUSED\)/);
  });
});

describe('RTSP in pieces', () => {
  test('[DR12] messages and frames are the same however they are cut', () => {
    const text = 'RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\n$abc';
    const frame = Buffer.from([0x24, 0, 0, 3, 0x0d, 0x0a, 0x24]);
    const whole = Buffer.concat([
      frame,
      frame,
      Buffer.from(`${text}\r\n`),
      frame,
      Buffer.from('TEARDOWN * RTSP/1.0\r\n\r\n'),
    ]);
    const read = (size: number): string => {
      const reader = new RtspReader();
      let told = '';
      for (let at = 0; at < whole.length; at += size)
        for (const item of reader.push(whole.subarray(at, at + size)))
          told +=
            item.kind === 'frames' ? item.bytes.toString('hex') : `(${item.lines.join('|')}|${item.body.toString()})`;
      return told;
    };
    const expected = read(whole.length);
    assert.match(expected, /\(RTSP\/1\.0 200 OK\|CSeq: 1\|Content-Length: 4\|\$abc\).*\(TEARDOWN \* RTSP\/1\.0\|\)$/);
    for (let size = 1; size < whole.length; size++) assert.equal(read(size), expected, `pieces of ${size}`);
  });

  test('[DR12] what is no RTSP ends before it fills memory', () => {
    assert.throws(() => new RtspReader().push(Buffer.alloc(17 * 1024, 'x')), NotRtsp);
    assert.throws(() => new RtspReader().push(Buffer.from('A b c\r\nContent-Length: 9999999\r\n\r\n')), NotRtsp);
  });
});
