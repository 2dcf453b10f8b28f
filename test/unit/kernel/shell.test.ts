// The shell that runs recipes in memory, against the sh, awk, sed and grep of this machine on the same scripts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { NotUnderstood } from '../../../server/src/core/kernel/shell/not-understood.ts';
import { parseShell } from '../../../server/src/core/kernel/shell/parse-shell.ts';
import { Shell } from '../../../server/src/core/kernel/shell/shell.ts';
import type { UtilityFiles } from '../../../server/src/core/kernel/shell/utility.ts';

const DEFAULTS = [
  '#',
  '# DEFAULTS -- Default kernel configuration file',
  '',
  'machine\t\tamd64',
  'device\t\tisa',
  'options \tGEOM_PART_BSD',
  'options \tCC_CUBIC # congestion',
  'options\tNEW_PCIB',
  'option NO_SUCH_KEYWORD',
  'nooptions OLD',
  'options X86BIOS=2',
  '',
].join('\n');
const FILES: Readonly<Record<string, string>> = {
  'conf/DEFAULTS': DEFAULTS,
  'opt_a.h': '#define B 1\n#define A 1\n',
  'opt_b.h': '#define INET 1\n',
  'opt_empty.h': '',
  words: 'one two  three\n  four\tfive\n\nsix\n',
  numbers: '10\n9\n100\n9\n',
  'v.dts': '/ {\n\tversion = <1>, 5.9;\n};\n',
  'script.sed': '# comment\n/^(machine|device|(no)?option(s)?)[[:space:]]/ {\n    s/[[:space:]]*#.*$//\n    p\n}\n',
  nonewline: 'last line',
};

class MemoryShellFiles implements UtilityFiles {
  readonly texts = new Map(Object.entries(FILES));

