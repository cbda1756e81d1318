import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What a power cut would leave of a folder: bytes that were written and not synced, and names that were made, changed or removed in
 * a folder that was not synced, may be gone. Stricter than most file systems: a name is kept by syncing its own folder and by
 * nothing else. After a sync that failed, what it should have kept is lost for good, as on Linux, which calls those pages clean.
 */
export class ModelDisk {
  readonly #root: string;
  /** As every process sees it now. */
  readonly #names = new Map<string, Node>();
  /** As it is found after a power cut. */
  readonly #kept = new Map<string, Node>();
  /** Changes of names that no sync of their folders has kept yet, oldest first. */
  #loose: NameChange[] = [];

  /** Everything that stands in the folder now counts as kept. */
  constructor(root: string) {
    this.#root = root;
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const node: Node = entry.isDirectory() ? FOLDER : { kind: 'file', kept: readFileSync(path), loose: [] };
      this.#names.set(path, node);
      this.#kept.set(path, node);
    }
  }

  has(path: string): boolean {
    return path === this.#root || this.#names.has(path);
  }

  make(path: string, kind: 'file' | 'folder'): void {
    const node: Node = kind === 'folder' ? FOLDER : { kind: 'file', kept: Buffer.alloc(0), loose: [] };
    this.#change([dirname(path)], (names) => void names.set(path, node));
  }

  rename(from: string, to: string): void {
    const node = this.#names.get(from);
    if (node === undefined) return;
    this.#change([dirname(from), dirname(to)], (names) => {
      names.delete(from);
      names.set(to, node);
    });
  }

  remove(path: string): void {
    const gone = [...this.#names.keys()].filter((each) => each === path || each.startsWith(`${path}/`));
    for (const each of gone) {
      this.#change([dirname(each)], (names) => void names.delete(each));
    }
  }

  /** A file stays what it is under another name: whoever has it open holds this. */
  open(path: string): Node {
    return this.#names.get(path) ?? FOLDER;
  }

  write(node: Node, at: number, bytes: Uint8Array): void {
    if (node.kind === 'file') node.loose.push({ kind: 'bytes', at, bytes: Buffer.from(bytes) });
  }

  truncate(node: Node, size: number): void {
    if (node.kind === 'file') node.loose.push({ kind: 'size', size });
  }

  /** Begins a sync, of what is loose now; the answer ends it. */
  beginSync(node: Node, path: string): (worked: boolean) => void {
    if (node.kind === 'file') {
      const count = node.loose.length;
      return (worked) => {
        const changes = node.loose.splice(0, count);
        if (worked) node.kept = changes.reduce(changed, node.kept);
      };
    }
    const mine = this.#loose.filter(({ folders }) => folders.includes(path));
    return (worked) => {
      if (!worked) return;
      for (const { apply } of mine) apply(this.#kept);
      this.#loose = this.#loose.filter((change) => !mine.includes(change));
    };
  }

  /** Path → bytes as a power cut would leave them now; null for a folder. `some`: of what is loose, chance decides what was in time. */
  afterPowerCut(some?: () => boolean): ReadonlyMap<string, Buffer | null> {
    const names = new Map(this.#kept);
    // A file system writes its names in order: what is in time is the beginning of them.
    for (const { apply } of this.#loose) {
      if (some?.() !== true) break;
      apply(names);
    }
    const found = new Map<string, Buffer | null>();
    for (const [path, node] of names) {
      if (!this.#leadsTo(path, names)) continue;
      if (node.kind === 'folder') found.set(path, null);
      else found.set(path, some === undefined ? node.kept : node.loose.filter(() => some()).reduce(changed, node.kept));
    }
    return found;
  }

  /** The bytes of one file as a power cut would leave them; undefined when its name would be gone. */
  keptBytes(path: string): Buffer | undefined {
    const node = this.#kept.get(path);
    return node?.kind === 'file' && this.#leadsTo(path, this.#kept) ? node.kept : undefined;
  }

  #leadsTo(path: string, names: ReadonlyMap<string, Node>): boolean {
    const parent = dirname(path);
    return parent === this.#root || (names.has(parent) && this.#leadsTo(parent, names));
  }

  #change(folders: readonly string[], apply: (names: Map<string, Node>) => void): void {
    apply(this.#names);
    this.#loose.push({ folders, apply });
  }
}

export type Node =
  | { readonly kind: 'folder' }
  | { readonly kind: 'file'; kept: Buffer; readonly loose: ContentChange[] };

const FOLDER: Node = { kind: 'folder' };

type ContentChange =
  | { readonly kind: 'bytes'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'size'; readonly size: number };

interface NameChange {
  readonly folders: readonly string[];
  readonly apply: (names: Map<string, Node>) => void;
}

function changed(before: Buffer, change: ContentChange): Buffer {
  const size = change.kind === 'size' ? change.size : Math.max(before.length, change.at + change.bytes.length);
  const after = Buffer.alloc(size);
  before.copy(after, 0, 0, Math.min(before.length, size));
  if (change.kind === 'bytes') change.bytes.copy(after, change.at);
  return after;
}
