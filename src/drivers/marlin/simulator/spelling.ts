/**
 * A move as a person would spell it: words apart, no zero too many. Two texts that a firmware understands alike are spelled alike, and
 * no others are, so that what was executed can be held against a file however it went over the wire. Anything but `G0`–`G3` of plain
 * words stays as it is.
 */
export function spelled(text: string): string {
  const name = /^G0*([0-3])(?![\d.])/.exec(text);
  if (name === null) return text;
  const words = [`G${name[1]}`];
  const word = /\s*([A-Z]) ?(-?)(\d*)(?:\.(\d*))?/y;
  word.lastIndex = name[0].length;
  while (word.lastIndex < text.trimEnd().length) {
    const found = word.exec(text);
    if (found === null) return text;
    const [, letter = '', sign = '', whole = '', part = ''] = found;
    if (whole === '' && part === '') return text;
    const [integer, fraction] = [whole.replace(/^0+/, '') || '0', part.replace(/0+$/, '')];
    const value = fraction === '' ? integer : `${integer}.${fraction}`;
    words.push(`${letter}${value === '0' ? '' : sign}${value}`);
  }
  return words.join(' ');
}
