import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formFields } from '../printer/form-fields.ts';
import { changesOf, sectionsOf } from './setting-sections.ts';

const FIELDS = formFields(
  {
    properties: {
      farmName: { type: 'string', title: 'Name' },
      kwhPrice: { type: 'number', default: 0 },
      eventsKeptDays: { type: 'integer', default: 400 },
      webhooksToThisHost: { type: 'boolean', default: false },
      somethingNew: { type: 'integer', default: 1 },
      wattsOfPrinters: { type: 'object' },
    },
  },
  { farmName: 'Croft', eventsKeptDays: 30 },
);

test('[CF1] every setting that a form can draw has one place, one that the page does not know the last', () => {
  assert.deepEqual(
    sectionsOf(FIELDS).map(({ title, fields }) => [title, ...fields.map(({ name }) => name)]),
    [
      ['The farm', 'farmName'],
      ['What is kept', 'eventsKeptDays'],
      ['Materials and energy', 'kwhPrice'],
      ['For programs', 'webhooksToThisHost'],
      ['More', 'somethingNew'],
    ],
  );
});

test('[CF2] only what was changed is sent, in its own type; what was changed back is no change', () => {
  const values = { farmName: ' Barn ', eventsKeptDays: '30', kwhPrice: '0.31', webhooksToThisHost: true };
  assert.deepEqual(changesOf(FIELDS, values), { farmName: 'Barn', kwhPrice: 0.31, webhooksToThisHost: true });
  assert.deepEqual(changesOf(FIELDS, {}), {});
});
