/** One message of a stream of server-sent events; `id` is the last one that stood in the stream, here or before. */
export interface StreamMessage {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/** A line or message that is longer is no event of ours, and would fill memory. */
const MESSAGE_LIMIT_CHARACTERS = 1024 * 1024;

/** The messages of a stream of server-sent events, as the HTML standard reads them; `onId` hears of ids without data too. */
export async function* readEventStream(
  body: AsyncIterable<Uint8Array>,
  onId: (id: string) => void,
): AsyncGenerator<StreamMessage> {
  let rest = '';
  let id: string | null = null;
  let event = 'message';
  let data: string[] = [];
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > MESSAGE_LIMIT_CHARACTERS) throw new Error('a line of the stream has no end');
    // A carriage return at the very end may be half of a line's end.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { id, event, data: data.join('\n') };
        event = 'message';
        data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') data.push(value);
      else if (field === 'event') event = value;
      else if (field === 'id' && !value.includes('\0')) {
        id = value;
        onId(value);
      }
    }
  }
}
