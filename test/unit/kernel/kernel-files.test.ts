import assert from 'node:assert/strict';
import test from 'node:test';
import { objectName, selectKernelFiles, type KernelFile } from '../../../server/src/core/kernel/kernel-files.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

interface Choice {
  readonly devices?: readonly string[];
  readonly options?: readonly string[];
  readonly profiling?: number;
  readonly moreLists?: readonly string[];
  readonly others?: Readonly<Record<string, string>>;
}

function select(list: string, choice: Choice = {}): ReturnType<typeof selectKernelFiles> {
  const files = new MemoryFiles({ 'sys/conf/files': list, 'sys/conf/files.amd64': '', ...choice.others });
  return selectKernelFiles(files, 'sys', 'amd64', choice.moreLists ?? [], {
    devices: new Set(choice.devices),
    options: new Set(choice.options),
    profiling: choice.profiling ?? 0,
  });
}

const names = (list: string, choice: Choice = {}): string[] => select(list, choice).files.map((file) => file.name);
const only = (list: string): KernelFile => {
  const [file] = select(list).files;
  assert.ok(file);
  return file;
};

test('standard, optional on a device, on an option', () => {
  const list = 'a.c standard\nb.c optional lo\nc.c optional inet\nd.c optional ether\n';
  assert.deepEqual(names(list, { devices: ['lo'], options: ['inet'] }), ['a.c', 'b.c', 'c.c']);
});

test('all words of an alternative count, alternatives are separated by |', () => {
  const list = 'a.c optional x y | z\n';
  assert.deepEqual(names(list, { devices: ['x'] }), []);
  assert.deepEqual(names(list, { devices: ['x', 'y'] }), ['a.c']);
  assert.deepEqual(names(list, { devices: ['z'] }), ['a.c']);
});

test('! turns a word around', () => {
  assert.deepEqual(names('a.c optional x !y\nb.c optional !x\n', { devices: ['x', 'y'] }), []);
  assert.deepEqual(names('a.c optional x !y\nb.c optional !z\n', { devices: ['x'] }), ['a.c', 'b.c']);
});

test('devices count by their exact name, options without regard to case', () => {
  assert.deepEqual(names('a.c optional LO\nb.c optional INET\n', { devices: ['lo'], options: ['inet'] }), ['b.c']);
});

test("a file on several lines stands where it is first chosen, with that line's attributes", () => {
  const list = 'a.c optional x nowerror\nb.c standard\na.c optional y\na.c standard\n';
  assert.deepEqual(names(list, { devices: ['y'] }), ['b.c', 'a.c']);
  assert.equal(select(list, { devices: ['x'] }).files[0]?.isWithoutWarningErrors, true);
  assert.equal(select(list, { devices: ['y'] }).files[1]?.isWithoutWarningErrors, false);
});

test('attributes', () => {
  const file = only(
    'x/font.c standard compile-with "${CC} -c \\"x\\" ${.IMPSRC}" no-implicit-rule no-obj before-depend local \\\n\tdependency "a b" clean "font.c" warning "old" obj-prefix "my_" no-ctfconvert\n',
  );
  assert.deepEqual(file, {
    name: 'x/font.c',
    isLocal: true,
    objectPrefix: 'my_',
    hasNoObject: true,
    hasNoImplicitRule: true,
    isBeforeDepend: true,
    isWithoutWarningErrors: false,
    compileWith: '${CC} -c "x" ${.IMPSRC}',
    listFile: 'sys/conf/files',
    line: 1,
  });
});

test('objects: the last letter becomes o, behind the prefix', () => {
  assert.equal(objectName(only('kern/bus_if.m standard\n')), 'bus_if.o');
  assert.equal(objectName(only('amd64/amd64/locore.S standard\n')), 'locore.o');
  assert.equal(objectName(only('ofed/mad.c standard obj-prefix "mlx4ib_"\n')), 'mlx4ib_mad.o');
});

test('profiling-routine needs profile', () => {
  assert.deepEqual(names('a.c optional profiling-routine\nb.c standard\n'), ['b.c']);
  assert.deepEqual(names('a.c optional profiling-routine\n', { profiling: 1 }), ['a.c']);
});

test('files, files.<machine>, the lists of the KERNCONF; include of another list', () => {
  const others = {
    'sys/conf/files.amd64': 'm.c standard\ninclude "conf/files.x86"\nn.c standard\n',
    'sys/conf/files.x86': 'x.c standard\n',
    'sys/mine/files': 'z.c standard\n',
  };
  assert.deepEqual(names('a.c standard\n', { others, moreLists: ['sys/mine/files'] }), [
    'a.c',
    'm.c',
    'x.c',
    'n.c',
    'z.c',
  ]);
});

test('a # inside a line is no comment: the words behind it are conditions', () => {
  assert.deepEqual(names('a.c optional lo # always\n', { devices: ['lo'] }), []);
});

test('devices that no list asks for', () => {
  assert.deepEqual(
    [...select('a.c optional lo\nb.c optional !odd\n', { devices: ['lo', 'odd', 'strange'] }).unknownDevices],
    ['odd', 'strange'],
  );
});

test('malformed lines are problems and the rest is read', () => {
  const { files, problems } = select('a.c sometimes\nb.c optional\nc.c standard lo\nd.c standard\ninclude\n');
  assert.deepEqual(
    files.map((file) => file.name),
    ['b.c', 'c.c', 'd.c'],
  );
  assert.deepEqual(
    problems.map((problem) => problem.message),
    [
      'a.c must be optional or standard',
      'what is b.c optional on?',
      'standard entry c.c has optional inclusion specifier lo',
      'missing include filename',
    ],
  );
});
