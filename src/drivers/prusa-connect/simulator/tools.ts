import type { Switches } from './switches.ts';

type Said = Readonly<Record<string, unknown>>;

/** What an INFO says of them. */
export const toolFields = ({ tools, hasMmu }: Switches): Said => ({
  tools: Object.fromEntries(
    tools.map((material, at) => [at + 1, { nozzle_diameter: 0.4, high_flow: false, material }]),
  ),
  ...(hasMmu ? { mmu: { enabled: true, version: '3.0.2' } } : {}),
  slots: tools.length,
});

/** What telemetry does; of a printer with one tool there is nothing to tell. */
export function slotFields({ tools, activeTool }: Switches): Said {
  if (tools.length < 2) return {};
  const each = tools.map((material, at) => [at + 1, { material, temp: 25, fan_hotend: 0, fan_print: 0 }]);
  return { slot: { ...Object.fromEntries(each), active: activeTool } };
}

/** From tool to tools, both from 1 to 5. */
export function isMapping(told: unknown): boolean {
  if (told === null) return true;
  const isTool = (tool: unknown): boolean => Number(tool) >= 1 && Number(tool) <= 5;
  return Object.entries(told as Readonly<Record<string, unknown>>).every(
    ([tool, to]) => isTool(tool) && Array.isArray(to) && to.length > 0 && to.every(isTool),
  );
}
