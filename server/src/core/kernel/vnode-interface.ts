/** One vnode operation of kern/vnode_if.src. */
interface VnodeOperation {
  readonly name: string;
  readonly parameters: readonly { readonly type: string; readonly name: string }[];
}

const HEAD =
  '/*\n * This file is produced automatically.\n * Do not modify anything in here by hand.\n *\n * Created from kern/vnode_if.src\n */\n\n';

/** "IN struct vnode *vp;" without the direction, WILLRELE and the semicolon. */
function readParameter(line: string): { type: string; name: string } | undefined {
  const text = line
    .replace(/\/\*.*\*\//, '')
    .replace(/\s+/g, ' ')
    .trim();
  const declaration = text
    .replace(/^(INOUT|IN|OUT) /, '')
    .replace(/^(WILLRELE|WONTRELE) /, '')
    .replace(/;$/, '');
  const name = /[A-Za-z0-9_]+$/.exec(declaration)?.[0];
  if (name === undefined) return undefined;
  return { type: declaration.slice(0, -name.length).trimEnd(), name };
}

function readOperations(source: string): VnodeOperation[] {
  const operations: VnodeOperation[] = [];
  let name: string | undefined;
  let parameters: { type: string; name: string }[] = [];
  for (const raw of source.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    if (name === undefined) {
      if (line.startsWith('%') || line.startsWith('#')) continue;
      name = line.split(/\s/)[0] ?? '';
      parameters = [];
    } else if (line.startsWith('};')) {
      operations.push({ name, parameters });
      name = undefined;
    } else {
      const parameter = readParameter(line);
      if (parameter !== undefined) parameters.push(parameter);
    }
  }
  return operations;
}

/** t_spc(): a blank after a type that is not a pointer. */
function spaced(type: string): string {
  return type.endsWith('*') ? type : `${type} `;
}

function operationHeader({ name, parameters }: VnodeOperation): string {
  const upperName = name.toUpperCase();
  const first = parameters[0]?.name ?? '';
  const last = parameters.length - 1;
  return [
    `struct ${name}_args {\n\tstruct vop_generic_args a_gen;`,
    ...parameters.map((parameter) => `\t${spaced(parameter.type)}a_${parameter.name};`),
    `};\n\nextern struct vnodeop_desc ${name}_desc;\n`,
    `int ${upperName}_AP(struct ${name}_args *);`,
    `int ${upperName}_APV(struct vop_vector *vop, struct ${name}_args *);\n`,
    `static __inline int ${upperName}(`,
    ...parameters.map((parameter, index) => `\t${spaced(parameter.type)}${parameter.name}${index < last ? ',' : ')'}`),
    `{\n\tstruct ${name}_args a;\n\n\ta.a_gen.a_desc = &${name}_desc;`,
    ...parameters.map((parameter) => `\ta.a_${parameter.name} = ${parameter.name};`),
    `\treturn (${upperName}_APV(${first}->v_op, &a));\n}\n\n`,
  ].join('\n');
}

/**
 * Members of struct vop_vector after the operations: the tree's own vnode_if.awk prints them as constant text (`bool
 * registered` from 13.0 on). The two at its head are known to every release.
 */
function lastVectorMembers(script: string): string[] {
  const members: string[] = [];
  for (const match of script.matchAll(/printp\("\\t([^"]*;)"\)/g)) {
    const member = (match[1] ?? '').replaceAll('\\t', '\t');
    if (!/\*vop_(default|bypass);$/.test(member)) members.push(`\t${member}\n`);
  }
  return members;
}

/**
 * What tools/vnode_if.awk writes from kern/vnode_if.src.
 * @param kind 'h' vnode_if.h, 'p' vnode_if_newproto.h, 'q' vnode_if_typedef.h
 * @param script the tree's tools/vnode_if.awk, read for what releases add; "" when there is none
 */
export function translateVnodeInterface(source: string, kind: 'h' | 'p' | 'q', script: string): string {
  const operations = readOperations(source);
  if (kind === 'q') {
    return (
      `${HEAD}\n` +
      operations.map(({ name }) => `struct ${name}_args;\ntypedef int ${name}_t(struct ${name}_args *);\n\n`).join('')
    );
  }
  if (kind === 'p') {
    const members = operations.map(({ name }) => `\t${name}_t\t*${name};\n`).join('');
    return `${HEAD}\nstruct vop_vector {\n\tstruct vop_vector\t*vop_default;\n\tvop_bypass_t\t*vop_bypass;\n${members}${lastVectorMembers(script).join('')}};\n`;
  }
  return `${HEAD}extern struct vnodeop_desc vop_default_desc;\n#include "vnode_if_typedef.h"\n#include "vnode_if_newproto.h"\n${operations.map(operationHeader).join('')}`;
}
