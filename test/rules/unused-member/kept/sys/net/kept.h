#ifndef _NET_KEPT_H_
#define _NET_KEPT_H_
struct kept {
	struct kept	*kept_next;
	void		*kept_forgotten;
//			 ^^^^^^^^^^^^^^ unused-member
	int		 kept_pasted;
	int		 kept_spare[2];
	/* vnetscope-kept: netstat 1.0 */
	int		 kept_meant;
	int		 kept_disabled;
//			 ^^^^^^^^^^^^^ unused-member
};
#endif
