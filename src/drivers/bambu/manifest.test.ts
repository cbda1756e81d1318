import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifest, readOptions } from './manifest.ts';

const good = { host: '192.168.1.50', serial: '01S00C123456789', accessCode: '12345678' };

test('[CF1] a bad address, serial number, code or fingerprint is said with its field, rule and remedy', () => {
  assert.deepEqual(manifest.checkOptions(good), []);
  const bad = { host: 'http://a/', serial: 'My Printer', accessCode: 'two words', certificate: 'AB:CD' };
  const problems = manifest.checkOptions(bad);
  assert.deepEqual(
    problems.map(({ field }) => field),
    ['host', 'serial', 'accessCode', 'certificate'],
  );
  assert.ok(problems.every(({ rule, remedy }) => rule !== '' && remedy !== ''));
  assert.match(manifest.checkOptions({ ...good, accessCode: '123' })[0]?.rule ?? '', /at least 4/);
});

test('[CA1] the camera inside is offered by the series of the printer, both kinds where that is not known', () => {
  const cameras = (serial: string) =>
    manifest.network?.cameras
      ?.read(null, { ...good, serial })
      .map(({ url, username, password }) => [url, username, password]);
  const rtsp = ['rtsps://192.168.1.50:322/streaming/live/1', 'bblp', '12345678'];
  assert.deepEqual(cameras('01P00A123456789'), [['bambu://192.168.1.50', 'bblp', '12345678']]);
  assert.deepEqual(cameras('00M00A123456789'), [rtsp]);
  assert.deepEqual(
    cameras('99X00A123456789')?.map(([url]) => url),
    ['bambu://192.168.1.50', rtsp[0]],
  );
});

test('options are read as people copy them; what is left out is as it is mostly wanted', () => {
  const fingerprint = 'ab:'.repeat(31).concat('ab');
  const read = readOptions({ ...good, serial: ' 01s00c123456789 ', certificate: fingerprint });
  assert.equal(read.serial, '01S00C123456789');
  assert.equal(read.certificate, 'AB'.repeat(32));
  assert.deepEqual([read.mqttPort, read.filePort, read.filamentFrom], [8883, 990, 'ams']);
  assert.equal(readOptions({ ...good, certificate: '' }).certificate, null);
  assert.deepEqual(read.checks, {
    bedLevelling: true,
    flowCalibration: false,
    vibrationCalibration: true,
    timelapse: false,
  });
});
