import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { isNeededIn, type Looking } from '../../../client/src/where-needed.ts';

function disk(files: Readonly<Record<string, string>>): Looking {
  const platform = Object.fromEntries(Object.entries(files).map(([file, text]) => [path.resolve(file), text]));
  return { exists: (file) => file in platform, text: (file) => platform[file] };
}

const cases: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly isNeeded: boolean;
}[] = [
  { name: 'a source tree', files: { '/usr/src/sys/net/vnet.h': '' }, folder: '/usr/src', isNeeded: true },
  { name: 'its sys', files: { '/usr/src/sys/net/vnet.h': '' }, folder: '/usr/src/sys', isNeeded: true },
  { name: 'a folder of it', files: { '/k/sys/net/vnet.h': '' }, folder: '/k/sys/netinet/cc', isNeeded: true },
  { name: 'a tree of 2009', files: { '/k/sys/sys/vimage.h': '' }, folder: '/k/sys/net', isNeeded: true },
  {
    name: "a module's source",
    files: { '/home/m/Makefile': 'KMOD=m\n.include <bsd.kmod.mk>\n' },
    folder: '/home/m',
    isNeeded: true,
  },
  { name: 'a program', files: { '/home/p/Makefile': '.include <bsd.prog.mk>\n' }, folder: '/home/p', isNeeded: false },
  { name: 'settings that name a tree', files: { '/home/.vnetscope.json': '{}' }, folder: '/home/m/a', isNeeded: true },
  { name: 'a header of that name elsewhere', files: { '/home/p/vnet.h': '' }, folder: '/home/p', isNeeded: false },
];

for (const { name, files, folder, isNeeded } of cases) {
  test(`the server is ${isNeeded ? '' : 'not '}needed in ${name}`, () => {
    assert.equal(isNeededIn(path.resolve(folder), disk(files)), isNeeded);
  });
}
