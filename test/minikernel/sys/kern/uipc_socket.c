/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: sockets: made in the vnet of their owner.
 */

#include <sys/param.h>
#include <sys/systm.h>
#include <sys/errno.h>
#include <sys/hhook.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/proc.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>
#include <vm/uma.h>

#include <net/vnet.h>

static uma_zone_t sockets_zone;

SYSCTL_NODE(_kern, OID_AUTO, ipc, CTLFLAG_RW, NULL, "sockets");

/* Hooks that watch sockets of one vnet. */
VNET_DEFINE(struct hhook_head *, socket_hhh[HHOOK_SOCKET_LAST + 1]);
#define	V_socket_hhh		VNET(socket_hhh)

VNET_DEFINE_STATIC(u_int, so_listen_count);
#define	V_so_listen_count	VNET(so_listen_count)
VNET_DEFINE_STATIC(int, somaxconn) = SOMAXCONN;
#define	V_somaxconn		VNET(somaxconn)
VNET_DEFINE_STATIC(u_int, so_count);
#define	V_so_count		VNET(so_count)

SYSCTL_INT(_kern_ipc, OID_AUTO, somaxconn, CTLFLAG_RW | CTLFLAG_VNET,
    &VNET_NAME(somaxconn), 0, "longest queue of connections not yet accepted");
SYSCTL_UINT(_kern_ipc, OID_AUTO, numopensockets, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(so_count), 0, "sockets open");
SYSCTL_UINT(_kern_ipc, OID_AUTO, numlistening, CTLFLAG_RD | CTLFLAG_VNET,
    &VNET_NAME(so_listen_count), 0, "sockets listening");

static void
socket_zone_init(const void *unused __unused)
{

	sockets_zone = uma_zcreate("socket", sizeof(struct socket),
	    UMA_ALIGN_PTR);
}
SYSINIT(socket, SI_SUB_PROTO_DOMAININIT, SI_ORDER_ANY, socket_zone_init, NULL);

static void
socket_hhook_register(int id)
{

	if (hhook_head_register(HHOOK_TYPE_SOCKET, id, &V_socket_hhh[id],
	    HHOOK_NOWAIT | HHOOK_HEADISINVNET) != 0)
		printf("%s: no hooks for %d\n", __func__, id);
}

static void
socket_init(const void *unused __unused)
{
	int i;

	for (i = 0; i < (int)nitems(V_socket_hhh); i++)
		socket_hhook_register(i);
}
VNET_SYSINIT(socket_init, SI_SUB_PROTO_DOMAININIT, SI_ORDER_ANY, socket_init,
    NULL);

static void
socket_uninit(const void *unused __unused)
{
	int i;

	for (i = 0; i < (int)nitems(V_socket_hhh); i++)
		if (hhook_head_deregister(V_socket_hhh[i]) != 0)
			printf("%s: hook point %d is busy\n", __func__, i);
}
VNET_SYSUNINIT(socket_uninit, SI_SUB_PROTO_DOMAININIT, SI_ORDER_ANY,
    socket_uninit, NULL);

static struct socket *
soalloc(struct vnet *vnet)
{
	struct socket *so;

	so = uma_zalloc(sockets_zone, M_NOWAIT | M_ZERO);
	if (so == NULL)
		return (NULL);
	mtx_init(&so->so_lock, "socket", NULL, MTX_DEF);
	so->so_vnet = vnet;
#ifdef VIMAGE
	vnet->vnet_sockcnt++;
#endif
	return (so);
}

int
socreate(int domain, struct socket **aso, int type, struct ucred *cred)
{
	struct socket *so;

	if (domain <= AF_UNSPEC || domain >= AF_MAX)
		return (EAFNOSUPPORT);
	so = soalloc(CRED_TO_VNET(cred));
	if (so == NULL)
		return (ENOBUFS);
	so->so_type = type;
	so->so_cred = cred;
	so->so_count = 1;
	CURVNET_SET(so->so_vnet);
	V_so_count++;
	HHOOKS_RUN_IF(V_socket_hhh[HHOOK_SOCKET_CREATE], so);
	CURVNET_RESTORE();
	*aso = so;
	return (0);
}

int
solisten(struct socket *so, int backlog)
{

	if (so->so_type != SOCK_STREAM)
		return (EOPNOTSUPP);
	CURVNET_SET(so->so_vnet);
	if (backlog < 0 || backlog > V_somaxconn)
		backlog = V_somaxconn;
	if (so->so_qlimit == 0)
		V_so_listen_count++;
	so->so_qlimit = backlog;
	HHOOKS_RUN_IF(V_socket_hhh[HHOOK_SOCKET_LISTEN], so);
	CURVNET_RESTORE();
	return (0);
}

void
soclose(struct socket *so)
{

	CURVNET_SET(so->so_vnet);
	HHOOKS_RUN_IF(V_socket_hhh[HHOOK_SOCKET_CLOSE], so);
	if (so->so_qlimit != 0)
		V_so_listen_count--;
	V_so_count--;
	CURVNET_RESTORE();
#ifdef VIMAGE
	so->so_vnet->vnet_sockcnt--;
#endif
	mtx_destroy(&so->so_lock);
	uma_zfree(sockets_zone, so);
}

void
soisdisconnected(struct socket *so)
{

	mtx_lock(&so->so_lock);
	so->so_rcv.sb_flags |= 0x10;
	so->so_snd.sb_flags |= 0x10;
	mtx_unlock(&so->so_lock);
}
