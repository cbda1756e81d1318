/** What one line by hand does to the power supply; null for anything else. PURE. */
export function powerOf(lines: readonly string[]): 'on' | 'off' | null {
  const [line, ...more] = lines;
  const match = /^\s*M8([01])\b/i.exec(line ?? '');
  if (match === null || more.length > 0) return null;
  return match[1] === '0' ? 'on' : 'off';
}
