import { type Args, text } from '../api/arguments.ts';
import { iso, type View } from '../api/views.ts';
import type { Spoolman } from './spoolman.ts';

/** The farm's Spoolman as the API shows it: never its password. */
export function spoolmanResolvers({ spoolman }: { readonly spoolman: Spoolman }) {
  async function shown(): Promise<View> {
    const { syncedAt, ...state } = await spoolman.state();
    return { ...state, syncedAt: syncedAt === null ? null : iso(syncedAt) };
  }
  return {
    Query: { spoolman: shown },
    Mutation: {
      async setSpoolman({ url }: Args) {
        const given = text(url)?.trim() ?? '';
        await spoolman.set(given === '' ? null : given);
        return shown();
      },
      async syncSpoolman() {
        await spoolman.sync();
        return shown();
      },
    },
  };
}
