// The current vnet, constructors, sysctls.

static void
timer(void *arg)
{
        VNET_ITERATOR_DECL(vnet_iter);
//      ^^^^^^^^^^^^^^^^^^                      keyword.control.vnet

        VNET_LIST_RLOCK_NOSLEEP();
//      ^^^^^^^^^^^^^^^^^^^^^^^                 keyword.control.vnet
        VNET_FOREACH(vnet_iter) {
//      ^^^^^^^^^^^^                            keyword.control.vnet
//                   ^^^^^^^^^                  - keyword.control.vnet
                CURVNET_SET(vnet_iter);
//              ^^^^^^^^^^^                     keyword.control.vnet
                if (curvnet == vnet0)
//                  ^^^^^^^                     variable.language.vnet
//                             ^^^^^            variable.language.vnet
                        continue;
                CURVNET_RESTORE();
//              ^^^^^^^^^^^^^^^                 keyword.control.vnet
        }
        VNET_LIST_RUNLOCK_NOSLEEP();
//      ^^^^^^^^^^^^^^^^^^^^^^^^^               keyword.control.vnet
        CURVNET_SET_QUIET(TD_TO_VNET(td));
//      ^^^^^^^^^^^^^^^^^                       keyword.control.vnet
//                        ^^^^^^^^^^            support.function.vnet
        if (IS_DEFAULT_VNET(curvnet))
//          ^^^^^^^^^^^^^^^                     support.function.vnet
//                          ^^^^^^^             variable.language.vnet
                curvnet->vnet_ifcnt++;
//              ^^^^^^^                         variable.language.vnet
//                       ^^^^^^^^^^             - variable.language.vnet
}

VNET_SYSINIT(tcp_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, tcp_init, NULL);
//<-----------                                  support.function.vnet
//           ^^^^^^^^                           - support.function.vnet
VNET_SYSUNINIT(tcp_fini, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, tcp_fini, NULL);
//<-------------                                support.function.vnet
VNET_PCPUSTAT_SYSINIT(tcpstat);
//<--------------------                         support.function.vnet
//                    ^^^^^^^                   variable.other.vnet

SYSCTL_INT(_net_inet_ip, OID_AUTO, ttl, CTLFLAG_VNET | CTLFLAG_RW,
//                                      ^^^^^^^^^^^^            support.constant.vnet
//                                                     ^^^^^^^^^^ - support.constant.vnet
    &VNET_NAME(ip_defttl), 0, "hops");
//   ^^^^^^^^^                                  support.function.vnet
//             ^^^^^^^^^                        variable.other.vnet
//                             ^^^^             string
SYSCTL_VNET_INT(_net_inet_ip, OID_AUTO, old, CTLFLAG_RW, &VNET_NAME(old), 0, "");
//<--------------                               support.function.vnet
//                                                                  ^^^  variable.other.vnet
SYSCTL_VNET_PCPUSTAT(_net_inet_ip, OID_AUTO, stats, struct ipstat, ipstat, "");
//<-------------------                          support.function.vnet
