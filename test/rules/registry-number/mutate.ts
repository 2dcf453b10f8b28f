import registry from '../../../server/src/core/compat/registries/pf-key.json' with { type: 'json' };
import type { Mutator, Preparation } from '../../kit/mutation.ts';

const MEANT: ReadonlySet<string> = new Set(registry.registries.flatMap(({ means }) => Object.keys(means ?? {})));

/** A tree without the header gets one, with the numbers of RFC 2407, 2857, 3566 and 3686. */
export const prepare: Preparation = (session) => {
  const path = session.workspace.inSys('net/pfkeyv2.h');
  if (session.files.isFile(path)) return;
  session.setText(
    path,
    [
      ['SADB_AALG_NONE', 0],
      ['SADB_AALG_MD5HMAC', 2],
      ['SADB_AALG_SHA1HMAC', 3],
      ['SADB_X_AALG_SHA2_256', 5],
      ['SADB_X_AALG_RIPEMD160HMAC', 8],
      ['SADB_X_AALG_AES_XCBC_MAC', 9],
      ['SADB_EALG_NONE', 0],
      ['SADB_EALG_DESCBC', 2],
      ['SADB_EALG_3DESCBC', 3],
    ]
      .map(([name, number]) => `#define ${name}\t${number}\n`)
      .join(''),
  );
};

/** A number of the registry replaced by another. */
export const mutate: Mutator = (code) => {
  const path = code.session.workspace.inSys('net/pfkeyv2.h');
  const lines = Array.from(code.tokens(path).text.matchAll(/^(#define\s+(\w+)\s+)(\d+)\b/gm)).filter(
    ([, , name = '']) => MEANT.has(name),
  );
  const line = code.pick(lines);
  if (line === undefined) return undefined;
  const [, before = '', , number = ''] = line;
  const start = line.index + before.length;
  return {
    edits: [
      { path, start, end: start + number.length, text: String((Number(number) + 1 + code.random.below(254)) % 256) },
    ],
  };
};
