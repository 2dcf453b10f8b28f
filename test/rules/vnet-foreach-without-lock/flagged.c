#include <sys/param.h>
#include <sys/systm.h>
#include <net/vnet.h>

VNET_DEFINE(int, fx_ttl);
#define	V_fx_ttl	VNET(fx_ttl)

static void
bare(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_FOREACH(vnet_iter) {
//	^^^^^^^^^^^^^^^^^^^^^^^ vnet-foreach-without-lock
		CURVNET_SET(vnet_iter);
		V_fx_ttl--;
		CURVNET_RESTORE();
	}
}

static void
one_way(int a)
{
	VNET_ITERATOR_DECL(vnet_iter);

	if (a)
		VNET_LIST_RLOCK_NOSLEEP();
	VNET_FOREACH(vnet_iter) {
//	^^^^^^^^^^^^^^^^^^^^^^^ vnet-foreach-without-lock
		CURVNET_SET(vnet_iter);
		V_fx_ttl--;
		CURVNET_RESTORE();
	}
}

/* Near misses: either lock, a caller that holds it, the debugger. */
static void
sleepable(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_fx_ttl--;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
}

static void
locked(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_fx_ttl--;
		CURVNET_RESTORE();
	}
}

static void
caller(void)
{
	VNET_LIST_RLOCK_NOSLEEP();
	locked();
	VNET_LIST_RUNLOCK_NOSLEEP();
}

DB_SHOW_ALL_COMMAND(fx, db_show_all_fx)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		V_fx_ttl--;
		CURVNET_RESTORE();
	}
}

/* Near misses: what DDB's tables hold, by name, by place, by the parameters of a command. */
static void
in_table(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_FOREACH(vnet_iter)
		printf("%p", vnet_iter);
}

static const struct db_command fx_commands[] = { { .name = "fx", .fcn = (void *)in_table } };

static int
validates(db_expr_t addr, bool have_addr, db_expr_t count, char *modif)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_FOREACH(vnet_iter)
		if ((void *)vnet_iter == (void *)addr)
			return (0);
	return (1);
}
