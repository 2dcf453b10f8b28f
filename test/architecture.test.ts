import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { cyclesIn, filesBelow, importsOf, root, textOf } from './kit/source-graph.ts';

/** The rooms of server/src/core; each imports only rooms before it, or itself. */
const rooms = [
  'collections',
  'text',
  'lexer',
  'preprocessor',
  'parser',
  'types',
  'abi',
  'kernel',
  'written',
  'vnet',
  'machine',
  'simulator',
  'flow',
  'compat',
  'rules',
  'elf',
  'migration',
  'analysis',
];

/** The rooms of server/src/core/analysis, in their order; `open.ts` beside them is the door. */
const analysisRooms = [
  'workspace',
  'region',
  'image',
  'layouts',
  'containers',
  'verify',
  'session',
  'answers',
  'review',
];
const analysisDoors = ['open.ts'];

/**
 * Files of earlier rooms that faces may run too: lists and pure functions over plain data, which know no tree. Types of
 * plain data they may name wherever they are defined: nothing is exported twice.
 */
const coreDoors = [
  'rules/registry.ts',
  'rules/rule.ts',
  'compat/baseline-text.ts',
  'compat/compare-machines.ts',
  'compat/default-scope.ts',
  'compat/policy.ts',
  'compat/read-baseline.ts',
  'compat/registry.ts',
  'elf/elf-file.ts',
  'kernel/configure-kernel.ts',
  'kernel/kernel-tree.ts',
  'migration/rewrite.ts',
];

/** Rooms of core that know nothing of kernels: everyone may use them. */
const coreFoundations = ['server/src/core/collections', 'server/src/core/text'];

/** What each folder beside core may import, besides itself: folders of the repository, and packages. */
const neighbours: Readonly<Record<string, { folders: readonly string[]; packages: readonly string[] }>> = {
  'server/src/protocol': { folders: [], packages: [] },
  'server/src/host': {
    folders: [...coreFoundations, 'server/src/core/analysis', 'server/src/protocol'],
    packages: ['node:', 'diff'],
  },
  'server/src/lsp': {
    folders: [...coreFoundations, 'server/src/core/analysis', 'server/src/host', 'server/src/protocol'],
    packages: ['node:', 'vscode-languageserver', 'vscode-languageserver-textdocument'],
  },
  'server/src/cli': {
    folders: [
      ...coreFoundations,
      'server/src/core/analysis',
      'server/src/host',
      'server/src/lsp',
      'server/src/protocol',
    ],
    // sarif: types alone.
    packages: ['node:', 'diff', 'sarif'],
  },
  // What builds and writes; nothing of it is in the extension.
  'server/tools': {
    folders: ['server/src/core/analysis', 'server/src/core/rules', 'server/src/protocol'],
    packages: ['node:', 'esbuild'],
  },
  'client/tools': { folders: ['server/tools'], packages: ['node:'] },
  'client/webview': { folders: [...coreFoundations, 'server/src/protocol'], packages: ['d3-scale', 'd3-hierarchy'] },
  // node: for start-where-needed, which looks at folders while a document opens: VS Code's own way answers later.
  'client/src': {
    folders: [...coreFoundations, 'server/src/protocol'],
    packages: ['vscode', 'vscode-languageclient', 'node:crypto', 'node:fs', 'node:path'],
  },
};

const topLevelFolders = ['client', 'server', 'test', 'syntaxes'];
/** What installing and building make; ignored by git. */
const generatedFolders = ['node_modules', 'dist'];

const longestFile = 400;
/** Files that may be longer, each with its reason. */
const longFiles: Readonly<Record<string, string>> = {};

const namesThatSayNothing = ['util', 'utils', 'helper', 'helpers', 'common', 'manager'];

/** Files of the rules room that are no rule. */
const ruleRoomFiles = [
  'registry.ts',
  'rule.ts',
  'index.ts',
  'container-example.ts',
  'container-view.ts',
  'compiled-with.ts',
  'expanded-sysctl.ts',
  'runs-once.ts',
  'teardown.ts',
];

const core = 'server/src/core';
const isSource = (file: string): boolean => /\.[cm]?[jt]s$/.test(file);
const isTypeScript = (file: string): boolean => file.endsWith('.ts');
const sources = ['client', 'server', 'test'].flatMap(filesBelow).filter(isSource);
const rootSources = readdirSync(root).filter(isSource);
const importsByFile = new Map(sources.filter(isTypeScript).map((file) => [file, importsOf(file)]));
const isInside = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);
const roomOf = (file: string): string | undefined =>
  isInside(file, core) ? path.posix.relative(core, file).split('/')[0] : undefined;

/** One line for each import of the files that the judge objects to. */
function objections(
  files: readonly string[],
  judge: (from: string, specifier: string, target: string | undefined, typeOnly: boolean) => string | undefined,
): string[] {
  return files.flatMap((file) =>
    (importsByFile.get(file) ?? []).flatMap((imported) => {
      const objection = judge(file, imported.specifier, imported.file, imported.typeOnly);
      return objection === undefined ? [] : [`${file} imports ${imported.specifier}: ${objection}`];
    }),
  );
}

const coreFiles = sources.filter((file) => isInside(file, core));

test('core consists of the rooms of the plan', () => {
  assert.deepEqual(
    coreFiles.filter((file) => !rooms.includes(roomOf(file) ?? '')),
    [],
  );
});

test('core imports neither node, nor packages, nor anything outside core', () => {
  assert.deepEqual(
    objections(coreFiles, (_from, _specifier, target) => {
      if (target === undefined) return 'core is pure';
      return isInside(target, core) ? undefined : 'outside core';
    }),
    [],
  );
});

