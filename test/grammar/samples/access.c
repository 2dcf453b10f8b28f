// Access: accessors, and the macros they are made of.

#define V_ifnet         VNET(ifnet)
//                      ^^^^                    support.function.vnet meta.preprocessor
//                          ^                   punctuation.section.parens.begin
//                           ^^^^^              variable.other.vnet
//                                ^             punctuation.section.parens.end
#define V_loif          VNET_NAME(loif)
//                                ^^^^          variable.other.vnet

void
f(struct vnet *vnet, struct mbuf *m)
{
        int n = V_tcp_do_sack + V_ip_policy.ttl;
//              ^^^^^^^^^^^^^                   variable.other.vnet
//                              ^^^^^^^^^^^     variable.other.vnet
//                                          ^^^ - variable.other.vnet

        V_ifindex_table[V_if_index] = NULL;
//      ^^^^^^^^^^^^^^^                         variable.other.vnet
//                      ^^^^^^^^^^              variable.other.vnet
        TAILQ_INIT(&V_ifnet);
//                  ^^^^^^^                     variable.other.vnet
        V_tcp_isn_fn(&tp->t_inpcb->inp_ie);
//      ^^^^^^^^^^^^                            variable.other.vnet
//                    ^^^^^^^                   - variable.other.vnet
        n = VNET(if_index) + *VNET_PTR(if_index);
//          ^^^^                                support.function.vnet
//               ^^^^^^^^                       variable.other.vnet
//                                     ^^^^^^^^ variable.other.vnet
        n = VNET_VNET(vnet->next, if_index);
//          ^^^^^^^^^                           support.function.vnet
//                    ^^^^                      - variable.other.vnet
//                                ^^^^^^^^      variable.other.vnet
        p = VNET_VNET_PTR(f(a, b), tcbinfo);
//                        ^                     - variable.other.vnet
//                           ^                  - variable.other.vnet
//                                 ^^^^^^^      variable.other.vnet
        VNET_PCPUSTAT_ADD(struct ipstat, ipstat, ips_total, 1);
//      ^^^^^^^^^^^^^^^^^                       support.function.vnet
//                        ^^^^^^                storage.type
//                                       ^^^^^^ variable.other.vnet
//                                               ^^^^^^^^^       - variable.other.vnet
        VNET_PCPUSTAT_ALLOC(ipstat, M_WAITOK);
//                          ^^^^^^              variable.other.vnet
//                                  ^^^^^^^^    - variable.other.vnet
        n = DPCPU_GET(busy) + DPCPU_ID_GET(cpu, busy);
//          ^^^^^^^^^                           support.function.vnet
//                    ^^^^                      variable.other.vnet
//                                         ^^^  - variable.other.vnet
//                                              ^^^^ variable.other.vnet
        DPCPU_SET(busy, 1);
//                ^^^^                          variable.other.vnet

        /* V_ifnet in words, VNET(ifnet) too */
//         ^^^^^^^                              comment - variable.other.vnet
//                           ^^^^               comment - support.function.vnet
        printf("V_ifnet %p VNET(x)", V_ifnet);
//              ^^^^^^^                         string - variable.other.vnet
//                         ^^^^                 string - support.function.vnet
//                                   ^^^^^^^    variable.other.vnet
        LV_left = BV_b + V_;
//      ^^^^^^^                                 - variable.other.vnet
//                ^^^^                          - variable.other.vnet
//                       ^^                     - variable.other.vnet
        return (VNETS(x));
//              ^^^^^                           - support.function.vnet
}

int     behind;
//<--                                           storage.type - meta.block
