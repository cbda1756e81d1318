const COLOURS: Readonly<Record<string, string>> = {
  debug: '\u001b[90m',
  info: '\u001b[32m',
  warn: '\u001b[33m',
  error: '\u001b[31m',
  fatal: '\u001b[41m',
};
const GREY = '\u001b[90m';
const RESET = '\u001b[0m';

/**
 * One JSON log line as one line for a person: `12:03:04 info  combinator  listening port=8300`. An error's stack
 * follows, indented. Text of printers and files ends up in logs, so control characters are made visible: no printer
 * moves the cursor of a terminal.
 */
export function prettyLine(json: string): string {
  const line = parse(json);
  if (line === undefined) return `${visible(json.trimEnd())}\n`;
  const { level, time, name, msg, err, ...fields } = line;
  const label = String(level ?? 'info');
  const clockTime = String(time ?? '').slice(11, 19);
  const pairs = Object.entries(fields).map(([key, value]) => `${GREY}${visible(key)}=${RESET}${visible(text(value))}`);
  const head = [
    clockTime,
    `${COLOURS[label] ?? ''}${label.padEnd(5)}${RESET}`,
    `${GREY}${visible(String(name ?? ''))}${RESET}`,
  ];
  const first = [...head, visible(String(msg ?? '')), ...pairs, ...errorPart(err)].join(' ');
  return `${first}\n${stackPart(err)}`;
}

function parse(json: string): Record<string, unknown> | undefined {
  try {
    const line: unknown = JSON.parse(json);
    return typeof line === 'object' && line !== null ? (line as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

function errorPart(error: unknown): string[] {
  if (error === undefined) return [];
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return [`${COLOURS.error}${visible(text(message))}${RESET}`];
}

function stackPart(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('stack' in error) || typeof error.stack !== 'string') return '';
  const frames = error.stack.split('\n').filter((frame) => frame.trimStart().startsWith('at '));
  return frames.map((frame) => `    ${GREY}${visible(frame.trim())}${RESET}\n`).join('');
}

function visible(value: string): string {
  // C0, DEL and C1 controls, and the characters that turn the direction of text round.
  return value.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
