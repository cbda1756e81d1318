/** A Marlin whose bed can be asked (M8300); everything else is the driver `marlin`. */
export { createSimulatedDriver as createDriver } from '../marlin/driver.ts';
