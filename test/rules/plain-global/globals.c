#include <sys/param.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(int, fix_count);
#define	V_fix_count VNET(fix_count)

static int fix_last;
//         ^^^^^^^^ plain-global
static u_long fix_total = 1;
//            ^^^^^^^^^ plain-global
int fix_open;
//  ^^^^^^^^ plain-global

/* Near misses: constants, pointers, records, what only functions without vnet write, or those that no packet comes by, what is only read, a member of the same name. */
static const int fix_limit = 4;
static int fix_boot;
static int fix_read = 2;
static struct fix_record { int fix_member; } fix_record;
static int fix_member;
static int *fix_pointer;
extern int fix_elsewhere;

static int fix_set;
static int fix_deep;
//         ^^^^^^^^ plain-global

static void
fix_slow(void)
{

	V_fix_count++;
	fix_deep++;
}

void fix_input(struct mbuf *, int);
void
fix_input(struct mbuf *m, int n)
{

	V_fix_count++;
	fix_slow();
	fix_last = n;
	fix_total += fix_read;
	++fix_open;
	fix_record.fix_member = fix_limit;
	fix_pointer = &n;
}

void fix_start(void);
void
fix_start(void)
{

	fix_boot = 1;
	fix_member = sizeof(V_fix_count);
}

void fix_configure(int);
void
fix_configure(int n)
{

	V_fix_count = fix_set;
	fix_set = n;
}

#ifndef __FreeBSD__
static int fix_foreign;
#endif
#ifdef __FreeBSD__
static int fix_ours;
//         ^^^^^^^^ plain-global
#else
static int fix_theirs;
#endif

void fix_output(struct mbuf *);
void
fix_output(struct mbuf *m)
{

	V_fix_count++;
	fix_foreign = fix_ours = fix_theirs = 1;
}
