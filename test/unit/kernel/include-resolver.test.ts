import assert from 'node:assert/strict';
import test from 'node:test';
import type { BuildFolder, CompileSettings } from '../../../server/src/core/kernel/configuration.ts';
import {
  createIncludeResolver,
  FolderReader,
  type IncludeResolver,
} from '../../../server/src/core/kernel/include-resolver.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

const texts = {
  'sys/sys/param.h': 'param',
  'sys/net/if.c': '',
  'sys/net/if.h': 'net/if.h',
  'sys/net/near.h': 'near',
  'sys/amd64/include/param.h': 'machine param',
  'sys/contrib/over/sys/param.h': 'over',
  'sys/contrib/over/only.h': 'only',
};
const files = new MemoryFiles(texts);
const build: BuildFolder = {
  headers: new Map([['opt_inet.h', '#define INET 1\n']]),
  links: new Map([['machine', 'sys/amd64/include']]),
  generate: (name) => (name === 'device_if.h' ? 'generated' : undefined),
};
const compile: CompileSettings = {
  includeFolders: ['<build>', 'sys/contrib/over', 'sys'],
  defines: [],
  forcedIncludes: [],
};

const resolver = (): IncludeResolver => createIncludeResolver(new FolderReader(files, build), compile);
const pathOf = (
  name: string,
  form: 'quoted' | 'angled' | 'forced' = 'angled',
  from = 'sys/net/if.c',
  isNext = false,
): string | undefined => resolver()(name, form, from, isNext)?.path;

test('folders of -I in order', () => {
  assert.equal(pathOf('sys/param.h'), 'sys/contrib/over/sys/param.h');
  assert.equal(pathOf('net/if.h'), 'sys/net/if.h');
  assert.equal(pathOf('none.h'), undefined);
});

test("the includer's folder is searched for the quoted form only", () => {
  assert.equal(pathOf('near.h', 'quoted'), 'sys/net/near.h');
  assert.equal(pathOf('near.h'), undefined);
  assert.equal(pathOf('../sys/param.h', 'quoted'), 'sys/sys/param.h');
});

test('the build folder: written, linked and generated headers', () => {
  assert.deepEqual(resolver()('opt_inet.h', 'quoted', 'sys/net/if.c', false), {
    path: '<build>/opt_inet.h',
    text: '#define INET 1\n',
  });
  assert.deepEqual(resolver()('machine/param.h', 'angled', 'sys/net/if.c', false), {
    path: 'sys/amd64/include/param.h',
    text: 'machine param',
  });
  assert.equal(pathOf('device_if.h'), '<build>/device_if.h');
  assert.equal(pathOf('device_if.h', 'quoted', '<build>/bus_if.c'), '<build>/device_if.h');
});

test('-include: where the compiler runs, a path as it is, then along -I; never beside the source', () => {
  assert.equal(pathOf('opt_inet.h', 'forced'), '<build>/opt_inet.h');
  assert.equal(pathOf('machine/param.h', 'forced'), 'sys/amd64/include/param.h');
  assert.equal(pathOf('sys/net/near.h', 'forced'), 'sys/net/near.h');
  assert.equal(pathOf('net/if.h', 'forced'), 'sys/net/if.h');
  assert.equal(pathOf('near.h', 'forced'), undefined);
});

test('#include_next goes on behind the folder of the including file', () => {
  assert.equal(pathOf('sys/param.h', 'angled', 'sys/contrib/over/sys/param.h', true), 'sys/sys/param.h');
  assert.equal(pathOf('only.h', 'angled', 'sys/contrib/over/only.h', true), undefined);
});

test('a header is read once', () => {
  const counted = new MemoryFiles(texts);
  const resolve = createIncludeResolver(new FolderReader(counted, build), compile);
  for (let times = 0; times < 3; times++) resolve('net/if.h', 'angled', 'sys/net/if.c', false);
  resolve('if.h', 'quoted', 'sys/net/if.c', false);
  assert.deepEqual(
    counted.reads.filter((path) => path === 'sys/net/if.h'),
    ['sys/net/if.h'],
  );
});
