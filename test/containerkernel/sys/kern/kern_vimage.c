/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: modules with containers: who comes, who waits, and names for kldsym(2).
 */

#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/linker.h>
#include <sys/malloc.h>
#include <sys/queue.h>
#include <sys/vimage.h>

#ifndef VIMAGE_GLOBALS

MALLOC_DEFINE(M_VNET, "vnet", "network stack control block");

static TAILQ_HEAD(vnet_modlink_head, vnet_modlink) vnet_modlink_head;
static TAILQ_HEAD(vnet_modpending_head, vnet_modlink) vnet_modpending_head;

#ifdef VIMAGE
struct vnet_list_head vnet_head;
struct vnet *vnet0;
static int vnet_list_readers;

void
vnet_list_rlock(void)
{

	vnet_list_readers++;
}

void
vnet_list_runlock(void)
{

	vnet_list_readers--;
}
#endif

static void
vnet_mod_constructor(struct vnet_modlink *vml)
{
	const struct vnet_modinfo *vmi = vml->vml_modinfo;

#ifdef VIMAGE
	if (vmi->vmi_size != 0)
		curvnet->mod_data[vmi->vmi_id] =
		    malloc(vmi->vmi_size, M_VNET, M_NOWAIT | M_ZERO);
#endif
	if (vmi->vmi_iattach != NULL)
		vmi->vmi_iattach(NULL);
}

static void
vnet_mod_complete_registration(struct vnet_modlink *vml)
{
	VNET_ITERATOR_DECL(vnet_iter);
	struct vnet_modlink *pending;

	TAILQ_INSERT_TAIL(&vnet_modlink_head, vml, vml_mod_le);
	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET_QUIET(vnet_iter);
		vnet_mod_constructor(vml);
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();

	/* Somebody may have waited for this one. */
	do {
		TAILQ_FOREACH(pending, &vnet_modpending_head, vml_mod_le)
			if (pending->vml_modinfo->vmi_dependson ==
			    vml->vml_modinfo->vmi_id)
				break;
		if (pending != NULL) {
			TAILQ_REMOVE(&vnet_modpending_head, pending,
			    vml_mod_le);
			vnet_mod_complete_registration(pending);
		}
	} while (pending != NULL);
}

void
vnet_mod_register(const struct vnet_modinfo *vmi)
{
	struct vnet_modlink *vml, *known;

	TAILQ_FOREACH(known, &vnet_modlink_head, vml_mod_le)
		if (known->vml_modinfo == vmi)
			panic("vnet module %s is registered already",
			    vmi->vmi_name);
	vml = malloc(sizeof(struct vnet_modlink), M_VNET, M_NOWAIT);
	vml->vml_modinfo = vmi;
	if (vmi->vmi_dependson != vmi->vmi_id) {
		TAILQ_FOREACH(known, &vnet_modlink_head, vml_mod_le)
			if (known->vml_modinfo->vmi_id == vmi->vmi_dependson)
				break;
		if (known == NULL) {
			TAILQ_INSERT_TAIL(&vnet_modpending_head, vml,
			    vml_mod_le);
			return;
		}
	}
	vnet_mod_complete_registration(vml);
}

int
vi_symlookup(struct kld_sym_lookup *lookup, char *symstr)
{
	struct vnet_modlink *vml;
	struct vnet_symmap *row;

	TAILQ_FOREACH(vml, &vnet_modlink_head, vml_mod_le) {
		row = vml->vml_modinfo->vmi_symmap;
		for (; row != NULL && row->name != NULL; row++) {
			if (strcmp(symstr, row->name) != 0)
				continue;
#ifdef VIMAGE
			lookup->symvalue = (u_long)
			    curvnet->mod_data[vml->vml_modinfo->vmi_id];
			lookup->symvalue += row->offset;
#else
			lookup->symvalue = (u_long)row->offset;
#endif
			lookup->symsize = row->size;
			return (0);
		}
	}
	return (1);
}

static void
vi_init(void *unused __unused)
{

	TAILQ_INIT(&vnet_modlink_head);
	TAILQ_INIT(&vnet_modpending_head);
#ifdef VIMAGE
	vnet0 = malloc(sizeof(struct vnet), M_VNET, M_WAITOK | M_ZERO);
	vnet0->vnet_magic_n = VNET_MAGIC_N;
	LIST_INSERT_HEAD(&vnet_head, vnet0, vnet_le);
	curvnet = vnet0;
#endif
}

static void
vi_init_done(void *unused __unused)
{
	struct vnet_modlink *vml;

	if (TAILQ_EMPTY(&vnet_modpending_head))
		return;
	TAILQ_FOREACH(vml, &vnet_modpending_head, vml_mod_le)
		printf("%s waits for %u\n", vml->vml_modinfo->vmi_name,
		    vml->vml_modinfo->vmi_dependson);
	panic("vnet modules without what they depend on");
}

SYSINIT(vimage, SI_SUB_VIMAGE, SI_ORDER_FIRST, vi_init, NULL);
SYSINIT(vimage_done, SI_SUB_VIMAGE_DONE, SI_ORDER_FIRST, vi_init_done, NULL);

#endif /* !VIMAGE_GLOBALS */
