/*
 * Constructors with all that the machine has to follow. The test puts this source into the sample kernel, and compiles
 * it with harness.h for this computer: what both say of the variables has to be the same.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <net/vnet.h>

#define	RICH_MIN	16
#define	RICH_MAX	1024
#define	RICH_WORDS	8

struct rich_rate {
	u_int	interval;
	u_int	burst:12,
		shift:4;
	short	tokens[4];
};

struct rich_entry {
	struct rich_entry *next;
	u_int	key;
	u_char	state;
};

VNET_DEFINE(int, rich_limit) = 100;
VNET_DEFINE(u_int, rich_buckets);
VNET_DEFINE(u_long, rich_mask);
VNET_DEFINE(int, rich_per_bucket);
VNET_DEFINE(u_int, rich_crc[RICH_WORDS]);
VNET_DEFINE(u_int, rich_sum);
VNET_DEFINE(struct rich_rate, rich_rate) = { .interval = 30 };
VNET_DEFINE(struct rich_entry *, rich_table);
VNET_DEFINE(int, rich_count);
VNET_DEFINE(u_int, rich_last_key);
VNET_DEFINE(signed char, rich_level) = -3;
VNET_DEFINE(u_short, rich_wrapped);
VNET_DEFINE(long, rich_scaled);
VNET_DEFINE(int, rich_mode);
VNET_DEFINE(int, rich_order);
VNET_DEFINE(u_int, rich_seed);
VNET_DEFINE(int, rich_seeded);
VNET_DEFINE(int, rich_untouched) = 7;

#define	V_rich_limit		VNET(rich_limit)
#define	V_rich_buckets		VNET(rich_buckets)
#define	V_rich_mask		VNET(rich_mask)
#define	V_rich_per_bucket	VNET(rich_per_bucket)
#define	V_rich_crc		VNET(rich_crc)
#define	V_rich_sum		VNET(rich_sum)
#define	V_rich_rate		VNET(rich_rate)
#define	V_rich_table		VNET(rich_table)
#define	V_rich_count		VNET(rich_count)
#define	V_rich_last_key		VNET(rich_last_key)
#define	V_rich_level		VNET(rich_level)
#define	V_rich_wrapped		VNET(rich_wrapped)
#define	V_rich_scaled		VNET(rich_scaled)
#define	V_rich_mode		VNET(rich_mode)
#define	V_rich_order		VNET(rich_order)
#define	V_rich_seed		VNET(rich_seed)
#define	V_rich_seeded		VNET(rich_seeded)

static int (*const rich_modes[])(int) = { NULL, NULL };

static u_int
rich_power_of_two(u_int wanted)
{
	u_int size;

	for (size = 1; size < wanted; size <<= 1)
		continue;
	return (size);
}

static u_int
rich_crc_of(u_int value)
{
	int bit;

	for (bit = 0; bit < 8; bit++)
		value = (value & 1) != 0 ? (value >> 1) ^ 0xedb88320u : value >> 1;
	return (value);
}

static int
rich_double(int value)
{

	return (value * 2);
}

static int
rich_negate(int value)
{

	return (-value);
}

static int
rich_apply(int (*function)(int), int value)
{

	return (function == NULL ? value : function(value));
}

static int
rich_classify(int value)
{

	switch (value & 7) {
	case 0:
		return (10);
	case 1:
	case 2:
		value += 100;
		/* FALLTHROUGH */
	case 3:
		return (value + 1);
	default:
		if (value > 500)
			goto large;
		return (-1);
	}
large:
	return (value / 3);
}

static void
rich_sizes_init(const void *unused)
{
	u_int wanted;

	wanted = 300;
	TUNABLE_INT_FETCH("net.rich.limit", &V_rich_limit);
	TUNABLE_INT_FETCH("net.rich.buckets", (int *)&wanted);
	V_rich_buckets = rich_power_of_two(max(RICH_MIN, min(wanted, RICH_MAX)));
	V_rich_mask = V_rich_buckets - 1;
	V_rich_per_bucket = V_rich_limit / (int)V_rich_buckets + 1;
	V_rich_scaled = ((long)V_rich_limit << 33) / 7;
	V_rich_wrapped = (u_short)(V_rich_limit * 70001);
	V_rich_level -= V_rich_limit;
}
VNET_SYSINIT(rich_sizes_init, SI_SUB_PROTO_IF, SI_ORDER_ANY, rich_sizes_init, NULL);

static void
rich_tables_init(const void *unused)
{
	struct rich_entry *entry;
	u_int i;

	for (i = 0; i < RICH_WORDS; i++)
		V_rich_sum = V_rich_sum * 31 + (V_rich_crc[i] = rich_crc_of(i + V_rich_buckets));
	V_rich_table = malloc(V_rich_buckets * sizeof(*V_rich_table), M_TEMP, M_WAITOK | M_ZERO);
	for (entry = V_rich_table, i = 0; i < V_rich_buckets; entry++, i++) {
		entry->key = i * 2654435761u;
		entry->state = (u_char)(i % 3);
		if (i > 0)
			entry[-1].next = entry;
	}
	for (entry = V_rich_table; entry != NULL; entry = entry->next) {
		if (entry->state != 1)
			continue;
		V_rich_count++;
		V_rich_last_key = entry->key;
		if (V_rich_count == 4)
			break;
	}
	V_rich_rate.burst = V_rich_buckets + 5;
	V_rich_rate.shift = 19;
	for (i = 0; i < 4; i++)
		V_rich_rate.tokens[i] = (short)(V_rich_rate.interval * i - 40000);
}
VNET_SYSINIT(rich_tables_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, rich_tables_init, NULL);

static void
rich_modes_init(const void *unused)
{
	int (*modes[2])(int) = { rich_double, rich_negate };
	int i;

	i = 0;
	do {
		V_rich_mode = rich_apply(modes[i & 1], V_rich_mode + i) + rich_apply(rich_modes[i & 1], 1);
	} while (++i < 5);
	while (i-- > 0)
		V_rich_order = V_rich_order * 10 + rich_classify(i * V_rich_limit);
	V_rich_seed = arc4random();
	V_rich_seeded = V_rich_seed != 0 ? 1 : 2;
	/* Nobody frees it. */
	(void)malloc(24, M_TEMP, M_WAITOK);
}
VNET_SYSINIT(rich_modes_init, SI_SUB_PROTO_IFATTACHDOMAIN, SI_ORDER_ANY, rich_modes_init, NULL);

static void
rich_uninit(const void *unused)
{

	free(V_rich_table, M_TEMP);
}
VNET_SYSUNINIT(rich_uninit, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, rich_uninit, NULL);
