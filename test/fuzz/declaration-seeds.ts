import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { T_PRAGMA } from '../../server/src/core/lexer/token-kinds.ts';
import { seedFolder } from './seeds.ts';

/** Types of a tree as one unit has them after the preprocessor, each on one line, in their order. */
export function declaredTypes(): readonly string[] {
  const workspace = openWorkspace(new NodeFiles(seedFolder), { arch: 'amd64' });
  if ('failure' in workspace) throw new Error(workspace.failure.message);
  const found = new Set<string>();
  for (const path of ['sys/netinet/tcp_subr.c', 'sys/net/if.c', 'sys/netinet/ip_input.c', 'sys/kern/kern_jail.c'])
    for (const item of itemsOf(workspace.unit(path)?.unit)) found.add(item);
  return [...found];
}

type Unit = NonNullable<ReturnType<Exclude<ReturnType<typeof openWorkspace>, { failure: unknown }>['unit']>>['unit'];

/** Declarations of the file scope that define or name types. */
function itemsOf(unit: Unit | undefined): readonly string[] {
  const items: string[] = [];
  let [item, depth]: [string[], number] = [[], 0];
  for (const { tokens } of unit?.translation.segments ?? []) {
    for (let i = 0; i < tokens.count; i++) {
      if (tokens.kind[i] === T_PRAGMA || unit === undefined) continue;
      const text = tokens.spelling(i, unit.interner);
      item.push(text);
      if ('{(['.includes(text)) depth++;
      else if ('})]'.includes(text)) depth--;
      else if (text === ';' && depth === 0) {
        const line = item.join(' ');
        if (
          /^(?:__extension__ )?(?:typedef|struct|union|enum)\b/.test(line) &&
          line.length < 20_000 &&
          !/__asm|\basm\b/.test(line)
        )
          items.push(line);
        item = [];
      }
      // A function ends without a semicolon.
      if (text === '}' && depth === 0 && item.includes('(') && !/^(?:typedef|struct|union|enum)$/.test(item[0] ?? ''))
        item = [];
    }
  }
  return items;
}

/**
 * A definition of a record as an input: what it defines gets names of its own, the record itself `fz`. Undefined if the
 * text defines none.
 */
export function renamed(definition: string): string | undefined {
  const tag = /^(?:typedef )?(?:struct|union) (?:__attribute__ \( \( .*? \) \) )?(\w+) \{/.exec(definition)?.[1];
  if (tag === undefined) return undefined;
  const names = new Set<string>();
  for (const [, name = ''] of definition.matchAll(/(?:struct|union|enum) (\w+) \{/g)) names.add(name);
  for (const [, list = ''] of definition.matchAll(/enum (?:\w+ )?\{([^}]*)\}/g))
    for (const [name] of list.matchAll(/(?<=^|,)\s*\w+/g)) names.add(name.trim());
  const text = definition
    .replace(/^typedef /, '')
    .replace(/\}[^}]*;$/, (end) => (definition.startsWith('typedef') ? '} ;' : end));
  return text.replace(/\b[A-Za-z_]\w*\b/g, (word) => (word === tag ? 'fz' : names.has(word) ? `fz_${word}` : word));
}
