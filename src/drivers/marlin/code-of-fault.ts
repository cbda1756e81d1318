import type { PrinterErrorCode } from '#model/phase';
import type { SpoolFault } from './protocol/spool-state.ts';

/** What a fault of the conversation is called in the farm. */
export const CODE_OF_FAULT: Readonly<Record<SpoolFault, PrinterErrorCode>> = {
  reset: 'printer-reset',
  halted: 'printer-halted',
  silent: 'no-answer',
  'no-answer': 'no-answer',
  stuck: 'protocol-trouble',
  undeliverable: 'protocol-trouble',
  'counter-moved': 'protocol-trouble',
  unnumbered: 'protocol-trouble',
};
