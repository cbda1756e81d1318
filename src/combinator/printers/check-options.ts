import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { DriverManifest, OptionProblem } from '#drivers/driver';

/** Only for the form that is drawn of a schema: any text passes, the driver looks at it itself. */
const FORMATS = { 'serial-port': true, address: true, password: true, 'gcode-script': true } as const;
// Our own schemas are right; compiling the schema of schemas to say so cost every start 50 ms.
const ajv = new Ajv2020({
  allErrors: true,
  strict: false,
  coerceTypes: false,
  validateSchema: false,
  formats: FORMATS,
});
const compiled = new WeakMap<object, ReturnType<typeof ajv.compile>>();

/** What is wrong with a printer's options, by the driver's schema and by what a schema cannot say (CF1). */
export function checkOptions(
  manifest: DriverManifest,
  options: Readonly<Record<string, unknown>>,
): readonly OptionProblem[] {
  let validate = compiled.get(manifest.optionsSchema);
  if (validate === undefined) {
    validate = ajv.compile(manifest.optionsSchema);
    compiled.set(manifest.optionsSchema, validate);
  }
  if (!validate(options)) return (validate.errors ?? []).map(problemOf);
  return manifest.checkOptions(options);
}

function problemOf(error: ErrorObject): OptionProblem {
  const missing = error.keyword === 'required' ? String(error.params.missingProperty) : null;
  const extra = error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : null;
  const field = missing ?? extra ?? error.instancePath.slice(1).replaceAll('/', '.');
  if (missing !== null) return { field, rule: 'it must be given', remedy: 'Fill it in.' };
  if (extra !== null) return { field, rule: 'this driver has no such option', remedy: 'Leave it out.' };
  return { field, rule: error.message ?? 'it has the wrong form', remedy: 'Correct it and save again.' };
}
