/**
 * The frame of a line on the wire: `N<number> <command>*<checksum>\n`. The checksum is the XOR of all bytes before `*`, in
 * decimal (Marlin `gcode/queue.cpp`). Everything here speaks ASCII only: `prepareLine` lets nothing else through.
 */

/** Marlin's `MAX_CMD_SIZE`, terminator included: a longer line loses its checksum and is asked for again for ever. */
export const MAX_FRAME_BYTES = 96;
/** Line numbers end before they would need a digit more than the frame has room for. */
export const MAX_NUMBER = 99_999_999;
/** `N`, eight digits, a space, `*`, three digits, newline. */
const FRAMING_BYTES = 15;
/** The longest command that fits into a frame whatever its number, so that what fits does not depend on where it stands. */
export const MAX_COMMAND_BYTES = MAX_FRAME_BYTES - FRAMING_BYTES;
/** How far past the last line a probe points: far enough for every firmware to object, near enough for those that compare 16 bits. */
const PROBE_AHEAD = 1000;

export function checksum(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum ^= text.charCodeAt(i);
  return sum & 0xff;
}

/** CRC-16 of CCITT (polynomial 0x1021, begun at 0) of ASCII, one table look-up for each character. */
function crc16(text: string, begun = 0): number {
  let crc = begun;
  for (let i = 0; i < text.length; i++)
    crc = ((crc << 8) & 0xffff) ^ (CRC[(crc >> 8) ^ (text.charCodeAt(i) & 0xff)] ?? 0);
  return crc;
}

const CRC = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0);
  return crc & 0xffff;
});

/** The frame whose checksum has five digits: the CRC-16 of all before `*`, which RepRapFirmware takes in place of the XOR. */
export function crcFrame(number: number, command: string): string {
  const head = `N${number} `;
  return `${head}${command}*${String(crc16(command, crc16(head))).padStart(5, '0')}`;
}

export const frameLine = (number: number, command: string): string => `${bareFrame(number, command)}\n`;

/** Without the newline. The sum is taken of the parts: nothing is put together to be read, which costs more than the sum. */
export function bareFrame(number: number, command: string): string {
  const head = `N${number} `;
  return `${head}${command}*${checksum(head) ^ checksum(command)}`;
}

/** Sets the printer's line counter: its next line must be `base + 1`. The number stands twice because firmwares read either. */
export const frameBase = (base: number): string => frameLine(base, `M110 N${base}`);

/**
 * A line with a number that cannot be right: the printer refuses it and tells the last number that it accepted
 * (`Resend: L+1`). Nothing is executed; what stood unread in its receive buffer behind the probe is dropped.
 * The newline before it ends whatever half a line a dead process or noise has left.
 */
export const frameProbe = (lastSent: number, nth = 0): string => `\n${frameLine(lastSent + PROBE_AHEAD + nth, 'M105')}`;
