import { askerOf } from '../accounts/asker.ts';
import type { Args } from '../api/arguments.ts';
import type { RequestContext } from '../api/graphql.ts';
import type { View } from '../api/views.ts';
import { FARM_SETTINGS_SCHEMA, type FarmSettings, type Settings } from './settings.ts';

/** The farm's own settings for people and programs: their form, their values, their version. */
export function settingsResolvers(settings: Settings, farmChanged: () => void) {
  async function farmSettings(): Promise<View> {
    const { version, settings: values } = await settings.load();
    return { version, schema: FARM_SETTINGS_SCHEMA, values };
  }
  return {
    Query: { farmSettings },
    Mutation: {
      async changeFarmSettings({ version, changes }: Args, context?: RequestContext) {
        // Checked against the schema as a whole; what is no object of settings is refused there by name.
        const given = { ...(changes as Partial<FarmSettings>) };
        await settings.change(Number(version), given, askerOf(context));
        farmChanged();
        return farmSettings();
      },
    },
  };
}
