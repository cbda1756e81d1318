/**
 * Undoes deflate, which this folder has no library for: whoever reads files hands it in. Null when the bytes are damaged or
 * would become more than `maxBytes`; never takes more memory than that.
 */
export type Inflate = (bytes: Uint8Array, wrapping: 'zlib' | 'raw', maxBytes: number) => Uint8Array | null;
