import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { manifest, readOptions } from '../manifest.ts';
import { authorisation, readChallenge } from '#lib/digest';
import { isAtRest, outcomeShown } from '#drivers/prusa-state';
import { reasonOf } from './refusal.ts';
import { readJobFile, readStatus, readVersion } from './status.ts';
import { verdictOf } from './verdict.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

describe('login', () => {
  const request = { user: 'Mufasa', password: 'Circle Of Life', method: 'GET', uri: '/dir/index.html', count: 1 };

  test('the example of RFC 2617, section 3.5, gets its answer', () => {
    const challenge = readChallenge(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    assert.ok(challenge !== null);
    const header = authorisation(challenge, { ...request, clientNonce: '0a4f113b' }, md5);
    assert.match(header, /response="6629fae49393a05397450978507c4ef1"/);
    assert.match(header, /qop=auth, nc=00000001, cnonce="0a4f113b", opaque="5ccc069c403ebaf9f0171e9517f40e41"$/);
  });

  test('Buddy firmware asks without qop, and gets neither count nor client nonce', () => {
    const challenge = readChallenge('ApiKey realm="x", Digest realm="Printer API", nonce="00112233", stale=true');
    assert.equal(challenge?.isStale, true);
    const header = authorisation(challenge, { ...request, clientNonce: 'c' }, md5);
    const [who, what] = [md5('Mufasa:Printer API:Circle Of Life'), md5('GET:/dir/index.html')];
    assert.ok(header.includes(`response="${md5(`${who}:00112233:${what}`)}"`));
    assert.doesNotMatch(header, /nc=|cnonce/);
  });

  test('what cannot be answered is no challenge', () => {
    for (const odd of [
      undefined,
      '',
      'Basic realm="x"',
      'Digest realm="x"',
      'Digest realm="x", nonce="y", algorithm=SHA-256',
      'Digest realm="x", nonce="y", qop="auth-int"',
    ])
      assert.equal(readChallenge(odd), null, odd);
  });
});

describe('state', () => {
  const printer = { state: 'PRINTING', temp_nozzle: 200, target_nozzle: 215, temp_bed: 60, target_bed: 0, axis_z: 1 };

  test('both dialects are told apart; what is no PrusaLink is none', () => {
    assert.equal(readVersion({ text: 'PrusaLink', server: '2.1.2' })?.dialect, 'buddy');
    const pi = readVersion({ text: 'PrusaLink 0.8.1', original: 'PrusaLink I3MK3S', sdk: '0.8.0' });
    assert.equal(pi?.dialect, 'pi');
    for (const odd of [null, [], {}, { text: 'OctoPrint 1.10' }, { text: 7 }]) assert.equal(readVersion(odd), null);
  });

  test('a status of either dialect is read; a Raspberry Pi may lack temperatures and lists a card that cannot be written', () => {
    const job = { id: 7, progress: 40, time_printing: 60 };
    const buddy = readStatus({ job, storage: { path: '/usb/', read_only: false }, printer });
    assert.deepEqual(buddy?.job, {
      id: 7,
      percent: 40,
      printingSeconds: 60,
      remainingSeconds: null,
      changeInSeconds: null,
    });
    assert.deepEqual(buddy?.temperatures, [
      { name: 'nozzle', actual: 200, target: 215 },
      { name: 'bed', actual: 60, target: null },
    ]);
    const storage = [
      { path: '/sdcard', read_only: true },
      { path: '/local', read_only: false },
    ];
    const pi = readStatus({ storage, printer: { state: 'IDLE' } });
    assert.deepEqual([pi?.storage, pi?.temperatures, pi?.job], ['local', [], null]);
  });

  test('[DR12] whatever is no status is none', () => {
    for (const odd of [
      null,
      3,
      [],
      {},
      { printer: [] },
      { printer: { state: ['IDLE'] } },
      { printer: { state: 'ODD' } },
    ])
      assert.equal(readStatus(odd), null);
    for (const job of ['x', [], {}, { id: '7' }, { id: Number.NaN }]) assert.equal(readStatus({ printer, job }), null);
    assert.equal(readJobFile({ id: 1, file: { name: 7 } }), null);
    assert.deepEqual(readJobFile({ id: 1, file: { name: 'A~1.GCO', display_name: 'a b.gcode' } }), {
      id: 1,
      name: 'a b.gcode',
    });
  });
});

describe('ends', () => {
  test('the state decides; where its page was dismissed, what the print had reached', () => {
    const of = (...parts: Parameters<typeof verdictOf>): string => {
      const verdict = verdictOf(...parts);
      return verdict.kind === 'ended' ? verdict.outcome : verdict.kind;
    };
    assert.equal(of('FINISHED', 0, false), 'finished');
    assert.equal(of('STOPPED', 99, false), 'cancelled');
    assert.equal(of('ERROR', 50, false), 'broken');
    assert.equal(of('IDLE', 99, false), 'finished');
    assert.equal(of('READY', 98, false), 'failed');
    assert.equal(of('IDLE', 98, true), 'cancelled');
    for (const state of ['BUSY', 'UNKNOWN', 'PRINTING', 'ATTENTION'] as const)
      assert.equal(of(state, 99, true), 'open');
    assert.deepEqual((['FINISHED', 'STOPPED', 'ERROR', 'IDLE'] as const).map(outcomeShown), [
      'finished',
      'cancelled',
      'failed',
      'unknown',
    ]);
    assert.deepEqual(
      [isAtRest('ATTENTION', true), isAtRest('ATTENTION', false), isAtRest('BUSY', false)],
      [false, true, false],
    );
  });

  test('a refusal keeps the printer’s words; pages of HTML are none', () => {
    assert.equal(reasonOf(409, '{"title":"Conflict","message":"File is busy"}'), 'Conflict: File is busy');
    assert.equal(reasonOf(409, "409: Can't print right now"), "Can't print right now");
    assert.match(reasonOf(507, '<html>'), /storage is full or missing/);
    assert.match(reasonOf(418, ''), /HTTP 418/);
  });
});

test('[BE5] the button is offered with the words which of its printers have it', () => {
  assert.ok(manifest.clearing.includes('at-printer'));
  assert.match(manifest.clearingLimit ?? '', /on a Raspberry Pi only/);
});

test('[CF1] a bad address, key or user is said with its field; a host alone is a web address', () => {
  assert.equal(readOptions({ url: '192.168.1.20' }).url, 'http://192.168.1.20');
  assert.equal(readOptions({ url: 'https://farm.test/mk4/' }).url, 'https://farm.test/mk4');
  assert.deepEqual(readOptions({ url: 'a', password: 'k', user: '' }), { url: 'http://a', user: null, password: 'k' });
  const fields = (options: Record<string, string>): readonly string[] =>
    manifest.checkOptions({ url: 'a', password: 'k', ...options }).map(({ field }) => field);
  assert.deepEqual(fields({}), []);
  assert.deepEqual(fields({ url: 'ftp://a' }), ['url']);
  assert.deepEqual(fields({ password: 'two words' }), ['password']);
  assert.deepEqual(fields({ user: 'a:b' }), ['user']);
});
