/**
 * What may be sent to a board by itself when it has started: settings of the firmware, each in the one form that every firmware reads
 * alike. Nothing here moves, heats, extrudes, starts a print, or changes the speed or flow of one.
 */
const SETTINGS: ReadonlySet<string> = new Set([
  'M92',
  'M145',
  'M150',
  'M201',
  'M203',
  'M204',
  'M205',
  'M206',
  'M207',
  'M208',
  'M250',
  'M256',
  'M301',
  'M304',
  'M309',
  'M355',
  'M412',
  'M413',
  'M420',
  'M425',
  'M569',
  'M592',
  'M593',
  'M603',
  'M851',
  'M900',
  'M906',
  'M913',
  'M914',
]);

const FORM = /^(M\d{2,3})((?: [A-FH-LO-SU-Z]-?\d*\.?\d*)+)$/;

/** Whether a line is such a setting, as it stands. PURE. */
export function isSetting(line: string): boolean {
  const match = FORM.exec(line);
  return match !== null && line.length <= 80 && SETTINGS.has(match[1] ?? '');
}
