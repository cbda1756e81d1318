import { defineErrors, errorEntry } from '#lib/user-error';

export const queueErrors = defineErrors({
  unknownJob: errorEntry<{ id: string }>({
    code: 'unknown-job',
    cause: () => 'This job does not exist.',
    remedy: 'It may have been deleted meanwhile: load the page again.',
    field: 'id',
  }),
  unknownPrint: errorEntry<{ id: string }>({
    code: 'unknown-print',
    cause: () => 'This print does not exist.',
    remedy: 'It may have been deleted with its job: load the page again.',
    field: 'id',
  }),
  unknownFile: errorEntry<{ digest: string }>({
    code: 'unknown-file',
    cause: () => 'The library has no such file.',
    remedy: 'Upload it first, or choose another.',
    field: 'digest',
  }),
  notPrintable: errorEntry<{ name: string }>({
    code: 'file-not-printable',
    cause: ({ name }) => `${name} is a model: no printer reads it.`,
    remedy: 'Slice it, upload what the slicer exports, and print that.',
    field: 'digest',
  }),
  inTrash: errorEntry<{ name: string }>({
    code: 'file-in-trash',
    cause: ({ name }) => `${name} lies in the trash.`,
    remedy: 'Take it out of the trash first.',
    field: 'digest',
  }),
  unknownPlate: errorEntry<{ name: string; plates: readonly number[] }>({
    code: 'unknown-plate',
    cause: ({ name, plates }) => (plates.length === 0 ? `${name} has no plates.` : `${name} has no such plate.`),
    remedy: ({ plates }) =>
      plates.length === 0 ? 'Leave the plate out.' : `Name one of its plates: ${plates.join(', ')}.`,
    field: 'plate',
  }),
  fromCard: errorEntry<{ name: string }>({
    code: 'job-from-card',
    cause: ({ name }) => `“${name}” lies on the card of a printer, and nobody has checked what it holds.`,
    remedy: 'Print it again from the card of that printer, and confirm it there.',
  }),
  platesUnread: errorEntry<{ name: string }>({
    code: 'plates-unread',
    cause: ({ name }) => `The plates of ${name} could not be read when it was taken in.`,
    remedy: 'Delete it from the library and upload it again.',
    field: 'digest',
  }),
  badField: errorEntry<{ field: string; rule: string }>({
    code: 'bad-job-setting',
    cause: ({ field, rule }) => `“${field}” is not right: ${rule}.`,
    remedy: 'Correct it and try again.',
    field: ({ field }) => field,
    rule: ({ rule }) => rule,
  }),
  active: errorEntry<{ name: string }>({
    code: 'job-active',
    cause: ({ name }) => `“${name}” has prints that are not over.`,
    remedy: 'Cancel the job, clear the beds of its prints, then delete it.',
  }),
  printerBusy: errorEntry<{ name: string }>({
    code: 'printer-has-print',
    cause: ({ name }) => `${name} has a print that is not over.`,
    remedy: 'Cancel the print and clear the bed first, or remove the printer by force and lose sight of the print.',
  }),
  over: errorEntry<{ name: string }>({
    code: 'job-over',
    cause: ({ name }) => `“${name}” is over.`,
    remedy: 'Queue it again as a new job.',
  }),
  notUnderWay: errorEntry<{ name: string }>({
    code: 'print-not-under-way',
    cause: ({ name }) => `“${name}” is not being printed now.`,
    remedy: 'The page was behind; it shows the present state now.',
  }),
  begunAtPrinter: errorEntry<{ name: string }>({
    code: 'print-begun-at-printer',
    cause: ({ name }) => `“${name}” was begun at the printer, and not by Croft.`,
    remedy: 'Pause or cancel it there, at its screen or in its own program. The emergency stop works as always.',
  }),
  notRetriable: errorEntry<{ name: string }>({
    code: 'print-not-retriable',
    cause: ({ name }) => `This copy of “${name}” needs no other try.`,
    remedy: 'Only a copy that failed, was cancelled or was lost and not made is printed again, and only once.',
  }),
  notLost: errorEntry<{ name: string }>({
    code: 'print-not-lost',
    cause: ({ name }) => `It is known what became of “${name}”.`,
    remedy: 'Nothing needs to be answered.',
  }),
  staleBed: errorEntry<{ name: string }>({
    code: 'stale-bed',
    cause: ({ name }) => `The bed of ${name} has changed since this page was drawn.`,
    remedy: 'Look at the bed again, then confirm what the page shows now.',
    field: 'bedId',
    rule: 'a confirmation answers the stay of the bed that the person looked at',
  }),
  nothingToConfirm: errorEntry<{ name: string }>({
    code: 'bed-needs-no-confirmation',
    cause: ({ name }) => `Nobody is asked about the bed of ${name} now.`,
    remedy: 'Wait until its print is over.',
  }),
  stalePause: errorEntry<{ name: string }>({
    code: 'stale-pause',
    cause: ({ name }) => `“${name}” is not in the pause that this page shows.`,
    remedy: 'Look why it is paused now, then resume.',
    field: 'pauseNumber',
  }),
  staleStop: errorEntry<{ name: string }>({
    code: 'stale-stop',
    cause: ({ name }) => `${name} does not stand in the stop that this page shows.`,
    remedy: 'Look at the printer again, then recover.',
    field: 'stopNumber',
  }),
});
