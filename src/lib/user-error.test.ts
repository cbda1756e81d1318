import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { definedErrorCodes, defineErrors, errorEntry, UserError } from './user-error.ts';

describe('user error', () => {
  test('[CF1] an error of the table names code, cause, remedy, field and rule', () => {
    const errors = defineErrors({
      tooHot: errorEntry<{ celsius: number; limit: number }>({
        code: 'test-too-hot',
        cause: ({ celsius }) => `${celsius} °C is too hot.`,
        remedy: ({ limit }) => `Choose at most ${limit} °C.`,
        field: 'printer.nozzle',
        rule: ({ limit }) => `at most ${limit}`,
      }),
    });
    const root = new Error('root');
    const error = errors.tooHot({ celsius: 400, limit: 300 }, { cause: root });
    assert.ok(error instanceof UserError && error instanceof Error);
    assert.equal(error.name, 'UserError');
    assert.equal(error.code, 'test-too-hot');
    assert.equal(error.message, '400 °C is too hot.');
    assert.equal(error.remedy, 'Choose at most 300 °C.');
    assert.equal(error.field, 'printer.nozzle');
    assert.equal(error.rule, 'at most 300');
    assert.equal(error.cause, root);
    assert.ok(definedErrorCodes().includes('test-too-hot'));
  });

  test('a code stands once in the whole program, in kebab-case', () => {
    const entry = (code: string) => ({ one: errorEntry<object>({ code, cause: () => 'x', remedy: 'y' }) });
    defineErrors(entry('test-once'));
    assert.throws(() => defineErrors(entry('test-once')), /'test-once' is defined twice/);
    assert.throws(() => defineErrors(entry('TestOnce')), /not kebab-case/);
  });

  test('field and rule are undefined where nothing was said', () => {
    const errors = defineErrors({ plain: errorEntry<object>({ code: 'test-plain', cause: () => 'x', remedy: 'y' }) });
    const error = errors.plain({});
    assert.equal(error.field, undefined);
    assert.equal(error.rule, undefined);
    assert.equal(error.remedy, 'y');
  });
});
