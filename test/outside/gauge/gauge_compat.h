/* Comes in by the Makefile's -include, before every source. */
typedef struct {
	long	gs_words[GAUGE_WORDS];
} gauge_state_t;
