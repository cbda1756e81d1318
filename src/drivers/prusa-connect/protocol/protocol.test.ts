import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { COMMAND_LIMIT_BYTES, framed, gcode, order, orderOf } from './commands.ts';
import { namedJobIn, pastOutcomeIn, readEvent, readQuestion } from './event.ts';
import { paddedBytes, partOf } from './range.ts';
import { shown, shownOrder } from './shown.ts';
import { feedbackOf } from './feedback.ts';
import { mergeEvent, mergeTelemetry } from './telemetry.ts';
import { verdictOf } from './verdict.ts';

const eventOf = (told: unknown) => {
  const event = readEvent(told);
  assert.ok(event !== null);
  return event;
};

describe('what a Prusa printer tells Prusa Connect', () => {
  test('telemetry is merged: measurements stay, the job and the dialog are there or not', () => {
    const full = mergeTelemetry(null, {
      state: 'PRINTING',
      job_id: 7,
      progress: 12,
      time_printing: 60,
      time_remaining: 600,
      temp_nozzle: 214.5,
      target_nozzle: 215,
      temp_bed: 60,
      target_bed: 60,
      axis_z: 1.2,
      speed: 90,
      dialog_id: 3,
      transfer_id: 4,
      transfer_progress: 50.5,
    });
    assert.deepEqual(full?.job, {
      id: 7,
      percent: 12,
      printingSeconds: 60,
      remainingSeconds: 600,
      changeInSeconds: null,
    });
    const short = mergeTelemetry(full, { state: 'PRINTING', progress: 13, time_printing: 61 });
    assert.deepEqual([short?.job?.id, short?.job?.percent], [7, 13], 'an old build leaves the number out');
    assert.deepEqual([short?.temperatures[0]?.actual, short?.z, short?.feedPercent], [214.5, 1.2, 90]);
    assert.deepEqual([short?.dialogId, short?.transfer], [null, null]);
    const over = mergeTelemetry(short, { state: 'FINISHED', target_nozzle: 0 });
    assert.deepEqual([over?.job, over?.temperatures[0]?.target], [null, null]);
    assert.equal(mergeTelemetry(over, {}), over, 'nothing has changed');
    for (const odd of [null, [], 'x', { state: 'ERR' }, { state: 'IDLE', job_id: 'x' }, { event: 7, state: 'ERROR' }])
      assert.equal(mergeTelemetry(over, odd), null);
  });

  test('that a print will ask for another filament is said within its hour, and not where it asks already', () => {
    const told = (state: string, seconds?: number) => {
      const job = { job_id: 7, progress: 12, time_printing: 60, filament_change_in: seconds };
      const status = mergeTelemetry(null, { state, ...job });
      assert.ok(status !== null);
      return feedbackOf(status, null, [], null).notice;
    };
    assert.match(told('PRINTING', 3_600) ?? '', /In about 60 min it waits for another filament/);
    assert.match(told('PRINTING', 59) ?? '', /Within a minute/);
    assert.deepEqual([told('PRINTING', 3_601), told('PRINTING'), told('PAUSED', 59)], [null, null, null]);
    assert.match(told('ATTENTION', 0) ?? '', /asks something/);
  });

  test('an event tells the state of its moment; a mere yes or no leaves the job out', () => {
    const printing = mergeTelemetry(null, { state: 'PRINTING', job_id: 7, progress: 40 });
    assert.equal(mergeEvent(printing, { event: 'REJECTED', state: 'PRINTING' })?.job?.percent, 40);
    assert.equal(mergeEvent(printing, { event: 'FINISHED', state: 'STOPPED' })?.job, null);
    assert.deepEqual(mergeEvent(printing, { event: 'INFO', state: 'PAUSED', job_id: 8 })?.job?.id, 8);
    assert.equal(mergeEvent(null, { event: 'INFO', state: 'IDLE' }), null);
  });

  test('a job is named by its long file name, of the past only its outcome is known', () => {
    const info = { event: 'JOB_INFO', job_id: 7, data: { display_name: 'p1.gcode', path: '/usb/CROFT/P1~1.GCO' } };
    assert.deepEqual(namedJobIn(eventOf(info)), { id: 7, name: 'p1.gcode' });
    assert.equal(namedJobIn(eventOf({ ...info, data: { path: '/usb/A.GCO' } }))?.name, 'A.GCO');
    assert.equal(pastOutcomeIn(eventOf({ event: 'JOB_INFO', data: { state: 'FIN_STOPPED' } })), 'stopped');
    assert.equal(pastOutcomeIn(eventOf({ event: 'REJECTED', data: { state: 'FIN_OK' } })), null);
    assert.equal(readEvent({ event: 7 }), null);
  });

  test('a question has its code, its words and its buttons; the rest is no button', () => {
    const told = {
      event: 'STATE_CHANGED',
      dialog_id: 5,
      data: { code: '10301', text: ' Heat? ', buttons: ['Yes', 7, ''] },
    };
    assert.deepEqual(readQuestion(eventOf(told)), { id: 5, text: 'Heat? (#10301)', buttons: ['Yes'] });
    assert.equal(readQuestion(eventOf({ event: 'STATE_CHANGED', data: {} })), null);
  });

  test('orders are small, `command` first, and numbered in eight digits', () => {
    const long = order('START_ENCRYPTED_DOWNLOAD', {
      path: `/usb/croft/${'x'.repeat(26)}.bgcode`,
      key: 'f'.repeat(32),
      iv: '0'.repeat(32),
      orig_size: 4_000_000_000,
    });
    assert.ok(long.text.length <= COMMAND_LIMIT_BYTES && long.text.startsWith('{"command":'));
    assert.equal(framed(26, order('SEND_INFO')), 'J0000001a{"command":"SEND_INFO"}');
    assert.equal(framed(26, gcode('M105')), 'G0000001aM105');
    assert.equal(orderOf({ kind: 'skip-object', object: 'left; M112' }), null);
    assert.equal(orderOf({ kind: 'baby-step', mm: -0.05 })?.text, 'M290 Z-0.05');
  });

  test('what is shown of it holds no secret, wherever it stands and whatever is in it', () => {
    const secret = 'a"b\\c canary';
    const told = {
      event: 'INFO',
      data: { api_key: secret, apiKey: [secret], network: { token: { of: secret } }, keys: 1 },
    };
    assert.doesNotMatch(shown(told), /canary|a\\"b/);
    assert.match(shown(told), /"event":"INFO".*"keys":1/);
    const download = order('START_ENCRYPTED_DOWNLOAD', { path: '/usb/a.bgcode', key: secret, iv: '00' });
    assert.equal(
      shownOrder(download),
      '{"command":"START_ENCRYPTED_DOWNLOAD","kwargs":{"path":"/usb/a.bgcode","key":"…","iv":"00"}}',
    );
    assert.equal(shownOrder(gcode('M117 key')), 'M117 key');
  });

  test('parts of a file begin at a block and end with the padding', () => {
    assert.equal(paddedBytes(17), 32);
    assert.deepEqual(partOf(undefined, 17), { start: 0, end: 32 });
    assert.deepEqual(partOf('bytes=16-', 17), { start: 16, end: 32 });
    assert.deepEqual(partOf('bytes=0-15', 17), { start: 0, end: 16 });
    for (const odd of ['bytes=8-', 'bytes=32-', 'bytes=-5', 'bytes=16-15', 'items=0-1', 'bytes=0-1,2-3'])
      assert.equal(partOf(odd, 17), null, odd);
  });

  test('how a job ended that is shown no more', () => {
    assert.deepEqual(verdictOf('STOPPED', 50, false), { kind: 'ended', outcome: 'cancelled', doubt: null });
    assert.deepEqual(verdictOf('IDLE', 99, false), { kind: 'ended', outcome: 'finished', doubt: null });
    assert.match(JSON.stringify(verdictOf('READY', 50, false)), /failed.*50 %/);
    assert.equal(verdictOf('BUSY', 100, false).kind, 'open');
  });
});
