import { isNetworkTrouble } from '#drivers/network-trouble';
import { isRecord } from './protocol/message.ts';
import type { RpcSocket } from './rpc-socket.ts';

/** Switches a device of Moonraker's (`[power …]`). Null when it says that it is so now; else what it says instead. */
export async function switchDevice(
  socket: Pick<RpcSocket, 'call'>,
  device: string,
  action: 'on' | 'off',
): Promise<string | null> {
  try {
    const told = await socket.call('machine.device_power.post_device', { device, action });
    const state = isRecord(told) ? told[device] : null;
    if (state === action) return null;
    return `Moonraker says that its device “${device}” is ${typeof state === 'string' ? state.slice(0, 100) : 'in no state'}. Look at the switch and at Moonraker’s log.`;
  } catch (error) {
    if (!isNetworkTrouble(error)) throw error;
    return error.message;
  }
}
