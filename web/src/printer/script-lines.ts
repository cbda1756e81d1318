/** The line that an answer of the server is about, 1-based; null when it names none. */
export function wrongLine(message: string): number | null {
  const line = /\bline (\d{1,4})\b/i.exec(message)?.[1];
  return line === undefined ? null : Number(line);
}

/** The same without the name of the setting, below which it is shown. */
export function wrongWords(message: string): string {
  const words = message.replace(/^“[^”]*” is not right: /, '');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
