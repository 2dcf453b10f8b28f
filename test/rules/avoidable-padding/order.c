#include <sys/param.h>
#include <net/vnet.h>

/* 8 bytes of each are padding, in 16 of them. */
struct fix_bucket {
//     ^^^^^^^^^^ avoidable-padding
	char	used;
	void	*first;
	char	locked;
};
VNET_DEFINE_STATIC(struct fix_bucket, fix_table[16]);

/* Near misses: the same for one, in the best order, packed, with bits. */
struct fix_one {
	char	used;
	void	*first;
	char	locked;
};
VNET_DEFINE_STATIC(struct fix_one, fix_single);
struct fix_best {
	void	*first;
	char	used;
	char	locked;
};
VNET_DEFINE_STATIC(struct fix_best, fix_bests[64]);
struct fix_packed {
	char	used;
	void	*first;
	char	locked;
} __packed;
VNET_DEFINE_STATIC(struct fix_packed, fix_packeds[64]);
struct fix_bits {
	char	used;
	void	*first;
	int	locked : 1;
};
VNET_DEFINE_STATIC(struct fix_bits, fix_bitses[64]);
