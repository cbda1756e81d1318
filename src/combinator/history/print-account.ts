import type { Kysely } from 'kysely';
import { coloursOf, titleOf } from '../materials/store.ts';
import type { FarmSchema } from '../schema.ts';
import { type Energy, energyOf, inTenThousandths, type Power, totalOf, wattsOf } from './energy.ts';

/** What a print took of one spool, corrections included. */
export interface UsedSpool {
  readonly spoolId: string;
  readonly code: string;
  readonly title: string;
  readonly type: string;
  readonly colours: readonly string[];
  readonly grams: number;
  /** Null where the spool has no price. */
  readonly cost: number | null;
  /** Nobody can know how much it was; a person must look. */
  readonly unsure: boolean;
}

/** What a print took, and what that cost in the farm's currency. */
export interface PrintAccount {
  readonly spools: readonly UsedSpool[];
  readonly materialCost: number | null;
  readonly energy: Energy;
  readonly cost: number | null;
}

interface Ended {
  readonly id: string;
  readonly printer_id: string;
  readonly started_at: number | null;
  readonly ended_at: number | null;
}

/** Prints that are over with their accounts, in one question. */
export async function withAccounts<Print extends Ended>(
  db: Kysely<FarmSchema>,
  prints: readonly Print[],
  power: Power,
): Promise<readonly (Print & { readonly account: PrintAccount })[]> {
  const spools = await spoolsOf(
    db,
    prints.map(({ id }) => id),
  );
  return prints.map((print) => ({ ...print, account: accountOf(print, spools.get(print.id) ?? [], power) }));
}

function accountOf(print: Ended, spools: readonly UsedSpool[], power: Power): PrintAccount {
  const priced = spools.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const materialCost = priced.length === 0 ? null : inTenThousandths(priced.reduce((sum, cost) => sum + cost, 0));
  const { started_at: from, ended_at: to } = print;
  const ms = from === null || to === null ? 0 : Math.max(0, to - from);
  const energy = energyOf(ms * wattsOf(power, print.printer_id), power);
  return { spools, materialCost, energy, cost: totalOf(materialCost, energy.cost) };
}

async function spoolsOf(
  db: Kysely<FarmSchema>,
  prints: readonly string[],
): Promise<ReadonlyMap<string, readonly UsedSpool[]>> {
  const found = new Map<string, UsedSpool[]>();
  if (prints.length === 0) return found;
  const rows = await db
    .selectFrom('spool_use')
    .innerJoin('spool', 'spool.id', 'spool_use.spool_id')
    .where('spool_use.print_id', 'in', [...prints])
    .select((eb) => [
      'spool_use.print_id as printId',
      'spool.id as spoolId',
      'spool.code as code',
      'spool.vendor as vendor',
      'spool.name as name',
      'spool.type as type',
      'spool.colours as colours',
      eb.fn.sum<number>('spool_use.grams').as('grams'),
      eb.fn.sum<number | null>('spool_use.cost').as('cost'),
      eb.fn.max<number>('spool_use.unsure').as('unsure'),
    ])
    .groupBy(['spool_use.print_id', 'spool.id'])
    .orderBy('spool.code')
    .execute();
  for (const row of rows) {
    const { printId, spoolId, code, type, cost } = row;
    const used: UsedSpool = {
      spoolId,
      code,
      type,
      title: titleOf(row),
      colours: coloursOf(row),
      grams: inTenThousandths(Number(row.grams)),
      cost: cost === null ? null : inTenThousandths(Number(cost)),
      unsure: Number(row.unsure) === 1,
    };
    const own = found.get(printId ?? '') ?? [];
    own.push(used);
    found.set(printId ?? '', own);
  }
  return found;
}
