// The same in C++: a kernel has some of that too.

VNET_DEFINE(int, tcp_do_sack) = 1;
//<-----------                                  storage.modifier.vnet
//               ^^^^^^^^^^^                    variable.other.definition.vnet

void g() {
    CURVNET_SET(vnet0);
//  ^^^^^^^^^^^                                 keyword.control.vnet
//              ^^^^^                           variable.language.vnet
    CURVNET_RESTORE();
//  ^^^^^^^^^^^^^^^                             keyword.control.vnet
}

int f() { return V_tcp_do_sack + VNET(if_index); }
//               ^^^^^^^^^^^^^                  variable.other.vnet
//                               ^^^^           support.function.vnet
//                                    ^^^^^^^^  variable.other.vnet
