import { MakefileReader } from '../../../server/src/core/kernel/make/makefile-reader.ts';
import { NOTHING_TO_INCLUDE } from '../../../server/src/core/kernel/make/make-surroundings.ts';
import { commandOutput } from '../../../server/src/core/kernel/make/run-command.ts';
import { MemoryFiles } from '../../kit/memory-files.ts';
import { MAKE_WORDS } from '../kernel-texts.ts';
import { MemoryShellFiles } from '../memory-shell-files.ts';
import { mutateText } from '../mutate-text.ts';
import { excerpt, seedTexts } from '../seeds.ts';
import { oneByOne, type Fault, type FuzzTarget } from '../target.ts';

const FORMS = [
  'SRCS= a.c ${SRCS.${MACHINE_CPUARCH}} ${X:M*.c:S/a/b/g:C/(.)/\\1\\1/}\n.for x in ${SRCS:O:u}\nY.${x}= ${x:R}.o\n.endfor\n',
  '.if defined(X) && ${X:Mfoo} != "" || !empty(Y:N*b*)\nX+= ${Y:@v@${v:T}@}\n.elif exists(${.CURDIR}/a.c)\n.undef X\n.else\nX:= ${X:U1:D2}\n.endif\n',
  'X!= echo ${Y:Q} | sed -e "s/a/b/"\nall: ${X}\n\tcc -c ${.IMPSRC} -o ${.TARGET}\n\n.include "Makefile.inc"\n',
  'A= ${B}\nB= ${C:S,x,${D},}\nC?= ${X:tu:ts,:[2]}\n.for a b in 1 2 3 4\nD+= ${a}-${b} ${${a}:?yes:no}\n.endfor\n',
];

export const target: FuzzTarget = {
  about: 'a Makefile, its conditions, loops, modifiers and commands',
  open: () => {
    const seeds = [...FORMS, ...seedTexts(/(^|\/)(Makefile[.\w]*|[\w.]+\.mk)$/)];
    const mutator = { words: MAKE_WORDS, seeds };
    const make = (text: string): string => text;
    return oneByOne(
      (random) =>
        make(mutateText(random, random.chance(0.4) ? random.pick(FORMS) : excerpt(random, seeds, 25), mutator, 6)),
      judge,
    );
  },
};

function judge(text: string): Fault {
  const files = new MemoryFiles({
    'sys/modules/x/Makefile': text,
    'sys/modules/x/Makefile.inc': 'Z= ${Y}\n',
    'sys/modules/x/a.c': '',
    'sys/conf/kmod.mk': 'OBJS+= ${SRCS:N*.h:R:S/$/.o/g}\n',
  });
  const reader = new MakefileReader({
    files,
    currentFolder: 'sys/modules/x',
    variables: [
      ['MACHINE_CPUARCH', 'amd64'],
      ['SYSDIR', 'sys'],
      ['X', 'foo bar.c'],
      ['Y', 'a b ab'],
    ],
    systemInclude: (name) =>
      name === 'bsd.kmod.mk' ? 'sys/conf/kmod.mk' : name.startsWith('bsd.') ? NOTHING_TO_INCLUDE : undefined,
    shell: (command) => commandOutput(command, new MemoryShellFiles()),
  });
  reader.read('sys/modules/x/Makefile', text);
  for (const name of ['SRCS', 'X', 'Y', 'Z', 'A', 'D', 'OBJS', 'CFLAGS', 'KMOD']) reader.words(name);
  for (const { recipe } of reader.rules.values()) for (const line of recipe.slice(0, 4)) reader.expand(line);
  const wrong = reader.problems.find(({ line }) => !Number.isInteger(line) || line < 0);
  return wrong === undefined ? undefined : `a problem in line ${wrong.line}`;
}
