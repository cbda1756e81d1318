import assert from 'node:assert/strict';
import { BambuFrames } from '../../src/combinator/cameras/bambu-source.ts';
import { isJpeg, MjpegParser, NotMjpeg } from '../../src/combinator/cameras/mjpeg-parser.ts';
import { NotRtsp, RtspReader } from '../../src/combinator/cameras/rtsp-reader.ts';
import { NoPicture } from '../../src/combinator/cameras/source.ts';
import { NoImportFile, readImport, ROWS_LIMIT } from '../../src/combinator/printer-import/read-import.ts';
import { readRemote } from '../../src/combinator/spoolman/remote-spool.ts';
import { HttpAnswerReader, NoHttp } from '../../src/drivers/http-answer.ts';
import { manifests } from '../../src/drivers/registry.ts';
import type { Target } from './parsers.ts';

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]);
const text = (value: string): Buffer => Buffer.from(value);

/** In pieces of many sizes, as a network brings it. */
function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 61 || 1)
    yield bytes.subarray(at, at + size);
}

const bambuFrame = Buffer.concat([
  Buffer.from(Uint32Array.of(JPEG.length, 0, 1, 0).buffer),
  JPEG,
  Buffer.from(Uint32Array.of(JPEG.length, 0, 1, 0).buffer),
  JPEG,
]);

/** What was read, whole or not; null where it is no HTTP. */
function httpAnswer(all: Iterable<Buffer>) {
  const reader = new HttpAnswerReader();
  try {
    for (const bytes of all) if (!reader.isWhole) reader.push(bytes);
  } catch (error) {
    if (!(error instanceof NoHttp)) throw error;
    return null;
  }
  const { status, headers, isWhole, text: body, sizeBytes } = reader;
  return { status, headers: { ...headers }, isWhole, body, sizeBytes };
}

