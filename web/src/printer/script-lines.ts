/** The line that an answer of the server is about, 1-based; null when it names none. */
export function wrongLine(message: string): number | null {
  const line = /\bline (\d{1,4})\b/i.exec(message)?.[1];
  return line === undefined ? null : Number(line);
}
