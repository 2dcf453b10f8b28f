#ifndef _GAUGE_SCALE_H_
#define	_GAUGE_SCALE_H_

struct gauge_scale {
	short	gs_low;
	short	gs_high;
	char	gs_unit;
};

#endif /* !_GAUGE_SCALE_H_ */
