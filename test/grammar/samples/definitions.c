// Definitions and declarations: the macro, the type, the name.

VNET_DEFINE(int, tcp_do_sack) = 1;
//<-----------                                  storage.modifier.vnet
//         ^                                    punctuation.section.parens.begin
//          ^^^                                 storage.type - variable.other.definition.vnet
//               ^^^^^^^^^^^                    variable.other.definition.vnet meta.definition.vnet
//                          ^                   punctuation.section.parens.end
//                              ^               constant.numeric - meta.definition.vnet

VNET_DEFINE_STATIC(u_int, so_count);
//<-----------------                            storage.modifier.vnet
//                        ^^^^^^^^              variable.other.definition.vnet
//                                ^             punctuation.section.parens.end - variable.other.definition.vnet

VNET_DEFINE_STATIC(char, modspace[VNET_MODMIN] __aligned(__alignof(void *)));
//                       ^^^^^^^^               variable.other.definition.vnet
//                                ^^^^^^^^^^^    meta.definition.vnet - variable.other.definition.vnet
//                                             ^^^^^^^^^      - variable.other.definition.vnet
//                                                                         ^  punctuation.section.parens.end.bracket.round.vnet
//                                                                          ^ - meta.definition.vnet

VNET_DEFINE(struct hhook_head *, socket_hhh[HHOOK_SOCKET_LAST + 1]);
//          ^^^^^^                              storage.type
//                 ^^^^^^^^^^                   - variable.other.definition.vnet
//                            ^                 keyword.operator
//                               ^^^^^^^^^^     variable.other.definition.vnet
//                                          ^^^^^^^^^^^^^^^^^   - variable.other.definition.vnet

VNET_DEFINE(LIST_HEAD(, if_clone), if_cloners) = LIST_HEAD_INITIALIZER();
//                      ^^^^^^^^                - variable.other.definition.vnet
//                                 ^^^^^^^^^^   variable.other.definition.vnet
//                                           ^  punctuation.section.parens.end.bracket.round.vnet
//                                                                      ^ - meta.definition.vnet

VNET_DEFINE_STATIC(struct tcp_keep {
        int     idle;
//      ^^^                                     storage.type meta.definition.vnet
//              ^^^^                            - variable.other.definition.vnet
        short   count;
}, tcp_keep) = { 75 * 1000, .count = 8 };
// ^^^^^^^^                                     variable.other.definition.vnet
//               ^^                             constant.numeric - meta.definition.vnet

VNET_DEFINE(struct in_ifaddrbucket *,
    in_ifaddrtable);
//  ^^^^^^^^^^^^^^                              variable.other.definition.vnet

VNET_PCPUSTAT_DEFINE(struct ipstat, ipstat);
//<-------------------                          storage.modifier.vnet
//                          ^^^^^^              - variable.other.definition.vnet
//                                  ^^^^^^      variable.other.definition.vnet
VNET_PCPUSTAT_DEFINE_STATIC(struct ipsec4stat, ipsec4stat);
//                                             ^^^^^^^^^^ variable.other.definition.vnet
VNET_DECLARE(struct inpcbinfo, tcbinfo);
//<-----------                                  storage.modifier.vnet
//                             ^^^^^^^          variable.other.definition.vnet
VNET_PCPUSTAT_DECLARE(struct tcpstat, tcpstat);
//                                    ^^^^^^^   variable.other.definition.vnet

DPCPU_DEFINE(u_int, pcpu_starts);
//<-----------                                  storage.modifier.vnet
//                  ^^^^^^^^^^^                 variable.other.definition.vnet
DPCPU_DEFINE_STATIC(uint64_t, busy) = 1;
//                            ^^^^              variable.other.definition.vnet
DPCPU_DECLARE(int, other);
//                 ^^^^^                        variable.other.definition.vnet

static VNET_DEFINE(int, of_release_11);
//     ^^^^^^^^^^^                              storage.modifier.vnet
//                      ^^^^^^^^^^^^^           variable.other.definition.vnet

// While it is being typed, the rest of the file keeps its colours.
VNET_DEFINE(int, half_a_line;
int     after;
//<--                                           storage.type - meta.definition.vnet

int not_the_macro(int VNET_DEFINED, int MY_VNET_DEFINE);
//                    ^^^^^^^^^^^^              - storage.modifier.vnet
//                                      ^^^^^^^^^^^^^^      - storage.modifier.vnet
