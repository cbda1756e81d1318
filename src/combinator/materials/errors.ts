import { defineErrors, errorEntry } from '#lib/user-error';

/** What people meet when they keep their spools. */
export const materialErrors = defineErrors({
  unknown: errorEntry<{ id: string }>({
    code: 'unknown-spool',
    cause: () => 'The farm has no such spool.',
    remedy: 'It may have been deleted meanwhile: load the page again.',
    field: 'id',
  }),
  unknownUse: errorEntry<{ id: string }>({
    code: 'unknown-spool-use',
    cause: () => 'There is no such entry in the history of a spool.',
    remedy: 'Load the history again.',
    field: 'id',
  }),
  unknownPrinter: errorEntry<{ id: string }>({
    code: 'unknown-printer-for-spool',
    cause: () => 'The farm has no such printer.',
    remedy: 'Choose one of the printers of the farm.',
    field: 'printerId',
  }),
  badField: errorEntry<{ field: string; rule: string }>({
    code: 'bad-spool-field',
    cause: ({ field, rule }) => `“${field}” is not right: ${rule}.`,
    remedy: 'Correct it and save again.',
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
  archived: errorEntry<{ name: string }>({
    code: 'spool-archived',
    cause: ({ name }) => `“${name}” is archived.`,
    remedy: 'Take it out of the archive first.',
    field: 'id',
  }),
  untoldSlot: errorEntry<{ slot: string }>({
    code: 'slot-untold',
    cause: ({ slot }) => `The printer does not tell what slot ${slot} holds.`,
    remedy: 'Add the spool by hand, and load it there.',
    field: 'slot',
  }),
  noTare: errorEntry<{ name: string }>({
    code: 'spool-without-tare',
    cause: ({ name }) => `Nobody has said what the empty spool of “${name}” weighs.`,
    remedy: 'Enter the weight of the empty spool, or the weight of the filament alone.',
    field: 'tareGrams',
  }),
  inHistory: errorEntry<{ name: string }>({
    code: 'spool-in-history',
    cause: ({ name }) => `Prints were made of “${name}”; deleting it would tear their costs out of the history.`,
    remedy: 'Archive it: it is then out of all lists.',
    field: 'id',
  }),
});
