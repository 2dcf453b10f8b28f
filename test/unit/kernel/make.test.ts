import assert from 'node:assert/strict';
import test from 'node:test';
import { NOTHING_TO_INCLUDE } from '../../../server/src/core/kernel/make/make-surroundings.ts';
import { MakefileReader } from '../../../server/src/core/kernel/make/makefile-reader.ts';
import { BuildFiles } from '../../../server/src/core/kernel/make/build-files.ts';
import { commandOutput } from '../../../server/src/core/kernel/make/run-command.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';

function read(
  text: string,
  others: Record<string, string> = {},
  variables: Record<string, string> = {},
): MakefileReader {
  const reader = new MakefileReader({
    files: new MemoryFiles(others),
    currentFolder: 'sys/modules/x',
    variables: Object.entries(variables),
    systemInclude: (name) =>
      name === 'bsd.own.mk' ? NOTHING_TO_INCLUDE : name === 'bsd.kmod.mk' ? 'sys/conf/kmod.mk' : undefined,
    shell: (command) => (command === 'echo hi' ? 'hi' : undefined),
  });
  reader.read('sys/modules/x/Makefile', text);
  return reader;
}

const value = (text: string, name = 'X'): string => read(text).expand(`\${${name}}`);

test('assignments', () => {
  assert.equal(value('X= a\nX+= b\nX?= c\n'), 'a b');
  assert.equal(value('X?= c # comment\n'), 'c');
  assert.equal(value('A=1\nX:= ${A} ${B}\nA=2\nB=3\n'), '1 3');
  assert.equal(value('A=1\nX= ${A}\nA=2\n'), '2');
  assert.equal(value('X!= echo hi\n'), 'hi');
  assert.equal(value('X= a \\\n   b\n'), 'a b');
  assert.equal(value('N=X\n${N}= by name\n'), 'by name');
  assert.equal(value('X= a\\#b\n'), 'a#b');
  assert.equal(value('X=\t$$HOME $(Y) $Z\nY=y\nZ=z\n'), '$HOME y z');
});

test('modifiers of words', () => {
  const words = 'W= sys/a.c b.S vnode_if.h b.S\n';
  assert.equal(value(`${words}X= \${W:T}`), 'a.c b.S vnode_if.h b.S');
  assert.equal(value(`${words}X= \${W:H}`), 'sys . . .');
  assert.equal(value(`${words}X= \${W:R}`), 'sys/a b vnode_if b');
  assert.equal(value(`${words}X= \${W:E}`), 'c S h S');
  assert.equal(value(`${words}X= \${W:M*.[cS]:N*/*}`), 'b.S b.S');
  // As bmake has it: the ends of a range in any order, several stars as one.
  assert.equal(
    value('W=ab cd 0x\nX= ${W:M[z-a]*} - ${W:M[^z-a]*} - ${W:M[9-0]*} - ${W:M[a-0]*}'),
    'ab cd - 0x - 0x - ab 0x',
  );
  assert.equal(
    value(`W= ${'a'.repeat(60)}\nX= x\${W:M${'*'.repeat(60)}b}\${W:M${'*'.repeat(60)}a}`),
    `x${'a'.repeat(60)}`,
  );
  assert.equal(value(`${words}X= \${W:O:u}`), 'b.S sys/a.c vnode_if.h');
  assert.equal(value(`${words}X= \${W:N*.h:R:T:S/$/.o/g}`), 'a.o b.o b.o');
  assert.equal(value(`${words}X= \${W:.c=.o}`), 'sys/a.o b.S vnode_if.h b.S');
  assert.equal(value(`${words}X= \${W:S/^sys/S/:S,if,IF,}`), 'S/a.c b.S vnode_IF.h b.S');
  assert.equal(value(`${words}X= \${W:C/(.)\\.([cS])$/\\2-\\1/:[1]}`), 'sys/c-a');
  assert.equal(value(`${words}X= \${W:@w@<\${w:T}>@}`), '<a.c> <b.S> <vnode_if.h> <b.S>');
  assert.equal(
    value(`${words}X= \${W:[#]} \${W:[2]} \${W:tu:[1]} \${W:ts,}`),
    '4 b.S SYS/A.C sys/a.c,b.S,vnode_if.h,b.S',
  );
});

test('modifiers of variables', () => {
  assert.equal(value('X= ${NONE:Ualt} ${SET:Dyes} ${NONE:Dyes} ${SET:Ualt}\nSET=set\n'), 'alt yes  set');
  assert.equal(value('X= ${"${A}" == "b":?same:other}\nA=b\n'), 'same');
  assert.equal(value('P= M*.c\nX= ${W:${P}}\nW= a.c b.h\n'), 'a.c');
  assert.equal(value('X= ${NAME.${KIND}}\nKIND=k\nNAME.k=found\n'), 'found');
});

