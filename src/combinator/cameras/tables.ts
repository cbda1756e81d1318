import type { Migration } from '#storage/migrations';
import type { Flag } from '#storage/storage';

/** Cameras and the pictures and films that were kept of prints; written by `cameras` alone. */
export interface CameraTables {
  camera: CameraTable;
  print_picture: PrintPictureTable;
  timelapse: TimelapseTable;
}

export interface CameraTable {
  id: string;
  name: string;
  /** Whose bed it shows; null for one that shows a room. */
  printer_id: string | null;
  /** Without name and password. */
  url: string;
  username: string | null;
  /** Sealed. */
  password: string | null;
  version: number;
  created_at: number;
  /** 0: prints of its printer are not filmed; 1: with a frame for each layer; more: with one every so many seconds. */
  timelapse: number;
  /** SHA-256 of the certificate that a camera with one of its own is known by; null before it showed a picture. */
  certificate: string | null;
  /** How its pictures are set right: clockwise, degrees (0, 90, 180, 270), then mirrored. */
  rotation: number;
  flip_horizontal: Flag;
  flip_vertical: Flag;
}

/** One picture that belongs to a print (CA2); the picture itself is a file in the folder of pictures. */
export interface PrintPictureTable {
  id: string;
  print_id: string;
  /** As the camera was called then. */
  camera: string;
  at: number;
  size_bytes: number;
}

export const cameraMigration: Migration = {
  name: '0010-cameras',
  statements: () => [
    `create table camera (id text primary key, name text not null, printer_id text references printer (id) on delete set null,
      url text not null, username text, password text, version bigint not null, created_at bigint not null)`,
    `create table print_picture (id text primary key, print_id text not null, camera text not null, at bigint not null,
      size_bytes bigint not null)`,
    `create index print_picture_of on print_picture (print_id, at)`,
    `create index print_picture_at on print_picture (at)`,
  ],
};

/** The film of a print (CA2); its frames, and then its video, lie in a folder of its id. */
export interface TimelapseTable {
  id: string;
  print_id: string;
  /** Whose frames; it may have left meanwhile. */
  camera_id: string;
  /** As the camera was called then. */
  camera: string;
  /** waiting: for its video to be made · frames: there is no video, `trouble` says why; of a video, what it lacks. */
  state: 'recording' | 'waiting' | 'video' | 'frames';
  frames: number;
  size_bytes: number;
  began_at: number;
  trouble: string | null;
}

export const timelapseMigration: Migration = {
  name: '0020-timelapse',
  statements: () => [
    `alter table camera add column timelapse integer not null default 0`,
    `create table timelapse (id text primary key, print_id text not null, camera_id text not null, camera text not null,
      state text not null, frames bigint not null, size_bytes bigint not null, began_at bigint not null, trouble text)`,
    `create index timelapse_of on timelapse (print_id, began_at)`,
  ],
};

export const cameraCertificateMigration: Migration = {
  name: '0027-camera-certificate',
  statements: () => [`alter table camera add column certificate text`],
};

export const cameraTurnMigration: Migration = {
  name: '0029-camera-turn',
  statements: () => [
    `alter table camera add column rotation integer not null default 0`,
    `alter table camera add column flip_horizontal integer not null default 0`,
    `alter table camera add column flip_vertical integer not null default 0`,
  ],
};
