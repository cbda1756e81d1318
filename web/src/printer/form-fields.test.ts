import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formFields, optionsOf } from './form-fields.ts';

const SCHEMA = {
  type: 'object',
  required: ['connection'],
  properties: {
    connection: { type: 'string', title: 'Connection', description: 'A port or an address' },
    port: { type: 'string', format: 'serial-port' },
    baud: { type: 'integer', default: 115200, minimum: 1 },
    speed: { anyOf: [{ const: 'slow' }, { const: 'fast' }] },
    sensor: { type: 'boolean', default: true },
    blocked: { type: 'array', items: { type: 'string' }, default: ['M502'] },
    pauseScript: { type: 'string', format: 'gcode-script' },
    afterConnect: { type: 'array', items: { type: 'string' }, format: 'gcode-script' },
    nested: { type: 'object' },
  },
};

test('[CF1] a schema draws its form, and what no form can draw is left out', () => {
  assert.deepEqual(
    formFields(SCHEMA).map((field) => [field.name, field.kind, field.required, field.initial]),
    [
      ['connection', 'text', true, ''],
      ['port', 'serial-port', false, ''],
      ['baud', 'integer', false, '115200'],
      ['speed', 'choice', false, ''],
      ['sensor', 'flag', false, true],
      ['blocked', 'list', false, 'M502'],
      ['pauseScript', 'script', false, ''],
      ['afterConnect', 'script-lines', false, ''],
    ],
  );
});

test('[CF1] the form’s values become options of the right types; empty ones are left to the driver', () => {
  const fields = formFields(SCHEMA, { baud: 250000 });
  assert.deepEqual(optionsOf(fields, { connection: ' /dev/ttyUSB0 ', blocked: 'M502, M997' }), {
    connection: '/dev/ttyUSB0',
    baud: 250000,
    sensor: true,
    blocked: ['M502', 'M997'],
  });
  // An empty list would mean that nothing is blocked, and be sent by every form that nobody touched.
  assert.equal('blocked' in optionsOf(fields, { connection: '/dev/ttyUSB0', blocked: ' ' }), false);
});

test('[CF1] scripts keep their lines, so that what is wrong is found at its line', () => {
  const fields = formFields(SCHEMA, { connection: 'x', afterConnect: ['M413 S0', 'M900 K0.05'] });
  assert.equal(fields.find(({ name }) => name === 'afterConnect')?.initial, 'M413 S0\nM900 K0.05');
  const options = optionsOf(fields, { pauseScript: '\n  G91\nG1 Z1 ; up\n' });
  assert.deepEqual(options.pauseScript, '\n  G91\nG1 Z1 ; up\n');
  assert.deepEqual(options.afterConnect, ['M413 S0', 'M900 K0.05'], 'what nobody touched stays');
  assert.deepEqual(optionsOf(fields, { afterConnect: 'M1\n\n' }).afterConnect, ['M1']);
});

test('a schema that is none draws nothing', () => {
  for (const schema of [null, 5, [], {}, { properties: [] }, { properties: { a: null } }])
    assert.deepEqual(formFields(schema), []);
});
