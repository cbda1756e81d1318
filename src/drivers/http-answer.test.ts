import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HttpAnswerReader, NoHttp } from './http-answer.ts';

/** What was read of the bytes, cut into pieces of this length. */
function read(text: string, pieceBytes = text.length): HttpAnswerReader {
  const reader = new HttpAnswerReader();
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  return reader;
}

const shown = ({ status, text, isWhole, isKept }: HttpAnswerReader) => ({ status, text, isWhole, isKept });
const whole = (status: number, text: string, isKept = true) => ({ status, text, isWhole: true, isKept });

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhello';
const CHUNKS =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;ext=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n';

describe('[DR12] the answer of a printer’s web server', () => {
  test('has its end by its length, by its chunks or by the end of the connection, however it is cut', () => {
    for (const pieceBytes of [1, 2, 3, 7, 1_000]) {
      assert.deepEqual(shown(read(LENGTH, pieceBytes)), whole(200, 'hello'));
      assert.deepEqual(shown(read(CHUNKS, pieceBytes)), whole(200, 'hello0123456789'));
      const rest = read('HTTP/1.1 404 Not Found\r\n\r\nnothing', pieceBytes);
      assert.deepEqual(shown(rest), { ...whole(404, 'nothing', false), isWhole: false });
      assert.ok(rest.ended());
    }
    assert.equal(read(LENGTH).headers['x-a'], 'b');
  });

  test('of no length has no body where none can be, and a word before it is none', () => {
    assert.deepEqual(shown(read('HTTP/1.1 204 No Content\r\n\r\n')), whole(204, ''));
    assert.deepEqual(shown(read(`HTTP/1.1 100 Continue\r\n\r\n${LENGTH}`, 4)), whole(200, 'hello'));
    assert.deepEqual(shown(read('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')), whole(200, ''));
  });

  test('says whether the connection is kept; what comes unasked behind it ends that', () => {
    const answer = (version: string, more: string, behind = ''): HttpAnswerReader =>
      read(`HTTP/${version} 200 OK\r\nContent-Length: 2\r\n${more}\r\nok${behind}`);
    assert.equal(answer('1.1', '').isKept, true);
    assert.equal(answer('1.1', 'Connection: Close\r\n').isKept, false);
    assert.equal(answer('1.0', '').isKept, false);
    assert.equal(answer('1.0', 'Connection: keep-alive\r\n').isKept, true);
    assert.deepEqual(shown(answer('1.1', '', 'HTTP/1.1')), whole(200, 'ok', false));
  });

  test('is none when it breaks off', () => {
    for (const text of [LENGTH, CHUNKS]) {
      for (let bytes = 1; bytes < text.length; bytes++) {
        const reader = read(text.slice(0, bytes));
        assert.equal(reader.ended(), false, text.slice(0, bytes));
      }
    }
  });

  test('is refused when its end cannot be known, or it is none', () => {
    const odd = [
      'SSH-2.0-OpenSSH_9.2\r\n\r\n',
      'HTTP/2 200 OK\r\n\r\n',
      'HTTP/1.1 20 OK\r\n\r\n',
      'HTTP/1.1 101 Switching Protocols\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n',
      'HTTP/1.1 200 OK\r\nno header\r\n\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1${' '.repeat(2_000)}`,
      `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`,
    ];
    for (const text of odd) assert.throws(() => read(text, 5_000), NoHttp, text.slice(0, 80));
  });

  test('tells of one that never comes to its end how much has come', () => {
    const reader = read(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFF\r\n${'x'.repeat(10_000)}`, 100);
    assert.ok(reader.sizeBytes >= 9_000 && !reader.isWhole);
  });

  test('keeps each line of a header that comes twice', () => {
    const { headers } = read(
      'HTTP/1.1 401 No\r\nWWW-Authenticate: a\r\nwww-authenticate: b\r\nSet-Cookie: c\r\nSet-Cookie: d\r\n\r\n',
    );
    assert.equal(headers['www-authenticate'], 'a, b');
    assert.deepEqual(headers['set-cookie'], ['c', 'd']);
  });
});
