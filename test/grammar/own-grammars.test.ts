// The grammars of configurations, of sys/conf's lists and of scenarios: words and the scope that colours them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { root } from '../kit/source-graph.ts';
import { loadOwnGrammar, tokenize } from './tokenizer.ts';

const cases: Readonly<Record<string, readonly (readonly [line: string, word: string, scope: string])[]>> = {
  'source.freebsd-kernconf': [
    ['options \tTCP_NDEBUG=16\t# a ring', 'options', 'keyword.control'],
    ['options \tTCP_NDEBUG=16\t# a ring', 'TCP_NDEBUG', 'entity.name.constant.option'],
    ['options \tTCP_NDEBUG=16\t# a ring', '16', 'constant.other.value'],
    ['options \tTCP_NDEBUG=16\t# a ring', '# a ring', 'comment.line'],
    ['nodevice\tbpf', 'bpf', 'entity.name.type.device'],
    ['include\t\tGENERIC', 'GENERIC', 'string.unquoted'],
    ['ident\t\tSHAPED', 'ident', 'keyword.control'],
  ],
  'source.freebsd-conf-list': [
    ['net/if_tunnel.c\t\toptional tunnel inet | tunnel inet6', 'net/if_tunnel.c', 'string.unquoted.path'],
    ['net/if_tunnel.c\t\toptional tunnel inet | tunnel inet6', 'optional', 'keyword.control'],
    ['net/if_tunnel.c\t\toptional tunnel inet | tunnel inet6', 'tunnel', 'entity.name.type.device'],
    ['INET\t\t\topt_inet.h', 'INET', 'entity.name.constant.option'],
    ['INET\t\t\topt_inet.h', 'opt_inet.h', 'support.other.header'],
  ],
  'source.vnetscope-scenario': [
    ['in j1 expect V_ip_id == 3 # now', 'expect', 'keyword.control'],
    ['in j1 expect V_ip_id == 3 # now', 'j1', 'entity.name.type.jail'],
    ['in j1 expect V_ip_id == 3 # now', 'V_ip_id', 'entity.name.variable'],
    ['in j1 expect V_ip_id == 3 # now', '3', 'constant.numeric'],
    ['module load shaper', 'module', 'keyword.control'],
    ['module load shaper', 'load', 'keyword.other'],
  ],
};

interface Manifest {
  readonly contributes: {
    readonly grammars: readonly { readonly scopeName: string; readonly path: string; readonly language?: string }[];
    readonly languages: readonly { readonly id: string }[];
  };
}

const { contributes } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;

for (const [scope, expected] of Object.entries(cases)) {
  test(scope, async () => {
    const known = contributes.grammars.find(({ scopeName }) => scopeName === scope);
    assert.ok(known !== undefined, 'package.json does not contribute it');
    assert.ok(contributes.languages.some(({ id }) => id === known.language));
    const grammar = await loadOwnGrammar(scope, path.join(root, known.path));
    for (const [line, word, wanted] of expected) {
      const at = line.lastIndexOf(word);
      const token = tokenize(grammar, [line])[0]?.tokens.find(({ start, end }) => start <= at && at < end);
      assert.ok(
        token?.scopes.some((one) => one.startsWith(wanted)),
        `${word} of "${line}" is ${token?.scopes.join(' ') ?? 'nothing'}, not ${wanted}`,
      );
    }
  });
}
