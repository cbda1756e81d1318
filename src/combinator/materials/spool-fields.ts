import { roundGrams } from '#model/material';
import type { SpoolFields } from './spool-schema.ts';
import { amountsOf, coloursOf, type SpoolRow } from './store.ts';

/** What people say of a spool, as its row holds it. */
export function fieldsOf(row: SpoolRow): SpoolFields {
  return {
    vendor: row.vendor,
    name: row.name,
    type: row.type,
    colours: [...coloursOf(row)],
    diameterMm: row.diameter,
    density: row.density,
    ...amountsOf(row),
    tareGrams: row.tare,
    price: row.price,
    lot: row.lot,
    location: row.location,
    note: row.note,
  };
}

/** The way back. */
export function columnsOf(fields: SpoolFields) {
  return {
    vendor: fields.vendor,
    name: fields.name,
    type: fields.type,
    colours: JSON.stringify(fields.colours),
    diameter: fields.diameterMm,
    density: fields.density,
    net: fields.netGrams,
    used: roundGrams(fields.usedGrams),
    tare: fields.tareGrams,
    price: fields.price,
    lot: fields.lot,
    location: fields.location,
    note: fields.note,
  };
}
