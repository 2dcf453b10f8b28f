// Records for pictures: laid out by the engine, and by clang.
import { recordReportIn } from '../../server/src/core/analysis/layouts/record-report.ts';
import type { Target } from '../../server/src/core/abi/target.ts';
import type { PictureLayout, RecordPicture } from '../../server/src/protocol/record-picture.ts';
import { plainJson } from '../../server/src/lsp/plain-json.ts';
import { clang } from './clang.ts';
import { clangArguments, measure } from './measured-unit.ts';
import { dumpedRecords, type DumpedRecord } from './record-dump.ts';
import { workspaceOf } from './tiny-workspace.ts';

/** What the kernel's records are like: pointers, holes, bit-fields, unions, records in records. */
const SHAPES = [
  'char a; long b; char c;',
  'int a : 3; int b : 7; char c; int d : 20;',
  'struct inner in; char tail;',
  'union { int i; long l; char s[3]; }; short after;',
  'char a; struct { char x; long y; } pair; int z[3];',
  'short s; void *p; char c[5]; int i; long long q;',
  'long long q : 40; char c; unsigned u : 9; void (*f)(int);',
  'struct inner in[2]; char c; struct { int k : 5; int : 3; int m : 4; } bits;',
  'char c; double d; char e; float f;',
  'char a; union { struct inner in; char raw[7]; } u; char b;',
];

/** `count` structs r0, r1 ... in one text: the shapes with members that differ by their number. */
export function recordsText(count: number): string {
  const records = Array.from({ length: count }, (_, i) => {
    const shape = SHAPES[i % SHAPES.length] ?? '';
    const extra = i < SHAPES.length ? '' : ` char extra[${1 + (i % 7)}]; void *link${i};`;
    return `struct r${i} { ${shape}${extra} };`;
  });
  return ['struct inner { char c; short h; char e; long w; };', ...records, ''].join('\n');
}

const workspace = workspaceOf({ sources: {} });

/** The picture of a record of a text on a machine. */
export function pictureIn(text: string, target: Target, name: string): RecordPicture {
  const report = recordReportIn(workspace, measure(text, target), name, { isNested: true, isReorganized: true });
  if (report === undefined || 'failure' in report) throw new Error(`${name} has no layout`);
  const layout = { ...(plainJson(report) as PictureLayout), arch: target.name };
  return { record: name, layout, before: null, root: 'file:///kernel', machines: ['amd64', 'arm64', 'i386'] };
}

/** clang's layouts of the records of a text. */
export async function clangRecords(
  text: string,
  target: Target,
  names: readonly string[],
): Promise<ReadonlyMap<string, DumpedRecord>> {
  const asked = names.map((name, i) => `char asked${i}[sizeof(${name}) + 1];\n`).join('');
  const { stdout } = await clang(
    [...clangArguments(target), '-fsyntax-only', '-Xclang', '-fdump-record-layouts', 'a.c'],
    { 'a.c': `${text}\n${asked}` },
  );
  return dumpedRecords(stdout);
}