test('a room imports only rooms before it, or itself', () => {
  assert.deepEqual(
    objections(coreFiles, (from, _specifier, target) => {
      const targetRoom = target === undefined ? undefined : roomOf(target);
      if (targetRoom === undefined) return undefined;
      return rooms.indexOf(targetRoom) <= rooms.indexOf(roomOf(from) ?? '')
        ? undefined
        : `${targetRoom} is a later room`;
    }),
    [],
  );
});

test('analysis has rooms of its own, and each imports only rooms before it, or itself', () => {
  const analysis = `${core}/analysis`;
  const files = coreFiles.filter((file) => isInside(file, analysis));
  const innerRoom = (file: string): string => path.posix.relative(analysis, file).split('/')[0] ?? '';
  const isDoor = (file: string): boolean => analysisDoors.includes(innerRoom(file));
  assert.deepEqual(
    files.filter((file) => !isDoor(file) && !analysisRooms.includes(innerRoom(file))),
    [],
  );
  assert.deepEqual(
    objections(
      files.filter((file) => !isDoor(file)),
      (from, _specifier, target) => {
        if (target === undefined || !isInside(target, analysis)) return undefined;
        if (isDoor(target)) return 'a door is for those outside';
        return analysisRooms.indexOf(innerRoom(target)) <= analysisRooms.indexOf(innerRoom(from))
          ? undefined
          : `${innerRoom(target)} is a later room`;
      },
    ),
    [],
  );
});

test('core is entered only through its door, and every neighbour imports only what it may', () => {
  const outside = sources.filter((file) => !isInside(file, core) && !isInside(file, 'test') && isTypeScript(file));
  const folderOf = (file: string): string => Object.keys(neighbours).find((folder) => isInside(file, folder)) ?? '';
  assert.deepEqual(
    outside.filter((file) => folderOf(file) === ''),
    [],
    'a folder that the plan does not name',
  );
  assert.deepEqual(
    objections(outside, (from, specifier, target, typeOnly) => {
      const own = folderOf(from);
      const allowed = neighbours[own];
      if (target === undefined) {
        const known = allowed?.packages.some(
          (name) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`),
        );
        return known === true ? undefined : `${own} may not use this package`;
      }
      const knowsCore = allowed?.folders.includes(`${core}/analysis`) === true;
      const isDoor = typeOnly || coreDoors.includes(path.posix.relative(core, target));
      const known =
        isInside(target, own) ||
        allowed?.folders.some((folder) => isInside(target, folder)) === true ||
        (knowsCore && isInside(target, core) && isDoor);
      return known ? undefined : `${own} may not know this folder`;
    }),
    [],
  );
});

test('what a file defines is exported there and nowhere else', () => {
  const again = /^export (?:type )?(?:\{|\*)/m;
  assert.deepEqual(
    sources.filter((file) => isTypeScript(file) && again.test(textOf(file))),
    [],
  );
});

test('no files import one another in a circle at run time', () => {
  const graph = new Map(
    [...importsByFile].map(([file, imports]) => [
      file,
      imports.flatMap((imported) => (imported.typeOnly || imported.file === undefined ? [] : [imported.file])),
    ]),
  );
  assert.deepEqual(cyclesIn(graph), []);
});

test(`no file is longer than ${longestFile} lines`, () => {
  const tooLong = [...sources, ...rootSources]
    .filter((file) => !(file in longFiles))
    .flatMap((file) => {
      const lines = textOf(file).split('\n').length - 1;
      return lines > longestFile ? [`${file}: ${lines} lines`] : [];
    });
  assert.deepEqual(tooLong, []);
});

test('no name says nothing', () => {
  const words = (file: string): string[] =>
    file
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .split(/[^a-z]+/);
  assert.deepEqual(
    [...sources, ...rootSources].filter((file) => words(file).some((word) => namesThatSayNothing.includes(word))),
    [],
  );
});

test('the top level holds the folders of the plan', () => {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !generatedFolders.includes(entry.name))
    .map((entry) => entry.name);
  assert.deepEqual(
    folders.filter((folder) => !topLevelFolders.includes(folder)),
    [],
  );
});

test("a rule's file, id and fixtures have one name", () => {
  const ruleFiles = filesBelow(`${core}/rules`).filter(
    (file) => isTypeScript(file) && !ruleRoomFiles.includes(path.posix.basename(file)),
  );
  const rules = ruleFiles.map((file) => path.posix.basename(file, '.ts'));
  const fixtures = [
    ...new Set(
      filesBelow('test/rules').flatMap((file) => {
        const [folder, ...rest] = path.posix.relative('test/rules', file).split('/');
        return folder === undefined || rest.length === 0 ? [] : [folder];
      }),
    ),
  ];
  assert.deepEqual(
    ruleFiles.filter((file, i) => !textOf(file).includes(`'${rules[i] ?? ''}'`)),
    [],
    'a rule whose id is not its file name',
  );
  // Mistakes with containers are planted in a kernel of their own.
  const planted = filesBelow('test/containerkernel').map(textOf).join('\n');
  assert.deepEqual(
    rules.filter((rule) => !fixtures.includes(rule) && !planted.includes(`PLANTED: ${rule}`)),
    [],
    'a rule without fixtures in test/rules',
  );
  assert.deepEqual(
    fixtures.filter((fixture) => !rules.includes(fixture)),
    [],
    'fixtures of no rule',
  );
});
