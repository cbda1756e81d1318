import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { openTestServer } from '../../src/combinator/api/fixtures/test-server.ts';

interface Uploading {
  readonly done: Promise<{ readonly digest: string; readonly duplicate: boolean }>;
  readonly abort: () => void;
}

/** The page's own module, as the browser runs it; it knows a browser's globals, which are given to it below. */
const page = (await import(new URL('../../web/src/library/resumable-upload.ts', import.meta.url).href)) as {
  uploadInPieces(file: File, folder: string, progress: (sent: number) => void): Uploading;
};

/** A cable between browser and server that breaks behind so many bytes of the way there, once for each number. */
async function brokenCable(port: number, breaks: number[]) {
  const sockets = new Set<Socket>();
  let broken = 0;
  const own = (): number => (server.address() as AddressInfo).port;
  const server = createServer((browser) => {
    const farm = connect(port, '127.0.0.1');
    for (const socket of [browser, farm]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    let passed = 0;
    browser.on('data', (sent: Buffer) => {
      // The farm answers to its own name alone.
      const bytes = Buffer.from(
        sent.toString('latin1').replaceAll(`127.0.0.1:${own()}`, `127.0.0.1:${port}`),
        'latin1',
      );
      passed += bytes.length;
      const [next] = breaks;
      if (next === undefined || passed <= next) return void farm.write(bytes);
      breaks.shift();
      broken++;
      // The last bytes arrive, and nobody hears of it.
      farm.end(bytes.subarray(0, bytes.length - (passed - next)));
      browser.destroy();
    });
    farm.pipe(browser);
    browser.on('end', () => farm.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: own(),
    broken: () => broken,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a browser gives to a page at this address. */
function browserAt(address: string, stored: Map<string, string>) {
  const asked: string[] = [];
  const { fetch } = globalThis;
  const globals = {
    localStorage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
      removeItem: (key: string) => void stored.delete(key),
    },
    window: { location: new URL(address) },
    fetch: (path: string, init: RequestInit = {}) => {
      asked.push(`${init.method ?? 'GET'} ${path.replace(/[^/]+$/, (id) => (id === 'tus' ? id : '…'))}`);
      return fetch(new URL(path, address), init);
    },
  };
  const before = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  return {
    asked,
    [Symbol.dispose]() {
      for (const [name, descriptor] of before)
        if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, descriptor);
    },
  };
}

/** Of two pieces, each of its own bytes. */
const content = Buffer.concat([
  Buffer.from('; by hand\nG28\nG1 X1 F3000\n'),
  Buffer.from(
    randomBytes(6_000_000)
      .toString('hex')
      .replace(/(.{60})/g, ';$1\n'),
  ),
]);
const digest = createHash('sha256').update(content).digest('hex');
const file = (): File => new File([content], 'Würfel groß.gcode', { lastModified: 7 });

test('an upload goes on where the connection broke in the middle of a piece, and arrives whole, once', async () => {
  await using server = await openTestServer();
  await using cable = await brokenCable(Number(new URL(server.address).port), [3_000_000, 5_000_000]);
  using browser = browserAt(`http://127.0.0.1:${cable.port}`, new Map());
  const told: number[] = [];
  const done = await page.uploadInPieces(file(), '', (sent) => told.push(sent)).done;
  assert.deepEqual([done.digest, done.duplicate], [digest, false]);
  assert.equal(cable.broken(), 2);
  assert.equal(browser.asked.filter((each) => each.startsWith('POST')).length, 1, 'one upload');
  assert.equal(
    browser.asked.filter((each) => each.startsWith('HEAD')).length,
    2,
    'asked where it stands after each break',
  );
  assert.equal(told.at(-1), content.length);
  const stored = await fetch(`${server.address}/api/files/${digest}`);
  assert.equal(
    createHash('sha256')
      .update(Buffer.from(await stored.arrayBuffer()))
      .digest('hex'),
    digest,
  );
});

test('dropped again after the page was closed, it goes on with the piece that was missing; one that is cancelled leaves nothing', async () => {
  await using server = await openTestServer();
  const stored = new Map<string, string>();
  using browser = browserAt(server.address, stored);
  const first = page.uploadInPieces(file(), '', (sent) => {
    if (sent > 0) closed.resolve();
  });
  const closed = Promise.withResolvers<void>();
  first.done.catch(() => {});
  await closed.promise;
  const kept = new Map(stored);
  // A page that is closed tells nobody: its requests end, and what it has noted stays.
  const { asked } = browser;
  first.abort();
  await assert.rejects(first.done, { code: 'upload-cancelled' });
  assert.equal(stored.size, 0);
  assert.equal(asked.at(-1)?.startsWith('DELETE'), true);
  for (const [key, url] of kept) stored.set(key, url);
  const done = await page.uploadInPieces(file(), '', () => {}).done;
  assert.equal(done.digest, digest);
  assert.equal(asked.filter((each) => each.startsWith('POST')).length, 2, 'what is gone is begun anew');
});
