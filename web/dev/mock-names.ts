/** Names as people really type them, and times before now. */

export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
export const LONG = 'Extraordinarily-long-printer-name-that-somebody-really-typed-in-the-second-workshop-row-7';
export const LONG_FILE = 'customer_4711_housing_lower_half_v12_FINAL_final2_0.2mm_PETG_MK4IS_7h42m.bgcode.gcode';
