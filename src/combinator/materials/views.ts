import { type MaterialWish, remainingOf, shareOf } from '#model/material';
import type { SlotContent } from '#model/slots';
import type { JobMaterialState, PrinterSlotState } from '../api/farm-state.ts';
import { amountsOf, coloursOf, type PlacedSpool, type SpoolUseRow } from './store.ts';

/** A spool as GraphQL and REST show it. */
export interface SpoolView {
  readonly id: string;
  readonly code: string;
  readonly vendor: string;
  readonly name: string;
  readonly type: string;
  readonly colours: readonly string[];
  readonly diameterMm: number;
  readonly density: number;
  readonly netGrams: number;
  readonly usedGrams: number;
  readonly remainingGrams: number;
  readonly remainingShare: number;
  readonly tareGrams: number | null;
  readonly price: number | null;
  readonly lot: string;
  readonly location: string;
  readonly note: string;
  readonly archived: boolean;
  readonly low: boolean;
  readonly version: number;
  readonly createdAt: string;
  readonly printerId: string | null;
  readonly slot: number | null;
}

export function spoolView(row: PlacedSpool): SpoolView {
  const amounts = amountsOf(row);
  const { id, code, vendor, name, type, lot, location, note, price, version, printerId, slot } = row;
  return {
    id,
    code,
    vendor,
    name,
    type,
    lot,
    location,
    note,
    price,
    version,
    printerId,
    slot,
    ...amounts,
    colours: coloursOf(row),
    diameterMm: row.diameter,
    density: row.density,
    remainingGrams: remainingOf(amounts),
    remainingShare: Math.round(shareOf(amounts) * 1e4) / 1e4,
    tareGrams: row.tare,
    archived: row.archived === 1,
    low: row.low === 1,
    createdAt: new Date(row.created_at).toISOString(),
  };
}

export function spoolUseView(row: SpoolUseRow): object {
  const { id, name, tool, grams, cost, basis, note, by } = row;
  return {
    id,
    name,
    tool,
    grams,
    cost,
    basis,
    note,
    by,
    spoolId: row.spool_id,
    kind: row.kind.toUpperCase().replaceAll('-', '_'),
    printId: row.print_id,
    jobId: row.job_id,
    printerId: row.printer_id,
    unsure: row.unsure === 1,
    at: new Date(row.at).toISOString(),
  };
}

/** What a job is to be made of, as people choose it. */
export function wishView(wish: MaterialWish): JobMaterialState {
  if (wish.kind === 'asked') return { check: 'ASKED', type: wish.type, colour: wish.colour };
  if (wish.kind === 'any') return { check: 'ANY', type: null, colour: null };
  return { check: wish.colours ? 'AS_FILE_WITH_COLOURS' : 'AS_FILE', type: null, colour: null };
}

/** The way back, of what the API was given. */
export function wishOf(input: unknown): MaterialWish {
  const { check, type = null, colour = null } = input as Partial<JobMaterialState>;
  if (check === 'ASKED') return { kind: 'asked', type, colour };
  if (check === 'ANY') return { kind: 'any' };
  return { kind: 'as-file', colours: check === 'AS_FILE_WITH_COLOURS' };
}

/** A slot by what its printer and the farm know of it. */
export function slotView({ reported, spool, type, colours, trouble }: SlotContent): PrinterSlotState {
  const { slot, label, external, filled, remainingPercent, tag } = reported;
  const spoolId = spool?.spoolId ?? null;
  return { slot, label, external, filled, type, colours, remainingPercent, tagged: tag !== null, spoolId, trouble };
}
