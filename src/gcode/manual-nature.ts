import { parseCommand, wordValue } from './words.ts';

/** What one line does to the printer when a person sends it by hand (MA15), the most harmful reading of it. */
export type LineNature = 'nothing' | 'reading' | 'heating' | 'motion' | 'extruding';

/** Ordered by what they may do to the bed; the worst line of several decides. */
export const NATURES: readonly LineNature[] = ['nothing', 'reading', 'heating', 'motion', 'extruding'];

/** Answers with what is, or changes how often it is told. */
const READING = new Set([
  'M20',
  'M21',
  'M27',
  'M31',
  'M105',
  'M113',
  'M114',
  'M115',
  'M117',
  'M118',
  'M119',
  'M123',
  'M154',
  'M155',
  'M408',
  'M503',
]);
/** Heaters, fans, motors off: nothing travels. */
const HEATING = new Set([
  'M17',
  'M18',
  'M84',
  'M104',
  'M106',
  'M107',
  'M108',
  'M109',
  'M140',
  'M141',
  'M190',
  'M191',
  'M220',
  'M221',
  'M301',
  'M304',
  'M500',
]);
/** Travels, or sets how the next travel is read, and cannot turn the extruder. */
const MOTION = new Set([
  'G4',
  'G17',
  'G20',
  'G21',
  'G27',
  'G28',
  'G29',
  'G30',
  'G34',
  'G90',
  'G91',
  'G92',
  'M82',
  'M83',
  'M201',
  'M203',
  'M204',
  'M205',
  'M211',
  'M400',
  'M410',
  'M420',
]);

/** A move with E may lay down filament; whatever is not known here is taken for that. */
export function natureOf(line: string): LineNature {
  const command = parseCommand(line);
  if (command === null) return line.replace(/[;(].*/, '').trim() === '' ? 'nothing' : 'extruding';
  const name = `${command.letter}${command.number}`;
  if (command.subcode === null && READING.has(name)) return 'reading';
  if (name === 'M420' && command.words.every(({ letter }) => letter === 'V')) return 'reading';
  if (HEATING.has(name)) return 'heating';
  if (MOTION.has(name)) return 'motion';
  const moves = command.letter === 'G' && command.number <= 3;
  return moves && wordValue(command, 'E') === undefined ? 'motion' : 'extruding';
}
