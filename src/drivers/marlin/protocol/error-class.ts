/**
 * What a complaint means (serial.md §1.10). `line`: a Resend follows, nothing is lost. `card`, `unknown-command`, `tool`, `soft`:
 * told to a person. `fatal`: the printer has given up. `garbled`: it began like an error and is none that is known; since
 * replies carry no checksum it ends nothing (OctoPrint #5119: `Error:c:ecksum mismatch` cancelled a print). `code`: nothing but a
 * number, which is grbl's answer to a line that it refuses, or the first half of a message in two lines.
 */
export type ErrorClass = 'line' | 'card' | 'unknown-command' | 'tool' | 'soft' | 'fatal' | 'code' | 'garbled';

const BEGINS =
  /^(?:err|fatal:|!!|echo:|ALARM:|printer stopped|unknown command|\/\/ unknown command|(?:ok )?emergency stop)/i;

const CLASSES: readonly (readonly [ErrorClass, RegExp])[] = [
  ['line', /line number|checksum|expected line|format error|linenumber/i],
  [
    'fatal',
    /heating failed|thermal runaway|thermal malfunction|(?:max|min)temp\b|kill caused|watchdog barked|printer halted|kill\(\) called|switched off|printer stopped due to errors|stop called|halt asserted|m999 required|heating fault|emergency stop[ !]|^alarm:\d/i,
  ],
  ['soft', /cold extrusion prevented|too long extrusion|endstops? hit|probing failed|homing failed|eeprom/i],
  ['unknown-command', /unknown command|bad command/i],
  ['tool', /invalid (?:extruder|tool)/i],
  ['card', /volume\.init|openroot|workdir|open failed|cannot (?:open|enter)|error writing to file|no media/i],
];

/** Null when the line is no complaint. */
export function classifyError(text: string): ErrorClass | null {
  if (!BEGINS.test(text)) return null;
  const echoed = /^echo:/i.test(text);
  for (const [name, form] of CLASSES) {
    if (!form.test(text)) continue;
    // An echo tells what happened to one command; it never says that the printer gave up, nor that a line is missing.
    if (echoed && (name === 'fatal' || name === 'line')) return null;
    if (echoed && name === 'soft' && /eeprom/i.test(text)) return null;
    return name;
  }
  if (echoed) return null;
  if (/^error:\s*\d+$/i.test(text)) return 'code';
  return /^(?:fatal:|!!)/i.test(text) ? 'fatal' : 'garbled';
}
