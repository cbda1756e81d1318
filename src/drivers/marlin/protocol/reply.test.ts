import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Reply, parseCommonOk, parseReply } from './reply.ts';
import { MAX_REPLY_CHARACTERS, splitLines } from './split-lines.ts';

const RUNS = Number(process.env.CROFT_RUNS ?? 2_000);
const SEED = Number(process.env.CROFT_TEST_SEED ?? 8_300);

const ok = (line: number | null = null, planner: number | null = null, ring: number | null = null): Partial<Reply> => ({
  kind: 'ok',
  line,
  planner,
  ring,
});

const TABLE: readonly (readonly [string, Partial<Reply>])[] = [
  ['ok', ok()],
  ['OK', ok()],
  ['Ok ', ok()],
  ['ok N12 P15 B3', ok(12, 15, 3)],
  ['D576 P:15 3 (120) B:4 0 (0)', { kind: 'buffers', underruns: 3 }], // Marlin #19674
  ['D576 P:1x 3', { kind: 'unknown' }],
  ['ok 123', ok(123)],
  ['ok N10 N1025 P0 B3', ok(1025, 0, 3)], // Marlin #26507
  ['ok T:19.38 /0.00 B:19.38 /0.00 @:0 B@:0', ok()],
  ['okay', { kind: 'unknown' }],
  ['SD card ok', { kind: 'unknown' }],
  ['echo:SD card ok', { kind: 'echo' }],
  ['bedtemp: 28.5 : 0.014ok', ok()], // OctoPrint #1206
  ['File deleted:/test.gcook', ok()],
  ['wait', { kind: 'wait' }],
  ['start', { kind: 'start' }],
  ['starting', { kind: 'unknown' }],
  ['Resend: 123', { kind: 'resend', line: 123 }],
  ['Resend:123', { kind: 'resend', line: 123 }],
  ['resend 7', { kind: 'resend', line: 7 }],
  ['rs N2 Expected checksum 67', { kind: 'resend', line: 2 }],
  ['rs 12', { kind: 'resend', line: 12 }],
  ['Resend: x', { kind: 'unknown' }],
  ['Error:checksum mismatch, Last Line: 44', { kind: 'error', class: 'line', lastLine: 44 }],
  ['Error:Line Number is not Last Line Number+1, Last Line: 5', { kind: 'error', class: 'line', lastLine: 5 }],
  ['Error:No Checksum with line number, Last Line: 0', { kind: 'error', class: 'line', lastLine: 0 }],
  ['Error:c:ecksum mismatch', { kind: 'error', class: 'garbled' }],
  ['Err\u00ffr:chec', { kind: 'error', class: 'garbled' }],
  ['Error:Heating failed, system stopped! Heater_ID: bed', { kind: 'error', class: 'fatal' }],
  ['Error:MINTEMP triggered, system stopped! Heater_ID: 0', { kind: 'error', class: 'fatal' }],
  ['Error:Printer halted. kill() called!', { kind: 'error', class: 'fatal' }],
  ['fatal:heater decoupled', { kind: 'error', class: 'fatal' }],
  ['!! shutdown', { kind: 'error', class: 'fatal' }],
  ['echo: cold extrusion prevented', { kind: 'error', class: 'soft' }],
  ['Error:Probing Failed', { kind: 'error', class: 'soft' }],
  ['echo:Unknown command: "M7777"', { kind: 'error', class: 'unknown-command' }],
  ['echo:T2 Invalid extruder', { kind: 'error', class: 'tool' }],
  ['Error:open failed, File: x.gco.', { kind: 'error', class: 'card' }],
  ['echo:busy: processing', { kind: 'busy', what: 'processing' }],
  ['busy:heating', { kind: 'busy', what: 'heating' }],
  ['echo:busy: paused for user', { kind: 'paused-for-user', what: 'paused for user' }],
  [' T:19.38 /0.00 B:19.38 /0.00 @:0 B@:0', { kind: 'temperatures', waiting: false }],
  ['T:25.0 /200.00 B:20.1 /0.00 @:127 B@:0 W:?', { kind: 'temperatures', waiting: true }],
  ['X:1.00 Y:2.50 Z:-0.10 E:4.00 Count X:80 Y:80 Z:0', { kind: 'position', x: 1, y: 2.5, z: -0.1, e: 4 }],
  ['X:1.00 Y:1.. Z:0 E:0', { kind: 'unknown' }],
  [
    'FIRMWARE_NAME:Marlin 2.1.2 (Nov 2023) SOURCE_CODE_URL:x PROTOCOL_VERSION:1.0',
    { kind: 'firmware', name: 'Marlin 2.1.2 (Nov 2023)' },
  ],
  ['Cap:EMERGENCY_PARSER:1', { kind: 'capability', name: 'EMERGENCY_PARSER', on: true }],
  ['//action:pause', { kind: 'action', action: 'pause' }],
  ['// action:prompt_begin Filament out', { kind: 'action', action: 'prompt_begin Filament out' }],
  ['Line: 42', { kind: 'line-number', line: 42 }],
  ['echo:External Reset', { kind: 'greeting' }],
  ['Marlin 2.1.2', { kind: 'greeting' }],
  ['SD printing byte 123/4567', { kind: 'card', card: 'printing' }],
  ['Not SD printing', { kind: 'card', card: 'idle' }],
  ['skip 123', { kind: 'skip', line: 123 }],
  ['ok C: X:1.0000 Y:2.0000 Z:3.0000 E:4.0000', { kind: 'ok', position: { x: 1, y: 2, z: 3, e: 4 } }],
  ['ok X:1.000 Y:2.000 Z:3.000 E:4.000', { kind: 'ok', position: { x: 1, y: 2, z: 3, e: 4 } }],
  ['ok FIRMWARE_VERSION:v0.12.0 FIRMWARE_NAME:Klipper', { kind: 'ok', firmware: 'Klipper' }],
  ['ok Emergency Stop Requested - reset or M999 required to exit HALT state', { kind: 'error', class: 'fatal' }],
  ['Emergency Stop! Reset the controller to continue.', { kind: 'error', class: 'fatal' }],
  ['Printer stopped due to errors. Fix the error and use M999 to restart.', { kind: 'error', class: 'fatal' }],
  ['FIRMWARE_NAME:Smoothieware, FIRMWARE_URL:http%3A//x, X-AXES:4', { kind: 'firmware', name: 'Smoothieware' }],
  [
    'FIRMWARE_NAME: RepRapFirmware for Duet 2 FIRMWARE_VERSION: 3.4',
    { kind: 'firmware', name: 'RepRapFirmware for Duet 2 3.4' },
  ],
  ['NAME. Malyan\tVER: 3.8', { kind: 'firmware', name: 'Malyan 3.8' }],
  ['[VER:1.1h.20190830:]', { kind: 'firmware', name: 'grbl 1.1h.20190830' }],
  ["Grbl 1.1h ['$' for help]", { kind: 'start', firmware: 'Grbl 1.1h' }],
  ['Grbl 1.1h', { kind: 'unknown' }],
  ['// Klipper state: Ready', { kind: 'greeting' }],
  ['Smoothie', { kind: 'greeting' }],
  ['<Idle|MPos:1.000,2.000,-3.000|FS:0,0>', { kind: 'position', x: 1, y: 2, z: -3, e: null }],
  ['<Run|MPos:1.000,2.000,-3.000|FS:0,0>', { kind: 'unknown' }],
  ['error:20', { kind: 'error', class: 'code' }],
  ['ALARM:1', { kind: 'error', class: 'fatal' }],
  ['// Unknown command:"FOO"', { kind: 'error', class: 'unknown-command' }],
  ['Unknown command:M155', { kind: 'error', class: 'unknown-command' }],
  ['Error: Bad command: M155', { kind: 'error', class: 'unknown-command' }],
  ['Error:Wrong checksum', { kind: 'error', class: 'line' }],
  ['Error:expected line 7 got 9', { kind: 'error', class: 'line' }],
  ['Not SD printing.', { kind: 'card', card: 'idle' }],
  ['croft-bed: empty', { kind: 'bed-sensed', empty: true }],
  ['croft-bed: object', { kind: 'bed-sensed', empty: false }],
  ['croft-bed: perhaps', { kind: 'unknown' }],
];

