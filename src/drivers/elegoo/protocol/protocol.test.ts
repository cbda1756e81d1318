import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreignTask } from '#drivers/foreign-task';
import { lightOf } from '#drivers/switch-light';
import { isAtRest, isUnderWay } from '#drivers/task-view';
import { controlOf } from './adjustment.ts';
import { readAnnouncement, readDiscovery } from './discovery.ts';
import { readMessage, refusalIn, requestText, uploadRefusalIn } from './message.ts';
import { verdictIn } from './past-task.ts';
import { readView } from './view.ts';

const fdm = (code: unknown, machine: unknown = [1], more: object = {}) =>
  readView({
    CurrentStatus: machine,
    TempOfNozzle: 210,
    TempTargetNozzle: 0,
    PrintInfo: { Status: code, Filename: '/local/x.gcode', CurrentTicks: 60, TotalTicks: 240, ...more },
  });
const resin = (code: number) =>
  readView({
    CurrentStatus: 1,
    PrintInfo: { Status: code, Filename: 'x.ctb', CurrentTicks: 60_000, TotalTicks: 240_000 },
  });

test('the same number means another thing on another kind of printer; ticks are seconds on one, milliseconds on the other', () => {
  assert.deepEqual(
    [fdm(13)?.doing, fdm(12)?.doing, fdm(14)?.doing, fdm(25)?.doing],
    ['working', 'resuming', 'failed', 'paused'],
  );
  assert.deepEqual([resin(3)?.doing, resin(6)?.doing, resin(13)?.doing], ['working', 'paused', 'unknown']);
  assert.deepEqual([fdm(13)?.elapsedSeconds, resin(3)?.elapsedSeconds], [60, 60]);
  assert.deepEqual([fdm(13)?.fraction, resin(3)?.remainingSeconds], [0.25, 180]);
});

test('every number of the two tables has its word', () => {
  const fdmWords = Array.from({ length: 28 }, (_, code) => fdm(code)?.doing);
  assert.deepEqual(fdmWords, [
    'resting',
    ...Array(4).fill('working'),
    'pausing',
    'paused',
    'stopping',
    'stopped',
    'complete',
    'working',
    'working',
    'resuming',
    'working',
    'failed',
    ...Array(10).fill('working'),
    'paused',
    'paused',
    'unknown',
  ]);
  const resinWords = Array.from({ length: 13 }, (_, code) => resin(code)?.doing);
  assert.deepEqual(resinWords, [...fdmWords.slice(0, 12), 'unknown']);
  const faults = [1, 2, 3, 4, 5, 6].map((ErrorNumber) => fdm(14, [1], { ErrorNumber })?.fault);
  assert.equal(new Set(faults).size, 6);
  assert.deepEqual([faults[0], faults[5]], ['the file was spoilt on its way', 'error 6']);
});

test('what the machine does besides a print has its words; whatever it does in one is none of them', () => {
  const words = Array.from({ length: 14 }, (_, status) => fdm(0, [status])?.busyWith ?? null);
  assert.deepEqual(
    words.map((each) => each !== null),
    [false, false, true, true, true, true, true, false, false, true, true, true, true, false],
  );
  assert.equal(resin(0)?.busyWith, null);
  assert.deepEqual([fdm(0, [9, 1])?.busyWith, fdm(0, [0, 9])?.busyWith], [null, 'it finds its origin']);
});

test('a number of a print under way does not count while the machine rests; an end does', () => {
  assert.equal(fdm(13, [0])?.doing, 'resting');
  assert.equal(fdm(9, [0])?.doing, 'complete');
  const unknown = fdm(4711);
  assert.ok(unknown !== null && !isAtRest(unknown) && !isUnderWay(unknown));
});

test('[DR12] what is no status is none', () => {
  for (const odd of [
    {},
    { CurrentStatus: 'x', PrintInfo: {} },
    { CurrentStatus: [1] },
    { CurrentStatus: [1], PrintInfo: [] },
  ])
    assert.equal(readView(odd), null);
  for (const text of ['pong', '[]', '{"Data":7}', '{"Data":{"RequestID":3}}', 'null'])
    assert.equal(readMessage(text).kind, 'odd');
});

test('messages are read, with the number of the board that sent them', () => {
  const status = readMessage('{"Status":{"CurrentStatus":[0]},"Topic":"sdcp/status/abc"}');
  assert.deepEqual([status.kind, status.kind === 'status' && status.board], ['status', 'abc']);
  const text = requestText('start', { Filename: 'x' }, { id: 'f'.repeat(32), board: 'abc', seconds: 5 });
  const told = JSON.parse(text) as { Topic: string; Data: { Cmd: number; RequestID: string } };
  assert.deepEqual([told.Topic, told.Data.Cmd, told.Data.RequestID], ['sdcp/request/abc', 128, 'f'.repeat(32)]);
});

