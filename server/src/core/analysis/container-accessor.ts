import type { ContainerCheck } from './container-fault.ts';

/** Members that are there to fill space. */
const FILLING = /^(pad|spare|reserved|unused)\d*$/;

/** A member without V_ accessor: code reaches the plain global, or nothing. */
export const containerAccessor: ContainerCheck = function* (workspace, { containers }) {
  for (const { tag, members, heads } of containers) {
    const [head] = heads;
    const last = members.flatMap(({ accessors }) => accessors).filter(({ fact }) => fact.head === head).at(-1);
    for (const { name, path, fact, accessors } of members) {
      if (accessors.length > 0 || head === undefined || FILLING.test(name)) continue;
      const line = `#define V_${name} ${head}(${name})`;
      const text = last === undefined ? undefined : workspace.files.read(last.path);
      const lineEnd = last === undefined || text === undefined ? -1 : text.indexOf('\n', last.fact.end);
      yield {
        path, start: fact.start, end: fact.end, message: `the member '_${name}' of struct ${tag} has no accessor V_${name}: code that means it uses the plain global, or no kernel but one compiles`, help: line, related: [],
        fix: last === undefined || lineEnd < 0 ? undefined : { title: `Add V_${name}`, edits: [{ path: last.path, start: lineEnd + 1, end: lineEnd + 1, text: `#define\tV_${name}\t${head}(${name})\n` }] },
      };
    }
  }
};
