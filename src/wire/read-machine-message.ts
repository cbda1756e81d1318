import { type Read, readChecked } from './check.ts';
import { isForeignHello, isMachineMessage } from './check-machine-message.generated.ts';
import { PROTOCOL_VERSIONS } from './limits.ts';
import type { MachineMessage } from './message.ts';

/** What a machine said, or the versions that it speaks when we speak none of them (WI5). */
export type HeardFromMachine =
  | MachineMessage
  | { readonly kind: 'foreign-hello'; readonly protocol: readonly number[] };

/** `unknown` in, ours out: the border on the combinator's side. */
export function readMachineMessage(value: unknown): Read<HeardFromMachine> {
  const read = readChecked(isMachineMessage, value);
  if (read.ok || !isForeignHello(value)) return read;
  const { protocol } = value;
  if (protocol.some((version) => PROTOCOL_VERSIONS.includes(version))) return read;
  return { ok: true, value: { kind: 'foreign-hello', protocol } };
}
