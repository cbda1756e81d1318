/** One start tag with its attributes, or the end of an element (also of `<empty/>`). */
export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string };

/** What XML of a print file may be: deeper or more of it was made to harm. */
export const xmlLimits = { depth: 64, elements: 200_000, attributes: 64 } as const;

/** Why XML is not read further; for people. */
export class XmlProblem extends Error {}

const NAME = /[A-Za-z_][\w.:-]{0,99}/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]{0,99})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;

/**
 * The elements of an XML document and their attributes, in order; text between them is passed over. No document type: entities
 * of its own making are how a kilobyte becomes a gigabyte. Throws an `XmlProblem` for anything that is not well-formed.
 */
export function* xmlEvents(text: string): Generator<XmlEvent> {
  const open: string[] = [];
  let elements = 0;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (;;) {
    at = text.indexOf('<', at);
    if (at === -1) break;
    if (text.startsWith('<!--', at)) at = after(text, '-->', at + 4);
    else if (text.startsWith('<![CDATA[', at)) at = after(text, ']]>', at);
    else if (text.startsWith('<?', at)) at = after(text, '?>', at);
    else if (text.startsWith('<!', at)) throw new XmlProblem('a document type');
    else if (text.startsWith('</', at)) {
      const name = take(NAME, text, at + 2)?.[0] ?? '';
      const end = take(TAG_END, text, at + 2 + name.length);
      if (end === null || open.pop() !== name) throw new XmlProblem(`</${name.slice(0, 40)}> closes nothing`);
      at = TAG_END.lastIndex;
      yield { kind: 'close', name };
    } else {
      const name = take(NAME, text, at + 1)?.[0];
      if (name === undefined) throw new XmlProblem(`a tag without a name at character ${at}`);
      if (++elements > xmlLimits.elements) throw new XmlProblem(`more than ${xmlLimits.elements} elements`);
      at += 1 + name.length;
      const attributes = new Map<string, string>();
      for (let match = take(ATTRIBUTE, text, at); match !== null; match = take(ATTRIBUTE, text, at)) {
        if (attributes.size >= xmlLimits.attributes)
          throw new XmlProblem(`more than ${xmlLimits.attributes} attributes`);
        const key = match[1] ?? '';
        if (attributes.has(key)) throw new XmlProblem(`two attributes ${key.slice(0, 40)}`);
        attributes.set(key, unescaped(match[2] ?? match[3] ?? ''));
        at = ATTRIBUTE.lastIndex;
      }
      const end = take(TAG_END, text, at);
      if (end === null) throw new XmlProblem(`<${name.slice(0, 40)} does not end`);
      at = TAG_END.lastIndex;
      const isEmpty = end[1] === '/';
      if (!isEmpty && open.push(name) > xmlLimits.depth) throw new XmlProblem(`more than ${xmlLimits.depth} levels`);
      yield { kind: 'open', name, attributes };
      if (isEmpty) yield { kind: 'close', name };
    }
  }
  if (open.length > 0) throw new XmlProblem(`<${(open.at(-1) ?? '').slice(0, 40)}> is not closed`);
  if (elements === 0) throw new XmlProblem('no element');
}

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  if (at === -1) throw new XmlProblem(`"${end}" is missing`);
  return at + end.length;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,20}));/g, (whole, decimal, hexadecimal, name) => {
    const point = decimal !== undefined ? Number(decimal) : Number.parseInt(String(hexadecimal ?? ''), 16);
    if (Number.isInteger(point)) return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    return ENTITIES[String(name)] ?? String(whole);
  });
}
