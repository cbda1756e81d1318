const PORT = 8_090;
let taken = 0;

/**
 * A place on this host that nobody else has, for a server that a simulated printer calls: an address of its own in the loopback network,
 * by process and number. So no test takes the port of another one, and none has to be guessed.
 */
export function ownPlace(): { readonly host: string; readonly port: number } {
  taken += 1;
  const [high, low] = [(process.pid >> 8) & 0x7f, process.pid & 0xff];
  return { host: `127.${128 + high}.${low}.${1 + (taken % 250)}`, port: PORT };
}
