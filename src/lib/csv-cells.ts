/** Rows of cells by RFC 4180; the separator is the heading's: a comma, or the semicolon of many spreadsheets. Empty rows are none. */
export const cellsOf = (text: string): readonly (readonly string[])[] => rowsOf(text).map(({ cells }) => cells);

export interface TableRow {
  /** As a spreadsheet counts them, empty ones too; the heading is 1. */
  readonly number: number;
  readonly cells: readonly string[];
  /** A quotation mark in it never ends: whatever stood behind it is in its last cell. */
  readonly isOpen: boolean;
}

/** The same with the numbers that a spreadsheet shows. Its own first line that names the separator is none of them. */
export function rowsOf(text: string): readonly TableRow[] {
  const plain = text.replace(/^\uFEFF/, '');
  // Spreadsheets of old Macintoshes end their lines so.
  const lines = plain.includes('\n') ? plain : plain.replaceAll('\r', '\n');
  const named = /^sep=(.)\r?\n/i.exec(lines);
  const whole = lines.slice(named?.[0].length ?? 0);
  const [heading = ''] = whole.split('\n', 1);
  const separator = named?.[1] ?? [';', '\t'].find((each) => heading.includes(each) && !heading.includes(',')) ?? ',';
  const rows: TableRow[] = [];
  let row: string[] = [];
  let at = 0;
  let number = 1;
  let isOpen = false;
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
      isOpen = at >= whole.length;
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
    if (row.some((one) => one !== '')) rows.push({ number, cells: row, isOpen });
    row = [];
    number++;
  }
  return rows;
}
