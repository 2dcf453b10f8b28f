import type { BareUse } from '../../rules/container-view.ts';
import { hasMode, modesAt } from './vimage-modes.ts';
import type { BodyFact } from './container-bodies.ts';
import type { ContainerQuestion } from './container-answers.ts';
import type { Container } from './container-tree.ts';

/** V_x in a function without the INIT_VNET_ of its container: with options VIMAGE the pointer is then undeclared. */
export const bareUses: ContainerQuestion<BareUse> = function* (workspace, { files, byAccessor }) {
  for (const facts of files.facts()) {
    if (!facts.path.endsWith('.c')) continue;
    const text = workspace.files.read(facts.path) ?? '';
    const tokens = workspace.frontEnd.preprocessor.tokensOf(facts.path, text);
    for (const body of facts.bodies) {
      const told = new Set<Container>();
      for (const use of body.uses) {
        const container = byAccessor.get(use.name)?.container;
        const [init] = container?.inits ?? [];
        if (
          container?.base === undefined ||
          init === undefined ||
          told.has(container) ||
          isInitialized(body, container, use.start) ||
          declaresBase(text, body, container.base, tokens.start[body.body.from] as number, use.start)
        )
          continue;
        if (!hasMode(modesAt(tokens, body.body.from, workspace.tree.release.osreldate), 'vimage')) continue;
        told.add(container);
        yield {
          path: facts.path,
          start: use.start,
          end: use.end,
          accessor: use.name,
          functionName: body.name,
          base: container.base,
          init,
          bodyStart: tokens.end[body.body.from] as number,
        };
      }
    }
  }
};

/** An INIT_VNET_ of the container in a block around the use, before it. */
function isInitialized(body: BodyFact, { inits }: Container, use: number): boolean {
  return body.macros.some(({ macro, start, blockEnd }) => inits.has(macro) && start < use && use < blockEnd);
}

/** A parameter or a variable of the pointer's name. */
function declaresBase(text: string, body: BodyFact, base: string, open: number, use: number): boolean {
  const before = `${
    text
      .slice(Math.max(0, open - 400), open)
      .split(/[;}]/)
      .at(-1) ?? ''
  } ${text.slice(open, use)}`;
  return new RegExp(`\\*\\s*${base}\\b`).test(before) && body.name !== base;
}
