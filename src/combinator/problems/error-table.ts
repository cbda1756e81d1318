import type { PrinterErrorCode } from '#model/phase';

/** Every trouble that waits for a person: its cause in general words, and what helps (CF3). */
export interface ErrorWords {
  readonly cause: string;
  readonly remedy: string;
}

export type ProblemCode =
  | PrinterErrorCode
  | 'print-lost'
  | 'print-elsewhere'
  | 'print-terminal'
  | 'journal-gap'
  | 'machine-crash-looping'
  | 'run-failed'
  | 'file-missing'
  | 'watched-file-refused'
  | 'metadata-failed'
  | 'material-low'
  | 'material-unsure'
  | 'webhook-failing'
  | 'secret-unreadable';

export const ERROR_TABLE: Readonly<Record<ProblemCode, ErrorWords>> = {
  'printer-reported-failure': {
    cause: 'The printer itself reported that it cannot go on.',
    remedy: 'Look at the printer’s display and mend what it names. Then clear the bed.',
  },
  'printer-halted': {
    cause: 'The firmware stopped everything to be safe.',
    remedy:
      'Find what its message names (heater, sensor, end stop). When it is mended, confirm the bed: the printer is then reset.',
  },
  'printer-reset': {
    cause: 'The printer started anew in the middle of a print: power, its reset button, or a glitch on the cable.',
    remedy: 'Check power and cable. Take off what is on the bed, then confirm that it is clear.',
  },
  'port-lost': {
    cause: 'The connection to the printer is gone: unplugged, switched off, or a bad cable.',
    remedy: 'Plug it in and switch it on: it reconnects by itself.',
  },
  'no-answer': {
    cause: 'The printer was silent for longer than any command takes.',
    remedy: 'Check that it is on and not waiting for a button press. A shorter USB cable often helps.',
  },
  'noisy-line': {
    cause: 'The cable or its plugs damage so many lines that a tenth of them or more must be sent again.',
    remedy:
      'Use a short cable with ferrites, away from motors and mains wires, and connect the grounds of printer and host. The print goes on, slower.',
  },
  'protocol-trouble': {
    cause: 'Printer and Croft no longer understood each other, so nothing more was sent.',
    remedy: 'Check the baud rate and the cable, and keep the cable away from mains wires.',
  },
  'resume-unproven': {
    cause: 'The machine process was interrupted, and the printer could not prove where the print stands.',
    remedy: 'Nothing is guessed: take off what is on the bed, confirm that it is clear, and print the copy again.',
  },
  'start-unconfirmed': {
    cause: 'The printer was told to print and showed no sign of it.',
    remedy: 'Look whether it moved. Clear the bed if needed, confirm, and print the copy again.',
  },
  'file-unavailable': {
    cause: 'The file of the print could not be fetched.',
    remedy: 'Check that it is still in the library and that its disk works, then print the copy again.',
  },
  'file-refused': {
    cause: 'The file holds a command that this printer must not be given.',
    remedy: 'Slice it for this printer, or change the printer’s limits in its settings.',
  },
  'disk-full': {
    cause: 'A disk has no room left.',
    remedy: 'Make room; what waits goes on by itself.',
  },
  'machine-crashed': {
    cause: 'The process that drives the printer ended unexpectedly and was started again.',
    remedy: 'If it happens again, look into machine.log in the printer’s folder and report it.',
  },
  'emergency-stop': {
    cause: 'Somebody pressed the emergency stop.',
    remedy: 'When the danger is over, recover the printer; then its bed is asked about.',
  },
  'wrong-credentials': {
    cause: 'The printer refuses the credentials, or lets them do less than Croft needs.',
    remedy: 'Correct them in the printer’s settings, or give their user at the printer what the message names.',
  },
  'blind-while-preparing': {
    cause: 'The printer was out of sight before its print began. Nothing moved.',
    remedy: 'Nothing to do: the copy is printed when a printer is free.',
  },
  'print-lost': {
    cause:
      'The machine’s memory of a print is gone (its disk was replaced or wiped), so nobody knows what became of it.',
    remedy: 'Look at the printer, and say in the queue whether the copy was made.',
  },
  'print-elsewhere': {
    cause: 'A printer works on a print that belongs to another printer.',
    remedy: 'Two machines may share one journal folder: check which printer is which.',
  },
  'print-terminal': {
    cause: 'A printer works on a print that is closed here, as after restoring an old backup.',
    remedy: 'Let it end or cancel it at the printer; then clear the bed.',
  },
  'journal-gap': {
    cause: 'A machine’s journal lacks entries that were never confirmed.',
    remedy: 'Compare the printer’s prints with the queue, and correct the queue by hand.',
  },
  'machine-crash-looping': {
    cause: 'The process that drives the printer ends again and again as soon as it is started.',
    remedy: 'Look into machine.log in the printer’s folder; the settings of the printer are the usual cause.',
  },
  'run-failed': {
    cause: 'The farm could not work on a printer, most often because of the database or its disk.',
    remedy: 'It is tried again by itself. If it stays, look at the log of Croft.',
  },
  'file-missing': {
    cause: 'A file stands in the library’s records and not on its disk.',
    remedy: 'Upload it again, or delete it from the library.',
  },
  'watched-file-refused': {
    cause: 'A file in a watch folder is none that the library keeps.',
    remedy: 'Export it again from the slicer, or take it out of the folder.',
  },
  'metadata-failed': {
    cause: 'A file could be stored but not understood.',
    remedy: 'It can be printed; its time and material are unknown.',
  },
  'material-low': {
    cause: 'A spool holds less than the share that the settings of materials name.',
    remedy: 'Put a new one beside the printer. This goes by itself when the spool is filled up or archived.',
  },
  'material-unsure': {
    cause: 'A print ended, and how much filament it took cannot be known.',
    remedy: 'Weigh the spool, or correct the amount in its history on the page Materials.',
  },
  'webhook-failing': {
    cause: 'A receiver of events took nothing for a whole day, so its webhook was switched off.',
    remedy: 'Mend the receiver, then switch the webhook on again: it gets everything that it has missed.',
  },
  'secret-unreadable': {
    cause: 'A password in the database can no longer be read: the key file of the farm is missing, or is another one.',
    remedy:
      'Enter it again where it is set; of a webhook, make a new secret. Or put the old secret.key back and start Croft again: then this goes by itself.',
  },
};

export function wordsOf(code: string): ErrorWords {
  return (
    (ERROR_TABLE as Readonly<Record<string, ErrorWords>>)[code] ?? {
      cause: 'Something unforeseen happened.',
      remedy: 'Look at the log of Croft.',
    }
  );
}
