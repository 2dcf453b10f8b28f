// What is asked of an editor's features on a tree, and what they must say. The sample's answers are read off its
// sources by hand; a real tree's are what must be true of every release.

interface Place {
  readonly file: string;
  readonly word: string;
  readonly onLineWith?: string;
}

export interface Expectations {
  /** A function's line behind which names are typed. */
  readonly typing: Place;
  readonly typed: string;
  readonly completed: string;
  readonly renamed: Place;
  /** Files that a rename changes. */
  readonly renamedFiles: readonly string[];
  readonly asked: Place;
  /** Callers of the function, in the tree of who sets curvnet. */
  readonly callers: readonly string[];
  readonly used: Place;
  readonly defined: Place;
  /** Over the definition: uses, bytes and offset. */
  readonly lens: RegExp;
  /** The definition's line, with the offset behind the name. */
  readonly inlay: RegExp;
  readonly option: Place;
  readonly optionSays: string;
  /** A file with a finding, which is not open. */
  readonly notOpen: string;
}

export const onSample: Expectations = {
  typing: { file: 'sys/net/if.c', word: 'if_grow', onLineWith: 'if_grow();' },
  typed: 'V_if_indexl',
  completed: 'V_if_indexlim',
  renamed: { file: 'sys/net/if.c', word: 'V_if_indexlim', onLineWith: 'malloc' },
  renamedFiles: ['if.c'],
  asked: { file: 'sys/net/if.c', word: 'if_grow', onLineWith: 'if_grow(void)' },
  callers: ['if_index_take'],
  used: { file: 'sys/net/if.c', word: 'V_if_index', onLineWith: 'index > (u_int)V_if_index' },
  defined: { file: 'sys/net/if.c', word: 'if_indexlim', onLineWith: 'VNET_DEFINE' },
  // Uses: lines 78, 99, 102, 105 and 116.
  lens: /^5 uses · 4 bytes · offset \d+ of set_vnet$/,
  inlay: /if_indexlim\s?\+\d+/,
  option: { file: 'sys/amd64/conf/GENERIC', word: 'TCPDEBUG' },
  optionSays: 'opt_',
  notOpen: 'if_dump.c',
};

export const onRealTree: Expectations = {
  typing: { file: 'sys/netinet/tcp_hostcache.c', word: 'tcp_hc_purge_internal', onLineWith: 'tcp_hc_purge_internal(' },
  typed: 'V_tcp_hostc',
  completed: 'V_tcp_hostcache',
  renamed: { file: 'sys/netinet/tcp_hostcache.c', word: 'V_tcp_hostcache', onLineWith: 'hashbase' },
  renamedFiles: ['tcp_hostcache.c'],
  asked: { file: 'sys/netinet/tcp_hostcache.c', word: 'tcp_hc_lookup', onLineWith: 'tcp_hc_lookup(' },
  callers: ['tcp_hc_get'],
  used: { file: 'sys/netinet/tcp_input.c', word: 'V_tcp_do_prr', onLineWith: 'V_tcp_do_prr &&' },
  defined: { file: 'sys/netinet/tcp_hostcache.c', word: 'tcp_hostcache', onLineWith: 'VNET_DEFINE' },
  lens: /^\d+ uses · \d+ bytes · offset [\d,]+ of set_vnet$/,
  inlay: /tcp_hostcache\s?\+[\d,]+/,
  option: { file: 'sys/amd64/conf/GENERIC', word: 'VIMAGE' },
  optionSays: 'opt_global.h',
  notOpen: 'if.c',
};
