import type { PrinterFile, PrinterFiles } from '../src/printer/use-printer-files.ts';

const AT = '2026-11-24T10:00:00.000Z';

const onPrinter = (path: string, changes: Partial<PrinterFile> = {}): PrinterFile => ({
  path,
  sizeBytes: 4_380_000,
  modifiedAt: AT,
  digest: null,
  thumbnail: null,
  download: null,
  ...changes,
});
const coming = (
  status: NonNullable<PrinterFile['download']>['status'],
  error: string | null = null,
): PrinterFile['download'] => ({
  id: 'x',
  status,
  gotBytes: status === 'RUNNING' ? 2_600_000 : 0,
  sizeBytes: 4_380_000,
  error,
});
/** What lies on a printer, in every state that a file can be in. */
export const printerFiles: PrinterFiles = {
  printerId: 'p31',
  supported: true,
  autoDownload: true,
  seenAt: AT,
  problem: null,
  unshown: 3,
  items: [
    onPrinter('orders/november/hinge-left.gcode', { download: coming('RUNNING') }),
    onPrinter('cable-clip x12.gcode', { download: coming('WAITING') }),
    onPrinter('bracket.gcode', { digest: 'd0', thumbnail: '/api/pictures/0', download: coming('COMPLETE') }),
    onPrinter('customer_4711_housing_lower_half_v12_FINAL_final2_0.2mm_PETG_MK4IS_7h42m.bgcode.gcode'),
    onPrinter('lamp-shade.gcode', {
      download: coming('FAILED', 'The printer’s host broke off in the middle of the file.'),
    }),
  ],
};
