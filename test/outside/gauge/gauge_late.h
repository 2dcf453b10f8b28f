/* By a bare name: found where the compiler runs, which is the Makefile's folder. */
#define	GAUGE_LATE	3
