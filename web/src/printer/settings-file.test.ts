import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formFields } from './form-fields.ts';
import { fileTemplate, madeUp, settingsFile } from './settings-file.ts';

const SCHEMA = {
  properties: {
    port: { type: 'integer', default: 8090 },
    token: { type: 'string', writeOnly: true, title: 'Token', 'x-make-up': 20 },
  },
  'x-file': {
    name: 'a.ini',
    title: 'File',
    help: 'Save it.',
    lines: ['host = {host}', 'port = {port}', 'token = {token}'],
  },
};

test('[CF1] a kind’s file is filled with what its form says, or names what is missing', () => {
  const fields = formFields(SCHEMA);
  const template = fileTemplate(SCHEMA);
  assert.ok(template !== null);
  assert.deepEqual(settingsFile(template, fields, { port: 8091 }, 'farm.lan'), { missing: 'Token' });
  assert.deepEqual(settingsFile(template, fields, { port: 8091, token: 'abc' }, 'farm.lan'), {
    text: 'host = farm.lan\nport = 8091\ntoken = abc\n',
  });
  assert.equal(fileTemplate({ properties: {} }), null);
  assert.equal(fileTemplate({ 'x-file': { lines: 'x' } }), null);
});

test('a secret that is made up is as long as it should be, and never the same', () => {
  assert.equal(formFields(SCHEMA).find(({ name }) => name === 'token')?.makeUp, 20);
  assert.match(madeUp(20), /^[A-Za-z2-9]{20}$/);
  assert.notEqual(madeUp(20), madeUp(20));
});
