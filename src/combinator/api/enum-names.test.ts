import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildSchema, isEnumType } from 'graphql';
import { SCOPES } from '../accounts/access.ts';
import { jobStatusSchema, outcomeSchema, phaseSchema, printStatusSchema } from '../events/payload-schema.ts';
import { FAILURE_REASONS } from '../history/reasons.ts';
import { schemaText } from './graphql.ts';
import { kebab, upperSnake } from './views.ts';

const schema = buildSchema(schemaText());
const enums = Object.values(schema.getTypeMap()).filter((type) => isEnumType(type) && !type.name.startsWith('__'));
const wordsOf = (part: object): readonly string[] => (part as { readonly enum: readonly string[] }).enum;

/** Words of the model that the API shows whole; `offline` is a printer whose machine was never heard. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  Phase: ['offline', ...wordsOf(phaseSchema)],
  PrintStatus: wordsOf(printStatusSchema),
  PrintOutcome: wordsOf(outcomeSchema),
  JobStatus: wordsOf(jobStatusSchema),
  FailureReason: FAILURE_REASONS,
  ApiKeyScope: SCOPES,
};

describe('names of GraphQL', () => {
  test('[EV1] each value is a kebab-case word of the farm, by one mapping that leads there and back', () => {
    assert.ok(enums.length > Object.keys(SHOWN).length);
    for (const type of enums)
      for (const { name } of isEnumType(type) ? type.getValues() : []) {
        assert.match(kebab(name), /^[a-z0-9]+(-[a-z0-9]+)*$/, `${type.name}.${name}`);
        assert.equal(upperSnake(kebab(name)), name);
      }
  });

  for (const [name, words] of Object.entries(SHOWN))
    test(`[EV1] ${name} holds every word that the farm has for it, and no other`, () => {
      const type = schema.getType(name);
      assert.ok(isEnumType(type));
      const values = type.getValues().map((value) => value.name);
      assert.deepEqual(values.toSorted(), words.map(upperSnake).toSorted());
    });
});
