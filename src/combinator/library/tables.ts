import type { ColumnType, Generated } from 'kysely';
import type { Migration } from '#storage/migrations';

/** Tables of the library beside its files and their sources. Each is written by `library` alone. */
export interface LibraryTables {
  library_plate: LibraryPlateTable;
  library_folder: LibraryFolderTable;
  library_tag: LibraryTagTable;
  library_word: LibraryWordTable;
  library_link: LibraryLinkTable;
  library_watch: LibraryWatchTable;
  library_watched: LibraryWatchedTable;
}

/** The G-code of one plate of a file, by its content: what a printer is sent for a job that names the plate. */
export interface LibraryPlateTable {
  digest: string;
  plate: number;
  gcode_digest: string;
  gcode_bytes: number;
}

/** Folders that people made, so that an empty one stays; a file names its folder by its whole path. */
export interface LibraryFolderTable {
  path: string;
  created_at: number;
}

export interface LibraryTagTable {
  digest: string;
  tag: string;
}

/** What a file is found by; made from its record, and made anew when it is missing. */
export interface LibraryWordTable {
  word: string;
  digest: string;
}

/** A model and what was sliced from it. `how`: person, or name. */
export interface LibraryLinkTable {
  model: string;
  sliced: string;
  how: string;
  created_at: number;
}

/** Folders of this host whose files come into the library by themselves (LI3). */
export interface LibraryWatchTable {
  id: string;
  path: string;
  folder: string;
  created_at: number;
}

/** What became of each file of a watch folder, so that it is taken in once, and again only when it has changed. */
export interface LibraryWatchedTable {
  watch_id: string;
  path: string;
  size_bytes: number;
  modified_at: number;
  /** Null for a file that was refused. */
  digest: string | null;
  problem: string | null;
}

/** Columns that came to `library_file` with folders and the trash. */
export interface ShelfColumns {
  /** '' is the top; parts between slashes. */
  folder: Generated<string>;
  /** Running number among the files of the same name, from 1: the same name with new content is the next version. */
  version: Generated<number>;
  /** Since when it lies in the trash. */
  trashed_at: ColumnType<number | null, number | null | undefined, number | null>;
}

export const libraryMigration: Migration = {
  name: '0004-library',
  statements: (column) => [
    `alter table job add column plate bigint`,
    `alter table library_file add column folder text not null default ''`,
    `alter table library_file add column version bigint not null default 1`,
    `alter table library_file add column trashed_at bigint`,
    `alter table library_source add column detail text`,
    `create index library_file_folder on library_file (folder)`,
    `create index library_file_name on library_file (name)`,
    `create index library_file_shown on library_file (added_at, digest) where trashed_at is null`,
    `create index library_file_trashed on library_file (trashed_at) where trashed_at is not null`,
    `create index library_source_digest on library_source (digest)`,
    `create table library_plate (digest text not null references library_file (digest) on delete cascade, plate bigint not null,
      gcode_digest text not null, gcode_bytes bigint not null, primary key (digest, plate))`,
    `create index library_plate_gcode on library_plate (gcode_digest)`,
    `create table library_folder (path text primary key, created_at bigint not null)`,
    `create table library_tag (digest text not null references library_file (digest) on delete cascade, tag text not null,
      primary key (digest, tag))`,
    `create index library_tag_tag on library_tag (tag)`,
    `create table library_word (word ${column.bytewise} not null,
      digest text not null references library_file (digest) on delete cascade, primary key (word, digest))`,
    `create index library_word_digest on library_word (digest)`,
    `create table library_link (model text not null references library_file (digest) on delete cascade,
      sliced text not null references library_file (digest) on delete cascade, how text not null, created_at bigint not null,
      primary key (model, sliced))`,
    `create index library_link_sliced on library_link (sliced)`,
    `create table library_watch (id text primary key, path text not null unique, folder text not null, created_at bigint not null)`,
    `create table library_watched (watch_id text not null references library_watch (id) on delete cascade, path text not null,
      size_bytes bigint not null, modified_at bigint not null, digest text, problem text, primary key (watch_id, path))`,
  ],
};

/** A search asks many files for one word, and all files for one letter. */
export const searchMigration: Migration = {
  name: '0019-search',
  statements: () => [
    `drop index library_word_digest`,
    `create index library_word_digest on library_word (digest, word)`,
    `insert into library_word (word, digest) select distinct '^' || substr(word, 1, 1), digest from library_word
      where substr(word, 1, 1) not in ('=', '~', '^')`,
  ],
};