test('conditions', () => {
  const text = [
    '.if ${A} == "a" && !defined(B)',
    'X+= 1',
    '.else',
    'X+= no',
    '.endif',
    '.if ${N} >= 9 || ${NONE} == ""',
    'X+= 2',
    '.endif',
    '.if empty(W:M*.h)',
    'X+= no',
    '.elif !empty(W:M*.c) && ${W:M*.c}',
    'X+= 3',
    '.else',
    'X+= no',
    '.endif',
    '.ifdef A',
    'X+= 4',
    '.endif',
    '.ifndef A',
    'X+= no',
    '.endif',
    '.if exists(${.CURDIR}/../here) && !exists(/etc/src.conf)',
    'X+= 5',
    '.endif',
    '.if (${N} == 10) && A',
    'X+= 6',
    '.endif',
    '.if 0',
    '. if ${NONE} == 1',
    'X+= no',
    '. endif',
    '.endif',
    '',
  ].join('\n');
  const reader = read(text, { 'sys/modules/here': '' }, { A: 'a', N: '10', W: 'a.c b.h' });
  assert.equal(reader.expand('${X}'), '1 2 3 4 5 6');
  assert.deepEqual(reader.problems, []);
});

test('an undefined variable in a condition that decides is a problem with its line', () => {
  const reader = read('A=1\n.if ${NONE} == "x"\nX=1\n.endif\n');
  assert.deepEqual(reader.problems, [
    { file: 'sys/modules/x/Makefile', line: 2, message: 'undefined variable ${NONE} in a condition' },
  ]);
});

test('.for, nested and with several variables', () => {
  assert.equal(value('.for a b in 1 2 3 4\nX+= ${a}-${b:S/4/four/}\n.endfor\n'), '1-2 3-four');
  assert.equal(value('.for a in x y\n.for b in 1 2\nX+= $(a)${b}\nV.${a}+= ${b}\n.endfor\n.endfor\n'), 'x1 x2 y1 y2');
  assert.equal(
    value('.for f in one.bin:one:1.0 two.bin:two\nX+= ${f:C/\\:.*$/.fwo/:T}\n.endfor\n'),
    'one.bin.fwo two.bin.fwo',
  );
});

test('.include: beside the file, system files, what is missing', () => {
  const others = {
    'sys/modules/Makefile.inc': 'X:= inc ${.PARSEDIR}\n',
    'sys/conf/kmod.mk': 'X+= kmod\n.include "kern.mk"\n',
    'sys/conf/kern.mk': 'X+= kern\n',
  };
  const reader = read(
    '.include "../Makefile.inc"\n.include <bsd.own.mk>\n.sinclude "none"\n.include <bsd.kmod.mk>\n.include "none"\n',
    others,
  );
  assert.equal(reader.expand('${X}'), 'inc sys/modules kmod kern');
  assert.deepEqual(
    reader.problems.map(({ line, message }) => [line, message]),
    [[5, 'cannot read none, which is included here']],
  );
});

test('targets, recipes, .PATH', () => {
  const reader = read(
    '.PATH: a b\n.PATH.m: c\n.PATH: d\nall: prog\nopt_x.h: src\n\techo "#define X 1" > ${.TARGET}\n.if 1\n\techo "#define Y 1" >> ${.TARGET}\n.endif\n.if target(all)\nX=1\n.endif\n',
  );
  assert.deepEqual(
    [...reader.searchPath],
    [
      ['', ['a', 'b', 'd']],
      ['.m', ['c']],
    ],
  );
  assert.deepEqual(reader.rules.get('opt_x.h')?.recipe, [
    'echo "#define X 1" > ${.TARGET}',
    'echo "#define Y 1" >> ${.TARGET}',
  ]);
  assert.equal(reader.expand('${X}'), '1');
});

test('what is not understood is a problem with its line; nothing hangs', () => {
  const reader = read(
    'X= ${X}${X}\nA= ${B:Zfoo}\nB= b\nC!= uname -r\n.if (\n.endif\nD:= ${X}\nE:= ${A}\n.error stop ${B}\n.endif\nno target here\n',
  );
  assert.deepEqual(
    reader.problems.map(({ line, message }) => [line, message]),
    [
      [4, 'the output of a command is unknown: uname -r'],
      [5, 'condition not understood: ('],
      [7, 'variable X is recursive'],
      [8, 'modifier :Zfoo is not understood'],
      [9, 'the makefile stops here: stop b'],
      [10, '.endif without .if'],
      [11, 'line not understood: no target here'],
    ],
  );
});

test('commands that look into headers', () => {
  const headers = new Map([
    ['opt_inet.h', '#define INET 1\n'],
    ['opt_inet6.h', ''],
    ['opt_x.h', '#define B 1\n#define A 1\n'],
  ]);
  const built = new BuildFiles(
    new MemoryFiles({ 'sys/dts/v.dts': '/ {\n\tversion = <1>, 5.9;\n};\n' }),
    headers,
    new Map(),
    true,
  );
  assert.equal(commandOutput('grep INET opt_inet.h || true ; echo', built), '#define INET 1');
  assert.equal(commandOutput('cat <build>/opt_inet6.h; echo', built), '');
  assert.equal(commandOutput("sed -n '/B/p' <build>/opt_x.h", built), '#define B 1');
  assert.equal(commandOutput("cat <build>/opt*.h | awk '{print $2;}' | sort -u", built), 'A B INET');
  assert.equal(commandOutput('awk \'/version/ { sub(/;$/,"", $NF); print $NF }\' sys/dts/v.dts', built), '5.9');
  assert.equal(commandOutput('sed -n /A/p <build>/opt_none.h', built), '', 'what is not there writes nothing');
  assert.equal(commandOutput('uname -m', built), undefined);
});
