# The interface of things that can be read off.

#include <gauge/gauge_kobj.h>

INTERFACE gauge;

METHOD int read {
	gauge_t	 *gauge;
};
