// Which tokens of a source mean a virtualized global. What is told of it: hover.test.ts.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { hoverAt } from '../../../server/src/core/analysis/answers/hover.ts';
import { at, one, testHovers, type HoverCase } from '../../kit/hover-cases.ts';
import { askAt } from '../../kit/hovering.ts';

const cases: readonly HoverCase[] = [
  {
    what: 'VNET( )',
    kernel: one('VNET_DEFINE(int, a);\nVNET_DEFINE(int, x);\nint *p(void) { return (&VNET(‸x)); }\n'),
    says: { name: 'x', place: at(0) },
  },
  {
    what: 'VNET_PTR( )',
    kernel: one('VNET_DEFINE(int, x);\nint *p(void) { return (VNET_PTR(‸x)); }\n'),
    says: { name: 'x', place: at(0) },
  },
  {
    what: 'VNET_NAME( )',
    kernel: one('VNET_DEFINE(int, x);\nint *p(void) { return (&VNET_NAME(‸x)); }\n'),
    says: { name: 'x', place: at(0) },
  },
  {
    what: 'the second argument of VNET_VNET( )',
    kernel: one('VNET_DEFINE(int, x);\nint f(struct vnet *v) { return (VNET_VNET(v, ‸x)); }\n'),
    says: { name: 'x' },
  },
  {
    what: 'the first argument of VNET_VNET( ) is no variable',
    kernel: one('VNET_DEFINE(int, x);\nint f(struct vnet *v) { return (VNET_VNET(‸v, x)); }\n'),
    says: null,
  },
  {
    what: 'the name inside VNET_DEFINE',
    kernel: one('VNET_DEFINE(long, ‸x);\n'),
    says: { name: 'x', type: 'long', sizeBytes: 8, alignBytes: 8, place: at(0) },
  },
  { what: "the type inside VNET_DEFINE is clangd's", kernel: one('VNET_DEFINE(lo‸ng, x);\n'), says: null },
  {
    what: 'the name inside VNET_PCPUSTAT_SYSINIT',
    kernel: one(
      'struct stat3 { uint64_t a, b, c; };\nVNET_PCPUSTAT_DEFINE(struct stat3, x);\nVNET_PCPUSTAT_SYSINIT(‸x);\n',
    ),
    says: { name: 'x', sizeBytes: 24 },
  },
  {
    what: 'the symbol itself',
    kernel: one('VNET_DEFINE(int, x);\nint f(void) { return (vnet_entry_‸x); }\n'),
    says: { name: 'x', place: at(0) },
  },
  { what: 'a symbol that nothing defines', kernel: one('int f(void) { return (vnet_entry_‸y); }\n'), says: null },
  {
    what: 'code that #if leaves out',
    kernel: one('VNET_DEFINE(int, x);\n#define V_x VNET(x)\n#if 0\nint f(void) { return (V_‸x); }\n#endif\n'),
    says: { name: 'x', place: at(0) },
  },
  {
    what: 'an argument of another macro',
    kernel: one(
      'VNET_DEFINE(int, x);\n#define V_x VNET(x)\n#define TWICE(n) ((n) + (n))\nint f(void) { return (TWICE(V_‸x)); }\n',
    ),
    says: { name: 'x' },
  },
  {
    what: 'the body of a macro',
    kernel: one('VNET_DEFINE(int, x);\n#define V_x VNET(x)\n#define NEXT() (V_‸x++)\n'),
    says: { name: 'x' },
  },
  {
    what: "the accessor's own #define",
    kernel: one('VNET_DEFINE(int, x);\n#define V_‸x VNET(x)\n'),
    says: { name: 'x', uses: 0 },
  },
  {
    what: "the variable in the accessor's #define",
    kernel: one('VNET_DEFINE(int, x);\n#define V_x VNET(‸x)\n'),
    says: { name: 'x' },
  },
  {
    what: 'behind characters of several UTF-16 units and a splice',
    kernel: one(
      'VNET_DEFINE(int, x);\n#define V_x VNET(x)\n/* größe 𝄞 */ int f(void) { char *s = "€𝄞"; return (V_\\\n‸x); }\n',
    ),
    says: { name: 'x' },
  },
  { what: 'a comment', kernel: one('VNET_DEFINE(int, x);\n#define V_x VNET(x)\n/* V_‸x */\n'), says: null },
  { what: 'a string', kernel: one('VNET_DEFINE(int, x);\n#define V_x VNET(x)\nchar *s = "V_‸x";\n'), says: null },
  {
    what: 'an ordinary name that is called like the variable',
    kernel: one('VNET_DEFINE(int, x);\nint f(int ‸x) { return (x); }\n'),
    says: null,
  },
  {
    what: 'a V_ name that is no accessor',
    kernel: one('#define V_OPCODE(n) ((n) << 4)\nint f(void) { return (V_OPC‸ODE(1)); }\n'),
    says: null,
  },
  {
    what: 'a member that is called like an accessor',
    kernel: one(
      'VNET_DEFINE(int, x);\n#define V_x VNET(x)\nstruct s { int V_y; };\nint f(struct s *s) { return (s->V_‸x); }\n',
    ),
    says: null,
  },
];

describe('a name that means a virtualized global', () => {
  testHovers(cases);

  test('the hovered name is told', () => {
    const { session, path, offset, text } = askAt(
      one('VNET_DEFINE(int, x);\n#define V_x VNET(x)\nint f(void) { return (V_‸x); }\n'),
    );
    const span = hoverAt(session, path, offset)?.span;
    assert.equal(text.slice(span?.start, span?.end), 'V_x');
  });
});
