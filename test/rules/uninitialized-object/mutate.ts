import type { Mutator } from '../../kit/mutation.ts';

const KINDS = [
  { headers: ['sys/lock.h', 'sys/mutex.h'], type: 'struct mtx', use: (v: string) => `mtx_lock(&${v});` },
  { headers: ['sys/callout.h'], type: 'struct callout', use: (v: string) => `callout_drain(&${v});` },
];

/** A lock or a callout that is used, and initialized nowhere. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.compiled().filter((one) => code.functions(one).length > 0));
  const item = path === undefined ? undefined : code.pick(code.functions(path));
  if (path === undefined || item === undefined) return undefined;
  const name = code.fresh();
  const { headers, type, use } = code.random.pick(KINDS);
  return {
    edits: [
      code.insertAtFileScope(
        path,
        `${headers.map((header) => `#include <${header}>\n`).join('')}VNET_DEFINE_STATIC(${type}, ${name});\n#define\tV_${name}\tVNET(${name})`,
        'compiled',
      ),
      code.insertInBody(path, item, use(`V_${name}`)),
    ],
  };
};
