#ifndef _GAUGE_KOBJ_H_
#define	_GAUGE_KOBJ_H_

/* What an interface's header needs; the sample kernel has no kobj(9). */
typedef struct gauge {
	void	*ops;
} gauge_t;

typedef void (*kobjop_t)(void);

struct kobjop_desc {
	unsigned int	 id;
	kobjop_t	 deflt;
};

#define	KOBJOPLOOKUP(OPS, OP)	((_m) = OP##_desc.deflt)

#endif /* !_GAUGE_KOBJ_H_ */
