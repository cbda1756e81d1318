import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { createSmallLog } from '#lib/small-log';
import { openTestServer } from '../../src/combinator/api/fixtures/test-server.ts';
import { feed, SEED } from './how-long.ts';
import { mutants } from './mutate.ts';

/** Whole requests; HOST and UPLOAD stand for what this server is called, and for an upload that it waits for. */
const request = (head: readonly string[], body = ''): Buffer => Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
const GCODE = 'G28\nG1 X1 E1\n';
const tus = [
  request([
    'POST /library/tus HTTP/1.1',
    'Host: HOST',
    'Tus-Resumable: 1.0.0',
    'Upload-Length: 13',
    'Upload-Metadata: filename YS5nY29kZQ==,folder Yg==',
    'Content-Length: 0',
  ]),
  request(
    [
      'PATCH /library/tus/UPLOAD HTTP/1.1',
      'Host: HOST',
      'Tus-Resumable: 1.0.0',
      'Upload-Offset: 0',
      'Content-Type: application/offset+octet-stream',
      `Content-Length: ${GCODE.length}`,
    ],
    GCODE,
  ),
  request(['HEAD /library/tus/UPLOAD HTTP/1.1', 'Host: HOST', 'Tus-Resumable: 1.0.0']),
  request(['DELETE /library/tus/UPLOAD HTTP/1.1', 'Host: HOST', 'Tus-Resumable: 1.0.0']),
];
const form = `--x\r\nContent-Disposition: form-data; name="print"\r\n\r\nfalse\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a b.gcode"\r\nContent-Type: application/octet-stream\r\n\r\n${GCODE}\r\n--x--\r\n`;
const multipart = [
  request(
    [
      'POST /api/files/local HTTP/1.1',
      'Host: HOST',
      'Content-Type: multipart/form-data; boundary=x',
      `Content-Length: ${form.length}`,
    ],
    form,
  ),
  request(
    [
      'POST /api/files/local HTTP/1.1',
      'Host: HOST',
      'Content-Type: multipart/form-data; boundary=x',
      'Transfer-Encoding: chunked',
    ],
    `${form.length.toString(16)}\r\n${form}\r\n0\r\n\r\n`,
  ),
];
const WORDS = [
  '\r\n',
  '\r\n\r\n',
  '--x',
  '--x--',
  'filename="',
  "filename*=UTF-8''%",
  '../',
  '\0',
  'Upload-Length: 99999999999999999999',
  'Upload-Length: -1',
  'Upload-Defer-Length: 1',
  'Upload-Concat: final;/a /b',
  'Upload-Offset: 1e9',
  'Content-Length: 5',
  'Transfer-Encoding: chunked',
  'X-HTTP-Method-Override: PATCH',
  ',,',
  '=',
  '\u202e',
];

/** Everything that is answered until the server hangs up. */
const send = (port: number, bytes: Buffer): Promise<string> =>
  new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('data', (piece) => (answer += piece.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    socket.end(bytes);
  });

describe('[ME2] strange uploads', () => {
  for (const [name, corpus] of [
    ['tus', tus],
    ['multipart', multipart],
  ] as const)
    test(`${name}: each is answered by words of ours or cut off, and the next one is served`, async (t) => {
      const logged: string[] = [];
      const log = createSmallLog({ level: 'error', name: 'fuzz', destination: { write: (line) => logged.push(line) } });
      await using server = await openTestServer({ log });
      const { host, port } = new URL(server.address);
      const begun = await fetch(`${server.address}/library/tus`, {
        method: 'POST',
        headers: { 'tus-resumable': '1.0.0', 'upload-length': '1000', 'upload-metadata': 'filename YS5nY29kZQ==' },
      });
      const upload = begun.headers.get('location')?.split('/').at(-1) ?? '';
      const sent = corpus.map((bytes) => Buffer.from(bytes.toString().replace('HOST', host).replace('UPLOAD', upload)));
      const statuses = new Map<string, number>();
      const count = await feed(mutants(sent, WORDS, SEED), async (bytes) => {
        const answer = await send(Number(port), bytes);
        for (const [, status = ''] of answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          assert.ok(Number(status) < 500 || status === '501' || status === '505', answer.slice(0, 500));
        }
        assert.doesNotMatch(answer, /node_modules|"internal"/);
      });
      assert.equal((await fetch(`${server.address}/health`)).status, 200);
      assert.deepEqual(logged, []);
      assert.ok((statuses.get('201') ?? 0) > 0, 'the one that is right is taken');
      t.diagnostic(`${name}: ${count} requests, ${JSON.stringify(Object.fromEntries(statuses))}`);
    });
});