test('refusals have words', () => {
  assert.equal(refusalIn({ Ack: 0 }, 'start'), null);
  assert.match(refusalIn({ Ack: 7 }, 'start')?.text ?? '', /another model/);
  assert.match(refusalIn({ Ack: 1 }, 'pause')?.text ?? '', /answered 1/);
  assert.equal(uploadRefusalIn('{"code":"000000","success":true}'), null);
  assert.match(uploadRefusalIn('{"code":"111111","success":false,"messages":[{"message":-3}]}') ?? '', /memory/);
  assert.match(uploadRefusalIn('<html>') ?? '', /not understood/);
});

test('the history is read by the task’s number, or by the name that no other file has', () => {
  const HistoryDetailList = [
    { TaskId: 'a', TaskName: 'other.gcode', TaskStatus: 1 },
    { TaskId: 'b', TaskName: '/local/croft-p1.gcode', TaskStatus: 2, ErrorStatusReason: 18 },
  ];
  const ours = verdictIn({ HistoryDetailList }, { taskId: null, fileName: 'croft-p1.gcode' });
  assert.deepEqual(ours?.kind === 'ended' && ours.outcome === 'failed' && /come off/.test(ours.reason), true);
  assert.deepEqual(verdictIn({ HistoryDetailList }, { taskId: 'a', fileName: 'y' }), {
    kind: 'ended',
    outcome: 'finished',
  });
  assert.equal(verdictIn({ HistoryDetailList }, { taskId: null, fileName: 'y' }), null);
  assert.equal(verdictIn({ HistoryDetailList: 'x' }, { taskId: 'a', fileName: 'y' }), null);
});

test('a print of another has the key of its task, or keeps the one of its beginning', () => {
  const known = fdm(13, [1], { TaskId: 't1' });
  const nameless = fdm(13);
  assert.ok(known !== null && nameless !== null);
  assert.equal(foreignTask(known, null, 1_000_000).key, 'task t1');
  const first = foreignTask(nameless, null, 1_000_000);
  assert.equal(first.since, 940_000);
  assert.equal(foreignTask(nameless, first, 1_050_000), first);
  assert.notEqual(foreignTask(nameless, first, 1_500_000).key, first.key);
});

test('[CO5] a printer says who it is; one of another version is none', () => {
  const Data = {
    Name: 'Shed',
    MachineName: 'Centauri Carbon',
    MainboardIP: '10.0.0.7',
    MainboardID: 'abc',
    ProtocolVersion: 'V3.0.0',
  };
  assert.deepEqual(readDiscovery(JSON.stringify({ Id: 'x', Data })), {
    name: 'Shed',
    model: 'Centauri Carbon',
    board: 'abc',
    firmware: null,
  });
  assert.equal(readDiscovery(JSON.stringify({ Data: { ...Data, ProtocolVersion: 'V1.0.0' } })), null);
  assert.equal(readDiscovery('M99999'), null);
  const text = JSON.stringify({ Id: 'x', Data });
  const found = readAnnouncement({ kind: 'answer', address: '192.168.1.30', text });
  assert.deepEqual(
    [found?.make, found?.model, found?.name, found?.identity, found?.options, found?.note],
    ['Elegoo', 'Centauri Carbon', 'Shed', 'abc', { url: 'http://192.168.1.30:3030' }, null],
  );
  const resin = JSON.stringify({ Data: { ...Data, MachineName: 'Saturn 4 Ultra' } });
  assert.match(readAnnouncement({ kind: 'answer', address: '192.168.1.30', text: resin })?.note ?? '', /resin/);
  assert.equal(readAnnouncement({ kind: 'answer', address: '192.168.1.30', text: 'M99999' }), null);
  for (const text of ['{"id":0,"method":7000}', '{"result":{"sn":7,"machine_model":"x"}}', '{"result":[]}'])
    assert.equal(readAnnouncement({ kind: 'answer', address: '192.168.1.31', text }), null);
});

test('changes are sent as the printer knows them, or there is a word why not', () => {
  assert.deepEqual(controlOf({ kind: 'feed', percent: 160 }), { control: { PrintSpeedPct: 160 } });
  assert.deepEqual(controlOf({ kind: 'fan', percent: 49.6 }), { control: { TargetFanSpeed: { ModelFan: 50 } } });
  assert.ok('trouble' in controlOf({ kind: 'feed', percent: 99 }));
  assert.deepEqual(
    [lightOf(['M355 S1']), lightOf(['m355 s0 ']), lightOf(['M355 S2']), lightOf(['M355 S1', 'G28']), lightOf([])],
    ['on', 'off', null, null, null],
  );
  const lit = (LightStatus: unknown) => readView({ CurrentStatus: [0], PrintInfo: {}, LightStatus })?.light;
  assert.deepEqual(lit({ SecondLight: true, RgbLight: [1, 2, 3] }), { state: 'on', rgb: [1, 2, 3] });
  assert.deepEqual(lit({ SecondLight: 0, RgbLight: 'x' }), { state: 'off', rgb: [0, 0, 0] });
  assert.deepEqual([lit({ SecondLight: 'x' }), lit(7), lit(undefined)], [null, null, null]);
  assert.ok('trouble' in controlOf({ kind: 'flow', percent: 100 }));
});
