import { MAX_COMMAND_BYTES } from './frame.ts';

/** What becomes of one line of a file. `refused` fails the print before it begins: nothing is changed silently. */
export type PreparedLine =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly refusal: LineRefusal };

export type LineRefusal = 'line-too-long' | 'not-ascii' | 'control-character';

export const LINE_REFUSALS: Readonly<Record<LineRefusal, { readonly rule: string; readonly remedy: string }>> = {
  'line-too-long': {
    rule: `A command has at most ${MAX_COMMAND_BYTES} characters, or the printer loses its checksum and asks for it for ever.`,
    remedy: 'Shorten the line, or slice the model for a Marlin printer.',
  },
  'not-ascii': {
    rule: 'A command outside of comments and displayed texts is written in ASCII.',
    remedy: 'The file is damaged or no G-code: slice the model again.',
  },
  'control-character': {
    rule: 'A command holds no control characters.',
    remedy: 'The file is damaged or no G-code: slice the model again.',
  },
};

/** Of a printer that would pass over each of them, and print what is left. */
export const noArcs = (line: string): string =>
  `The file has arcs (${line}), and the firmware says that it was built without them. Print the version that has none, or slice it with arcs switched off.`;

const NOTHING: PreparedLine = { kind: 'nothing' };
const refused = (refusal: LineRefusal): PreparedLine => ({ kind: 'refused', refusal });

/** Commands whose argument is a text for people: altered where the wire cannot carry it, cut where it is too long. */
const DISPLAYED = /^(?:M0*117|M0*118|M0*[01])(?![0-9])/;
/** Arguments in which the case of letters means something. */
const KEEPS_CASE = /^(?:M0*(?:16|20|23|28|30|32|33|486|862|928))(?![0-9])/;
const OWN_NUMBER = /^N\s*\d+\s*/i;
const OWN_CHECKSUM = /\s*\*\s*\d+$/;
/** M110 sets line numbers; M154 makes position reports come by themselves, which are the proof of an end. Both are the host's. */
const HOSTS_OWN = /^M\s*0*(?:110|154)(?![0-9])/i;

/**
 * One line of a file, without its end, as the command to put into a frame. Comments go; so do numbers, checksums and M110 of the
 * file itself, because numbers are ours (MA10); so do `@…` and `%` lines, which are meant for other hosts. Empty lines become
 * nothing, since Marlin never answers them. The same bytes always give the same answer: number → file line stands on it.
 */
export function prepareLine(source: string): PreparedLine {
  let text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const comment = text.indexOf(';');
  if (comment >= 0) text = text.slice(0, comment);
  text = withoutNumber(text.trim());
  return DISPLAYED.test(text) ? displayed(text) : command(text);
}

function withoutNumber(text: string): string {
  if (!OWN_NUMBER.test(text)) return text;
  let rest = text;
  while (OWN_NUMBER.test(rest)) rest = rest.replace(OWN_NUMBER, '');
  return rest.replace(OWN_CHECKSUM, '');
}

function command(source: string): PreparedLine {
  let text = source;
  const sum = text.indexOf('*');
  if (sum >= 0) text = text.slice(0, sum);
  if (text.includes('(') || text.includes(')')) text = withoutRemarks(text);
  // Marlin takes a backslash out of the line before it checks the sum, so the sum would never match.
  if (text.includes('\\')) text = text.replaceAll('\\', '/');
  // Once more, since a remark may have hidden a number.
  text = withoutNumber(text.trim());
  if (text === '' || text.startsWith('@') || text.startsWith('%') || HOSTS_OWN.test(text)) return NOTHING;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 126) return refused('not-ascii');
    if (code < 32 && code !== 9) return refused('control-character');
  }
  if (text.includes('\t')) text = text.replaceAll('\t', ' ');
  if (/[a-z]/.test(text) && !KEEPS_CASE.test(text)) text = upperCase(text);
  // Marlin looks for "M110" anywhere in a numbered line and would take the next N for a new line number.
  if (text.includes('M110')) text = text.replaceAll('M110', 'M 110');
  return text.length > MAX_COMMAND_BYTES ? refused('line-too-long') : { kind: 'command', text };
}

/** What stands between parentheses is a comment to firmwares with PAREN_COMMENTS, and nonsense to the others. */
function withoutRemarks(text: string): string {
  let out = '';
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth += 1;
    else if (letter === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) out += letter;
  }
  return out;
}

/** Lower case is an unknown command to most Marlins; what stands between quotes is left alone. */
function upperCase(text: string): string {
  return text
    .split('"')
    .map((part, i) => (i % 2 === 0 ? part.toUpperCase() : part))
    .join('"');
}

function displayed(source: string): PreparedLine {
  let text = '';
  for (let i = 0; i < source.length && text.length < MAX_COMMAND_BYTES; i++) text += displayable(source.charCodeAt(i));
  text = text.replaceAll('M110', 'M-110').slice(0, MAX_COMMAND_BYTES).trim();
  return { kind: 'command', text };
}

/** Characters that firmwares take out of a line before they check its sum, or that end it, replaced by likenesses. */
function displayable(code: number): string {
  switch (code) {
    case 9:
      return ' ';
    case 0x28:
      return '[';
    case 0x29:
      return ']';
    case 0x2a:
      return 'x';
    case 0x5c:
      return '/';
    default:
      if (code < 32) return '';
      return code > 126 ? '?' : String.fromCharCode(code);
  }
}