describe('replies', () => {
  for (const [line, expected] of TABLE) {
    test(`${JSON.stringify(line)} is ${expected.kind}`, () => {
      assert.partialDeepStrictEqual(parseReply(line), expected);
    });
  }

  test('a fatal error in two lines is one', () => {
    const reply = parseReply(': Extruder switched off. MAXTEMP triggered !', 'Error:0');
    assert.equal(reply.kind, 'error');
    assert.equal(reply.kind === 'error' && reply.class, 'fatal');
  });

  for (const [line, readings] of [
    ['T:50.2/210.0 T0:50.2/210.0 T1:30.1/0.0 B:60.0', 'T0 50.2/210 T1 30.1/0 B 60/null'],
    ['ok T:23.0 B:60.0', 'T0 23/null B 60/null'],
    ['T:-14.9 /0.0 B:60.0 /60.0 B@:31pS_XYZ:5', 'T0 -14.9/0 B 60/60'],
    [' T:200 /200 B:60 /60 C:31.5 /40 @:0 B@:0 C@:0', 'T0 200/200 B 60/60 C 31.5/40'],
    ['T:20 T:21 B:1', 'T0 20/null B 1/null'],
  ] as const) {
    test(`the temperatures of ${JSON.stringify(line)}`, () => {
      const reply = parseReply(line);
      assert.ok(reply.kind === 'ok' || reply.kind === 'temperatures');
      const told = reply.temperatures.map((each) => `${each.sensor} ${each.actual}/${each.target}`).join(' ');
      assert.equal(told, readings);
    });
  }

  test('the common ok, read letter by letter, is what the regular expression makes of it', () => {
    const digits = fc.stringMatching(/^[0-9]{0,10}$/);
    const near = fc
      .tuple(digits, digits, digits, fc.constantFrom('', ' ', 'ok', '\n', 'x'))
      .map(([line, planner, ring, end]) => `ok N${line} P${planner} B${ring}${end}`);
    const torn = fc
      .tuple(near, fc.nat(30), fc.nat(6))
      .map(([text, at, lost]) => text.slice(0, at) + text.slice(at + lost));
    fc.assert(
      fc.property(fc.oneof(near, torn), (text) => {
        const found = /^ok N(\d{1,9}) P(\d{1,3}) B(\d{1,3})$/.exec(text);
        const expected =
          found === null
            ? null
            : {
                kind: 'ok',
                line: Number(found[1]),
                planner: Number(found[2]),
                ring: Number(found[3]),
                temperatures: [],
              };
        assert.deepEqual(parseCommonOk(text), expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test('[DR12] no line of any bytes throws, and none that is not exactly so is an ok, a start or a fatal error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), (bytes) => {
        const { lines, rest } = splitLines('', bytes);
        assert.ok(rest.length <= MAX_REPLY_CHARACTERS);
        for (const line of lines) {
          const reply = parseReply(line, line);
          if (reply.kind === 'start') assert.equal(line.trim(), 'start');
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('[DR12] a line with one letter lost, doubled or changed never says that the printer gave up or started anew', () => {
    const harmless = TABLE.filter(
      ([, { kind, ...more }]) => kind !== 'start' && !('class' in more && more.class === 'fatal'),
    );
    const line = fc.constantFrom(...harmless.map(([text]) => text));
    const letter = fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(line, fc.nat(), fc.oneof(fc.constant(''), letter), fc.boolean(), (text, place, other, keeps) => {
        const at = place % text.length;
        const garbled = text.slice(0, at) + other + text.slice(keeps ? at : at + 1);
        const reply = parseReply(garbled, text);
        assert.notEqual(reply.kind, 'start', garbled);
        assert.ok(reply.kind !== 'error' || reply.class !== 'fatal', garbled);
        if (reply.kind === 'resend') assert.ok(Number.isSafeInteger(reply.line) && reply.line >= 0, garbled);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

describe('lines out of bytes', () => {
  const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

  test('any cutting gives the same lines; CR LF, NUL and lone CR are no trouble', () => {
    const text = 'ok\r\nT:20\n\n\x00ok N1 P2 B3\rwait\nlast';
    const whole = splitLines('', bytes(text));
    assert.deepEqual(whole, { lines: ['ok', 'T:20', 'ok N1 P2 B3', 'wait'], rest: 'last' });
    for (let cut = 1; cut < text.length; cut++) {
      const first = splitLines('', bytes(text.slice(0, cut)));
      const second = splitLines(first.rest, bytes(text.slice(cut)));
      assert.deepEqual([...first.lines, ...second.lines], whole.lines, `cut at ${cut}`);
      assert.equal(second.rest, whole.rest);
    }
  });

  test('[DR12] megabytes without a newline are not kept', () => {
    let rest = '';
    for (let i = 0; i < 100; i++) rest = splitLines(rest, new Uint8Array(100_000).fill(0xff)).rest;
    assert.equal(rest.length, MAX_REPLY_CHARACTERS);
  });
});
