/** Where a host finds the printer. */
export type PlugAddress =
  | { readonly path: string; readonly link: string | null }
  | { readonly host: string; readonly port: number };

/** The cable between a simulated printer and the hosts of this computer. */
export interface Plug {
  /** Changes with `replug` where the kernel gives another name, as for a real port; a link stays. */
  readonly address: PlugAddress;
  /** The cable is pulled: an open port hangs up, and there is none to open. */
  unplug(): void;
  /** The cable is put back; the printer has gone on meanwhile. */
  replug(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