/** What cameras, Spoolman and the files of other farm programs say. */
export const ANSWERS: readonly Target[] = [
  {
    name: 'an answer of HTTP',
    corpus: [
      text('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"err":0}\r\n'),
      text(
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 401 No\r\nWWW-Authenticate: Digest a="b"\r\nConnection: keep-alive\r\n\r\nno',
      ),
      text(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\nb\r\n0123456789a\r\n0\r\nA: b\r\n\r\n',
      ),
    ],
    words: [
      '\r\n',
      '\r\n\r\n',
      '0',
      'ffffffff',
      '-1',
      ':',
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      '__proto__: x',
      '204',
      '\0',
    ],
    take(bytes) {
      const whole = httpAnswer([bytes]);
      const cut = httpAnswer(pieces(bytes));
      assert.ok((whole?.sizeBytes ?? 0) <= bytes.length);
      // What is no HTTP may show behind what was whole before.
      if (whole !== null && cut !== null) assert.deepEqual(cut, whole);
      else assert.ok(whole === cut || (cut?.isWhole ?? false));
      assert.equal(({} as Record<string, unknown>).x, undefined);
    },
  },
  {
    name: 'MJPEG',
    corpus: [
      Buffer.concat([
        text('--e\r\nContent-Type: image/jpeg\r\nContent-Length: 8\r\n\r\n'),
        JPEG,
        text('\r\n--e\r\n\r\n'),
        JPEG,
        text('\r\n--e--\r\n'),
      ]),
      Buffer.concat([text('--e\nContent-Length: 8\n\n'), JPEG, text('\n--e\n')]),
    ],
    words: ['--e', '\r\n\r\n', 'Content-Length: ', '-1', '99999999999', ':', '\u00ff\u00d8\u00ff'],
    take(bytes) {
      const parser = new MjpegParser('e');
      let out = 0;
      try {
        for (const piece of pieces(bytes))
          for (const frame of parser.push(piece)) {
            assert.ok(isJpeg(frame));
            out += frame.length;
          }
      } catch (error) {
        if (!(error instanceof NotMjpeg)) throw error;
      }
      assert.ok(out <= bytes.length);
    },
  },
  {
    name: 'frames of a Bambu camera',
    corpus: [bambuFrame],
    words: ['\0\0\0\0', '\u00ff\u00d8\u00ff'],
    take(bytes) {
      const frames = new BambuFrames();
      let out = 0;
      try {
        for (const piece of pieces(bytes))
          for (const frame of frames.push(piece)) {
            assert.ok(isJpeg(frame));
            out += frame.length;
          }
      } catch (error) {
        if (!(error instanceof NoPicture)) throw error;
      }
      assert.ok(out <= bytes.length);
    },
  },
  {
    name: 'RTSP',
    corpus: [
      text('RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Base: rtsps://h/live/\r\nContent-Length: 5\r\n\r\nv=0\r\n'),
      Buffer.concat([Buffer.from([0x24, 0, 0, 3, 1, 2, 3]), text('RTSP/1.0 401 No\r\nCSeq: 3\r\n\r\n')]),
    ],
    words: ['\r\n\r\n', 'Content-Length: 99999999\r\n', 'CSeq: ', '$', '\u0000', ':', 'x'.repeat(20_000)],
    take(bytes) {
      const reader = new RtspReader();
      let told = 0;
      try {
        for (const piece of pieces(bytes))
          for (const item of reader.push(piece))
            told += item.kind === 'frames' ? item.bytes.length : item.lines.join('\r\n').length + item.body.length;
      } catch (error) {
        assert.ok(error instanceof NotRtsp, String((error as Error).stack));
      }
      assert.ok(told <= bytes.length);
    },
  },
  {
    name: 'printers of another program',
    corpus: [
      text('name,driver,tags,url,apiKey\nOne,moonraker,"a, b",http://10.0.0.1,\nTwo,octoprint,,http://10.0.0.2,KEY\n'),
      text('[{"settingsApperance":{"name":"a"},"printerURL":"http://10.0.0.3","apikey":"K","group":"g"}]'),
      text(
        'version: 1.0.0\nprinters:\n  - id: 1\n    name: a\n    printerURL: http://10.0.0.4\n    apiKey: K\n    printerType: 1\ntags:\n  - name: t\n    printers: [{printerId: 1}]\n',
      ),
      text(
        '{"printers":[{"id":"x","name":"b","printerURL":"http://10.0.0.5"}],"groups":[{"name":"g","printers":["x"]}]}',
      ),
    ],
    words: [
      '&a ',
      '*a',
      '!!js/function ',
      '<<: ',
      '[',
      '{',
      '"',
      ':',
      '\n  - ',
      '__proto__',
      'constructor',
      'null',
      '1e999',
      '\ufeff',
      'printers:',
    ],
    async take(bytes) {
      try {
        const { rows } = await readImport(bytes.toString('utf8'), manifests);
        assert.ok(rows.length > 0 && rows.length <= ROWS_LIMIT);
        for (const row of rows) assert.ok(row.driver === null || manifests.has(row.driver));
      } catch (error) {
        if (!(error instanceof NoImportFile)) throw error;
      }
      assert.equal(({} as Record<string, unknown>).polluted, undefined);
    },
  },
  {
    name: 'a spool of Spoolman',
    corpus: [
      text(
        '{"id":7,"filament":{"name":"Red","vendor":{"name":"V"},"material":"PLA","diameter":1.75,"density":1.24,"weight":1000,"multi_color_hexes":"ff0000,00ff00"},"used_weight":12.5,"initial_weight":1000,"comment":"x [Croft AB30XY]","archived":false}',
      ),
      text('{"id":8,"filament":{"color_hex":"abcdef","spool_weight":200,"price":20},"lot_nr":"l","location":"shelf"}'),
    ],
    words: ['null', '[]', '{}', '"', '-1', '1e999', '0.0', 'true', '"__proto__":', '[Croft ', '#'],
    take(bytes) {
      let answer: unknown;
      try {
        answer = JSON.parse(bytes.toString('utf8')) as unknown;
      } catch {
        return;
      }
      const spool = readRemote(answer);
      if (spool === null) return;
      const { fields, usedGrams, id } = spool;
      assert.ok(Number.isInteger(id) && Number.isFinite(usedGrams) && usedGrams >= 0);
      assert.ok(fields.diameterMm > 0 && fields.density > 0 && fields.netGrams > 0 && Number.isFinite(fields.netGrams));
      for (const colour of fields.colours) assert.match(colour, /^#[0-9A-F]{6}$/);
      for (const [name, value] of Object.entries(fields))
        if (typeof value === 'string') assert.ok(value.length <= 1_000, name);
    },
  },
];
