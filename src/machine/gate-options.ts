import type { DriverManifest } from '#drivers/driver';

type Options = Readonly<Record<string, unknown>>;

/** The options that the last gate reads, under the names that every driver's schema shares. */
const READ_BY_THE_GATE = ['maxNozzleTemperature', 'maxBedTemperature', 'maxChamberTemperature', 'blockedCommands'];

/**
 * What the last gate is given: where a printer's settings say nothing, its driver's schema does, as the form shows it. A kind of printer whose
 * slicer writes a harmless M500 into every file would else print none of them.
 */
export function gateOptions(manifest: DriverManifest | null, options: Options): Options {
  const properties = (manifest?.optionsSchema.properties ?? {}) as Readonly<Record<string, Options>>;
  const defaults = READ_BY_THE_GATE.flatMap((name) => {
    const value = properties[name]?.default;
    return value === undefined ? [] : [[name, value] as const];
  });
  const { blockedCommands, ...others } = options;
  // Forms have sent empty lists for fields that nobody touched.
  const isSaid = blockedCommands !== undefined && !(Array.isArray(blockedCommands) && blockedCommands.length === 0);
  return { ...Object.fromEntries(defaults), ...others, ...(isSaid ? { blockedCommands } : {}) };
}
