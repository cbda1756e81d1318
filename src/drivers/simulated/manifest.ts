/** The simulated printer of the demonstration and of tests: a Marlin with a bed sensor that no real printer has (BE5). */
export { simulatedManifest as manifest } from '../marlin/manifest.ts';
