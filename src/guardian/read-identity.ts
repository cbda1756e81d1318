import type { ProcessIdentity } from './machine-process.ts';
import { fields, integer } from './shape.ts';

export function readIdentity(value: unknown, field: string): ProcessIdentity {
  const identity = fields(value, field);
  return {
    pid: integer(2, 2 ** 22)(identity.pid, `${field}.pid`),
    startedTicks: integer(0, Number.MAX_SAFE_INTEGER)(identity.startedTicks, `${field}.startedTicks`),
  };
}
