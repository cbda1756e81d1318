/**
 * Bytes that make a printer safe from any state of the wire. Each sequence begins with a newline, which ends a line of which only
 * half was sent, and nothing in it carries a number, since nobody may know the next one then (serial.md §1.11).
 */

const NEWLINE = '\n';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** M112 twice: the first may have been joined to noise. Once it is understood the board is deaf to the second. */
const EMERGENCY_STOP: Uint8Array = ascii(`${NEWLINE}M112\nM112\n`);

/** The same behind the byte that stops some firmwares from their interrupt; the others are never sent it. */
export const stopBytes = (stopByte: string): Uint8Array =>
  stopByte === '' ? EMERGENCY_STOP : ascii(`${stopByte}${NEWLINE}M112\nM112\n`);

/**
 * While a file is written to the card, a firmware may write M112 there as well (Marlin switches its emergency parser off meanwhile). So
 * the file is closed in between; what comes behind that is obeyed.
 */
export const closesFile = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from([...ascii(`${NEWLINE}M112\nM29`), ...bytes]);

/** The same without a stop. */
export const closesFileAlone = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from([...ascii(`${NEWLINE}M29`), ...bytes]);

/** Which heaters a printer has. */
export interface Heaters {
  readonly tools: number;
  readonly chamber: boolean;
}

/** Commands that turn every heater off; for the guardian's bytes, and for the end of a cancelled print. */
export function heatersOff(heaters: Heaters): readonly string[] {
  const tools = Array.from({ length: heaters.tools }, (_, tool) =>
    heaters.tools === 1 ? 'M104 S0' : `M104 T${tool} S0`,
  );
  return [...tools, 'M140 S0', ...(heaters.chamber ? ['M141 S0'] : [])];
}

export const heatersOffBytes = (heaters: Heaters): Uint8Array =>
  ascii(`${NEWLINE}${heatersOff(heaters).join('\n')}\nM107\n`);

/** Acts from within a heating wait or a question, where the firmware has an emergency parser (`Cap:EMERGENCY_PARSER`). */
export const GO_ON = 'M108\n';
/** Stops the head where it is and drops what is planned; same condition. */
export const QUICK_STOP = 'M410\n';
