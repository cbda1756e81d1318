import { parseFlags } from './arguments.ts';
import type { CliCommand } from './command.ts';
import { type AskedEvents, eventPage, followEvents, type ShownEvent } from './follow-events.ts';

/** Events that are shown without being asked for by number. */
const LISTED = 50;

/** The log of events on a terminal or for a program, over server-sent events; a broken stream goes on where it broke off. */
export const events: CliCommand = {
  summary: 'what happened, and what happens',
  help: `Usage: croft events [--follow] [flags]

Flags:
  --follow         go on with what comes, until Ctrl-C; a broken connection goes on where it broke off
  --after CURSOR   from the event after this one; 0 is the beginning. Without it: the newest ${LISTED}
  --name NAME      only events of this name (docs/events.md); may stand several times
  --all            with --follow: measurements and other events that are not kept, too
  --json           one JSON object per line
  --server URL     the farm's address (http://127.0.0.1:8300)`,
  async run(argv, signal) {
    const { values } = parseFlags('events', argv, {
      follow: { type: 'boolean', default: false },
      after: { type: 'string' },
      name: { type: 'string', multiple: true, default: [] },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      server: { type: 'string', default: 'http://127.0.0.1:8300' },
    });
    const asked = { server: values.server.replace(/\/+$/, ''), names: values.name, all: values.all };
    const show = (event: ShownEvent): void =>
      void process.stdout.write(`${values.json ? JSON.stringify(event) : lineOf(event)}\n`);
    if (values.follow) {
      const { page, cursor } = values.after === undefined ? await newest(asked) : { page: [], cursor: values.after };
      for (const event of page) show(event);
      await followEvents(asked, cursor, show, signal);
      return 0;
    }
    if (values.after === undefined) {
      for (const event of (await newest(asked)).page) show(event);
      return 0;
    }
    for (let after = values.after; !signal.aborted; ) {
      const page = await eventPage(asked, { after, first: 200 });
      for (const event of page.items) show(event);
      if (page.items.length === 0) break;
      after = page.endCursor ?? after;
    }
    return 0;
  },
};

function lineOf({ at, name, printerId, cursor, payload }: ShownEvent): string {
  const where = printerId === null ? '' : ` ${printerId}`;
  return `${at} ${(cursor ?? '-').padStart(8)} ${name}${where} ${JSON.stringify(payload)}`;
}

async function newest(
  asked: AskedEvents,
): Promise<{ readonly page: readonly ShownEvent[]; readonly cursor: string | null }> {
  const { items } = await eventPage(asked, { first: LISTED });
  // Of a filtered log that is empty nothing says where it ends: from now on, then.
  return { page: items, cursor: items.at(-1)?.cursor ?? null };
}
