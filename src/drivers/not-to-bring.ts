import type { PrinterErrorCode } from '#model/phase';

/** Thrown by an upload that must not be tried: what a person is told instead of “could not be brought”. */
export class NotToBring extends Error {
  readonly code: PrinterErrorCode;

  constructor(code: PrinterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
