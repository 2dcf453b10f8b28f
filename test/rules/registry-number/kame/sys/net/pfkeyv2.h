/* PF_KEY as KAME had it in 2001, in part; the numbers are facts, the text is ours. */
#ifndef _NET_PFKEYV2_H_
#define _NET_PFKEYV2_H_
#define SADB_AALG_NONE		0
#define SADB_AALG_MD5HMAC	1
//      ^^^^^^^^^^^^^^^^^ registry-number
#define SADB_AALG_SHA1HMAC	2
//      ^^^^^^^^^^^^^^^^^^ registry-number
#define SADB_AALG_MAX		8
#define KAME_BASE		3
#define SADB_EALG_NULL		(KAME_BASE)
//      ^^^^^^^^^^^^^^ registry-number
#define SADB_X_EALG_RIJNDAELCBC	12
#define SADB_X_EALG_SKIPJACK	249
#define SADB_X_EALG_AESCTR	250	/* vnetscope-ignore registry-number: 9.3 has it */
enum { SADB_X_CALG_NONE, SADB_X_CALG_OUI, SADB_X_CALG_LZS };
//                                        ^^^^^^^^^^^^^^^ registry-number
#endif
