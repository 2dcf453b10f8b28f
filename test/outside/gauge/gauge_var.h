#ifndef _GAUGE_VAR_H_
#define	_GAUGE_VAR_H_

#include <net/vnet.h>

#include <gauge/gauge_scale.h>

struct gauge_softc {
	gauge_state_t	 gs_state;
	struct gauge_scale gs_scale[GAUGE_LIMIT];
	char		 gs_late[GAUGE_LATE];
};

VNET_DECLARE(struct gauge_softc, gauge_main);
#define	V_gauge_main	VNET(gauge_main)

#endif /* !_GAUGE_VAR_H_ */
