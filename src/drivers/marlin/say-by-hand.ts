import type { Driver } from '#drivers/driver';
import type { Conversation } from './conversation.ts';
import { prepareLine } from './protocol/prepare-line.ts';

const MAX_MANUAL_REPLIES = 1_000;

/** Lines that a person has typed, in their turn among those of a print. `before`: told of each before it is sent. */
export async function sayByHand(
  talk: Conversation,
  lines: readonly string[],
  before: (command: string) => void,
): ReturnType<Driver['manual']> {
  const commands: string[] = [];
  for (const line of lines) {
    const prepared = prepareLine(line);
    if (prepared.kind === 'refused') return { kind: 'refused', reason: `${line.slice(0, 60)}: ${prepared.refusal}` };
    if (prepared.kind === 'command') commands.push(prepared.text);
  }
  const answers = commands.map((command) => {
    before(command);
    return talk.ask(command);
  });
  const replies: string[] = [];
  for (const [i, answer] of (await Promise.all(answers)).entries()) {
    if (answer === null) return { kind: 'refused', reason: `${commands[i] ?? ''} was not taken by the printer.` };
    replies.push(...answer);
  }
  return { kind: 'done', replies: replies.slice(0, MAX_MANUAL_REPLIES) };
}