  private plain(name: string): string {
    if (name.startsWith('/')) throw new NotUnderstood(name);
    return name.replace(/^\.\//, '');
  }

  read(name: string): string | undefined {
    return this.texts.get(this.plain(name));
  }
  write(name: string, text: string): void {
    this.texts.set(this.plain(name), text);
  }
  remove(name: string): void {
    this.texts.delete(this.plain(name));
  }
  list(folder: string): readonly string[] {
    const prefix = folder === '' || folder === '.' ? '' : `${folder}/`;
    return [
      ...new Set(
        [...this.texts.keys()]
          .filter((name) => name.startsWith(prefix))
          .map((name) => name.slice(prefix.length).replace(/\/.*/, '/')),
      ),
    ];
  }
}

function ours(script: string): { status: number; output: string; files: Record<string, string> } | string {
  const files = new MemoryShellFiles();
  try {
    const { status, output } = new Shell({ files, isEnvironmentEmpty: true, positional: [] }).run(parseShell(script));
    return { status, output, files: Object.fromEntries([...files.texts].sort(([a], [b]) => (a < b ? -1 : 1))) };
  } catch (error) {
    if (error instanceof NotUnderstood) return error.message;
    throw error;
  }
}

function theirs(script: string): ReturnType<typeof ours> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-shell-'));
  try {
    mkdirSync(path.join(folder, 'conf'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
    const { status, stdout } = spawnSync('sh', ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    });
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter(
      (entry) => !entry.isDirectory(),
    );
    const files = names.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
    return {
      status: status ?? -1,
      output: stdout,
      files: Object.fromEntries(files.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')])),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Forms of config.mk, kmod.mk, makeLINT.mk and newvers.sh, and others of their kind. */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  'output and redirection': [
    'echo "#define VIMAGE 1" > opt_x.h',
    'touch opt_x.h; echo "#define SMP 1" >> opt_x.h',
    ':> opt_b.h',
    'true > opt_a.h',
    'echo -n > x',
    "echo '#define D 1'> x",
    'echo a  b   "c  d"',
    'cp conf/DEFAULTS .',
    'cp opt_a.h copy.h && mv copy.h moved.h',
    'ln -sf opt_a.h linked.h && cat linked.h',
    'rm -f opt_a.h none',
    'cat opt_a.h opt_b.h > both',
    'cat < opt_a.h',
    'cat none opt_b.h; echo "$?"',
    'echo no > /dev/null',
    'echo to-err >&2',
    'cat none 2>/dev/null || echo absent',
    'printf "#define %s %d\\n" A 1 B 2',
    'printf "%s" x > nonewline2',
    "printf '%05d|%-4s|%x\\n' 42 ab 255",
    '{ echo a; echo b; } > both',
    '(echo a; echo b) | cat',
    'echo opt*.h',
    'cat opt_[ab].h',
    'echo "opt*.h" none*',
  ],
  'lists, conditions, loops': [
    'true && echo yes || echo no',
    'false && echo yes || echo no',
    '! true; echo $?',
    'if [ -f opt_a.h ]; then echo is; else echo no; fi',
    'if test -s opt_empty.h; then echo full; elif [ -e opt_empty.h ]; then echo empty; fi',
    'for x in a b "c d"; do echo "<$x>"; done',
    'for f in opt_*.h; do echo "$f:"; cat "$f"; done > all',
    'case opt_a.h in opt_b*) echo b;; *.h) echo h;; esac',
    'case x in a|x) echo ax;; esac',
    // A range whose end lies before its start has no members, and several stars are as one.
    'for p in "[z-a]" "[!z-a]" "[z-aq]" "[a-]" "[b-a-z]" "[a-c]"; do for x in b q z - m; do case $x in $p) echo "$p $x";; esac; done; done',
    'case q in [a-\\[q]) echo escaped;; esac',
    'case aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa in ****************************b) echo no;; esac; echo end',
    'cat words | while read a b; do echo "$b-$a"; done',
    'i=; while [ "$i" != xxx ]; do i=x$i; done; echo $i',
    'for x in 1 2 3 4; do if [ $x -eq 2 ]; then continue; fi; if [ $x -gt 3 ]; then break; fi; echo $x; done',
    'f() { echo "<$1:$2>"; return 3; }; f a "b c"; echo $?',
    '[ a = a -a b != c ] && echo both',
    '[ -z "" ] && [ -n x ] && echo set',
    'until true; do echo never; done; echo end',
    'exit 3',
    'x=1; (x=2; echo $x); echo $x',
    'x=1; echo 2 | read x; echo $x',
    'cat << EOF\na $((0)) b\nEOF'.replace('$((0)) ', ''),
    "cat <<'EOF'\n$x `y`\nEOF",
    'x=v; cat <<-EOF\n\t\t<$x> \\$x\n\tEOF\necho after',
  ],
  words: [
    'x="a  b"; echo $x "$x"',
    'echo ${x:-default} ${x-d2}',
    'x=; echo "${x:-empty}" "${x-unset}"',
    'echo ${x:=set} $x',
    'x=v; echo ${x:+alt} ${y:+none}',
    'x=a.b.c; echo ${x%.*} ${x%%.*} ${x#*.} ${x##*.} ${#x}',
    'x=$(echo a; echo b); echo "$x"',
    'x=`cat opt_b.h | cut -d " " -f 2`; echo $x',
    'echo "a\\$b" \'c$d\' e\\ f',
    'echo "x${none}y"',
    'x=5; y="${x}0"; echo "$y"',
    'x="opt_a.h"; cat $x',
    'set -- a b c; echo $# $2 "$@"; shift; echo $1',
    'unset x; x=1 y=2; echo $x$y',
    'v="${a:-${b:-deep}}"; echo $v',
    'a="x y"; for i in $a; do echo $i; done',
    'echo a"b"\'c\'d',
    'x=\'*\'; echo "$x"',
    'basename a/b.c .c; dirname a/b.c',
    'R=12.1; B=STABLE; echo "${R}-${B}"',
  ],
  awk: [
    `awk '$1 == "options" && $2 !~ "GEOM_" { print "#define ", $2, " 1"; }' < conf/DEFAULTS >> out`,
    `awk '{print $2;}' opt_a.h opt_b.h | sort -u`,
    `awk '/version/ { sub(/;$/,"", $NF); print $NF }' v.dts`,
    `awk '/^options/ { n++; names[n] = $2 } END { for (i = n; i > 0; i--) print i, names[i] }' conf/DEFAULTS`,
    `awk 'NR == 2, NR == 4 { print NR ": " $0 }' conf/DEFAULTS`,
    `awk '!/^#/ && NF' words`,
    `awk -F= '/=/ { print $2 }' conf/DEFAULTS`,
    `awk -v pre=DEV_ '$1 == "device" { print pre toupper($2) }' conf/DEFAULTS`,
    `awk 'BEGIN { x = "a.b.c"; gsub(/\\./, "_", x); print x; print length(x), substr(x, 2, 3), index(x, "c") }'`,
    `awk '{ printf "%s=%d\\n", $1, NF }' words`,
    `awk '{ if ($1 > 9) print "big", $1; else print "small", $1 }' numbers`,
    `awk '$1 ~ /^[0-9]+$/ { s += $1 } END { print s, s / 4, s % 7 }' numbers`,
    `awk '{ n = split($0, a, "[ ]+"); print n, a[1], a[n] }' words`,
    `awk '/two/ { next } { print }' words`,
    `awk 'BEGIN { while (i < 3) { i++; print i } ; do i--; while (i > 0); print i }'`,
    `awk '{ $2 = "X"; print }' words`,
    `awk '{ print ($1 == "six") ? "six" : "other" }' words`,
    `awk 'match($0, /t[a-z]+/) { print RSTART, RLENGTH }' words`,
    `awk '!seen[$1]++' numbers`,
    `awk '("A", 1) in x { print "in" } { x["A", 1]; print length($1) }' words`,
    `awk 'BEGIN { print 1 == 1.0, "a" < "b", 2 < 10, "2" < "10", -3 ^ 2, !0, 1 - -1 }'`,
    `awk '/^$/ { exit } { print NR } END { print "end" }' words`,
    `awk 'NR>1{print}' numbers`,
    `awk '{ print $1 $2, $1 - 1 }' numbers`,
    `awk 'BEGIN{printf("%-5s|%5.2s|%c\\n", "ab", "xyz", "Q")}'`,
    `awk '# a comment\n/one/ \\\n{ print "joined" }' words`,
    `awk '{ print; print "" }' nonewline`,
  ],
  'sed and grep': [
    'cat conf/DEFAULTS | sed -E -n -f script.sed > LINT',
    `sed -n '/B/p' opt_a.h`,
    `sed -e 's/^options[[:space:]]*\\([A-Z_0-9]*\\).*/#define \\1 1/' -e '/GEOM_/d' conf/DEFAULTS`,
    `sed -ne 's/^device[[:space:]]*/DEV_/p' conf/DEFAULTS`,
    `sed 's/o/0/2' words`,
    `sed 's/o/[&]/g; s|/|:|g' words`,
    `sed '1d;$d' numbers`,
    `sed -n '2,3p' words`,
    `sed '/^$/,$d' words`,
    `sed -n '$=' words`,
    `sed '/two/!d' words`,
    `sed 2q words`,
    `sed -E 's/(one|two)+ */<\\1>/g' words`,
    `sed 's/\\t/ /;s/e*$//' words`,
    `sed -n '/one/{s/one/1/;p}' words`,
    `sed -n '/machine/{n;p}' conf/DEFAULTS`,
    'grep INET opt_b.h || true ; echo',
    'grep -v "^#" < conf/DEFAULTS',
    'grep -q GEOM conf/DEFAULTS && echo has',
    'grep -E "^(option|device)" conf/DEFAULTS',
    'grep -w A opt_a.h',
    'grep -i INET opt_b.h',
    'grep none words; echo $?',
    'fgrep . v.dts',
    'grep -x 9 numbers',
    'sort numbers',
    'sort -n numbers | uniq',
    'sort -rn numbers | head -1',
    'tr a-z A-Z < words',
    'tr -d "\\n" < numbers',
    "tr '[:upper:]' '[:lower:]' < opt_a.h",
    'cut -f 2 words',
    'sed \'s/.*/"&",/\' numbers',
  ],
};

const hasTools = ['sh', 'awk', 'sed', 'grep'].every(
  (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0,
);

describe(
  'scripts give what sh, awk, sed and grep give',
  { skip: hasTools ? false : 'no sh, awk, sed or grep on this machine' },
  () => {
    for (const [kind, scripts] of Object.entries(SCRIPTS)) {
      test(kind, () => {
        for (const script of scripts) assert.deepEqual(ours(script), theirs(script), script);
      });
    }
  },
);

test('what is not followed is named, and nothing is guessed', () => {
  const reasons = {
    'python3 gen.py > opt_x.h': 'the command python3',
    'echo $((1 + 1))': 'arithmetic in a shell command',
    'sleep 1 &': 'a command in the background',
    'cat /etc/src.conf': '/etc/src.conf',
    'awk \'BEGIN { while ((getline line < "x") > 0) print line }\'': 'awk at "getline"',
    'awk \'{ print > "x" }\' words': "awk's print to a file or a command",
    "awk 'function f(x) { return x } { print f(1) }' words": "awk's function",
    "sed 'y/a/b/' words": 'sed at "y/a/b/"',
    'grep -c x words': 'grep -c',
    'while true; do :; done': 'a script that does not end',
    'echo "unclosed': 'an unterminated quote',
    'if true; then': 'a shell command at ""',
    'eval echo x': 'the command eval',
    'sh ./configure': 'the command sh',
    "awk '{ a[$1] } END { for (k in a) print k }' words": "the order of awk's for (x in array)",
    'set -o pipefail': 'set -o pipefail',
  };
  for (const [script, reason] of Object.entries(reasons)) assert.equal(ours(script), reason, script);
});

test('without the environment a variable that nothing sets is not known', () => {
  const shell = new Shell({ files: new MemoryShellFiles(), isEnvironmentEmpty: false });
  assert.throws(() => shell.run(parseShell('echo $HOME')), new NotUnderstood('$HOME, which is not set,'));
});
