import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { dataFolder, type FolderSurroundings, runtimeFolder, SOCKET_PATH_LIMIT_BYTES, socketPath } from './folders.ts';
import { UserError } from './user-error.ts';

const hasCode = (code: string) => (error: unknown) => error instanceof UserError && error.code === code;

describe('folders', () => {
  let base = '';
  let data = '';
  const uid = process.getuid?.() ?? 0;
  const around = (env: FolderSurroundings['env'], more: Partial<FolderSurroundings> = {}): FolderSurroundings => ({
    env,
    home: path.join(base, 'home'),
    tmp: base,
    uid,
    ...more,
  });
  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), 'cf-'));
    data = path.join(base, 'd');
    mkdirSync(data);
    mkdirSync(path.join(base, 'run'), { mode: 0o700 });
  });
  afterEach(() => rmSync(base, { recursive: true }));

  test('data is kept where the flag says, else CROFT_DATA, else below the home folder', () => {
    assert.equal(dataFolder(undefined, around({})), path.join(base, 'home/.local/share/croft'));
    assert.equal(dataFolder(undefined, around({ CROFT_DATA: path.join(base, 'e') })), path.join(base, 'e'));
    assert.equal(dataFolder(path.join(base, 'f'), around({ CROFT_DATA: path.join(base, 'e') })), path.join(base, 'f'));
    assert.equal(statSync(path.join(base, 'f')).mode & 0o777, 0o700);
  });

  test('a data folder that cannot be used is a clear error', () => {
    writeFileSync(path.join(base, 'file'), '');
    for (const wrong of ['file', 'file/below']) {
      assert.throws(() => dataFolder(path.join(base, wrong), around({})), hasCode('folder-unusable'));
    }
  });

  test('a data folder in an unwritable place is a clear error', () => {
    const place = path.join(base, 'locked');
    mkdirSync(place, { mode: 0o500 });
    // Root may write everywhere, so it becomes nobody for a moment.
    if (uid === 0) process.seteuid?.(65534);
    try {
      assert.throws(() => dataFolder(path.join(place, 'd'), around({})), hasCode('folder-unusable'));
    } finally {
      if (uid === 0) process.seteuid?.(0);
    }
  });

  test('[PR3] the runtime folder is one per data folder, in XDG_RUNTIME_DIR, for us alone', () => {
    const xdg = path.join(base, 'run');
    const folder = runtimeFolder(data, around({ XDG_RUNTIME_DIR: xdg }));
    assert.match(path.relative(xdg, folder), /^croft-[0-9a-f]{8}$/);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(runtimeFolder(data, around({ XDG_RUNTIME_DIR: xdg })), folder);
    symlinkSync(data, path.join(base, 'd2'));
    assert.equal(runtimeFolder(path.join(base, 'd2'), around({ XDG_RUNTIME_DIR: xdg })), folder);
    mkdirSync(path.join(base, 'other'));
    assert.notEqual(runtimeFolder(path.join(base, 'other'), around({ XDG_RUNTIME_DIR: xdg })), folder);
  });

  test('without a usable XDG_RUNTIME_DIR it is in the temporary folder, with the user in its name', () => {
    const long = path.join(base, 'x'.repeat(60));
    mkdirSync(long);
    for (const xdg of [undefined, '', path.join(base, 'missing'), long]) {
      const folder = runtimeFolder(data, around({ XDG_RUNTIME_DIR: xdg }));
      assert.match(path.relative(base, folder), new RegExp(`^croft-${uid}-[0-9a-f]{8}$`));
    }
  });

  test("[PR3] a runtime folder with other people's permissions is closed, a link or a file is refused", () => {
    const folder = runtimeFolder(data, around({}));
    chmodSync(folder, 0o777);
    assert.equal(runtimeFolder(data, around({})), folder);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    rmSync(folder, { recursive: true });
    symlinkSync(data, folder);
    assert.throws(() => runtimeFolder(data, around({})), hasCode('runtime-folder-not-ours'));
    rmSync(folder);
    writeFileSync(folder, '');
    assert.throws(() => runtimeFolder(data, around({})), hasCode('runtime-folder-not-ours'));
  });

  test("[PR3] another user's runtime folder is refused", () => {
    const folder = runtimeFolder(data, around({}));
    if (uid === 0) {
      chownSync(folder, 65534, 65534);
      assert.throws(() => runtimeFolder(data, around({})), hasCode('runtime-folder-not-ours'));
      chownSync(folder, 0, 0);
    } else {
      // As somebody else, who meets our folder under the name that would be theirs.
      const theirs = path.join(base, path.basename(folder).replace(`-${uid}-`, `-${uid + 1}-`));
      mkdirSync(theirs, { mode: 0o700 });
      assert.throws(() => runtimeFolder(data, around({}, { uid: uid + 1 })), hasCode('runtime-folder-not-ours'));
    }
  });

  test('[PR3] socket paths are under 100 bytes, or an error says so before anything is made', () => {
    const folder = runtimeFolder(data, around({}));
    assert.ok(Buffer.byteLength(socketPath(folder, `machine-${'a'.repeat(26)}.sock`)) < SOCKET_PATH_LIMIT_BYTES);
    assert.throws(() => socketPath(folder, 'ü'.repeat(50)), hasCode('socket-path-too-long'));
    const deep = path.join(base, 'x'.repeat(90));
    mkdirSync(deep);
    assert.throws(() => runtimeFolder(data, around({}, { tmp: deep })), hasCode('socket-path-too-long'));
    assert.deepEqual(readdirSync(deep), []);
  });
});
