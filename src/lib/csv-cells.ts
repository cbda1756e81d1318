/** Rows of cells by RFC 4180; the separator is the heading's: a comma, or the semicolon of many spreadsheets. Empty rows are none. */
export function cellsOf(text: string): readonly (readonly string[])[] {
  const whole = text.replace(/^\uFEFF/, '');
  const [heading = ''] = whole.split('\n', 1);
  const separator = heading.includes(';') && !heading.includes(',') ? ';' : ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < whole.length) {
    let value = '';
    if (whole[at] === '"') {
      for (at++; at < whole.length; at++) {
        if (whole[at] !== '"') value += whole[at];
        else if (whole[at + 1] === '"') {
          value += '"';
          at++;
        } else break;
      }
      at++;
    }
    while (at < whole.length && whole[at] !== separator && whole[at] !== '\n') value += whole[at++];
    const ends = at >= whole.length || whole[at] === '\n';
    row.push(ends ? value.replace(/\r$/, '') : value);
    at++;
    if (!ends) {
      if (at >= whole.length) row.push('');
      else continue;
    }
    if (row.some((one) => one !== '')) rows.push(row);
    row = [];
  }
  return rows;
}
