import type { CreateDriver } from '#drivers/driver';
import { MarlinDriver } from './driver.ts';
import { openLine } from './serial-line.ts';

export const createDriver: CreateDriver = (context) => new MarlinDriver(context, { openLine, sensesBed: false });

/** The simulated printer: the same, with a bed that can be asked. */
export const createSimulatedDriver: CreateDriver = (context) =>
  new MarlinDriver(context, { openLine, sensesBed: true });
