/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: zones of equal-sized items.
 */

#ifndef _VM_UMA_H_
#define	_VM_UMA_H_

#include <sys/types.h>

struct uma_zone;
typedef struct uma_zone *uma_zone_t;

#define	UMA_ALIGN_PTR	(sizeof(void *) - 1)

uma_zone_t uma_zcreate(const char *name, size_t size, int align);
void	 uma_zdestroy(uma_zone_t);
int	 uma_zone_set_max(uma_zone_t, int items);
void	*uma_zalloc(uma_zone_t, int flags);
void	 uma_zfree(uma_zone_t, void *item);

#endif /* !_VM_UMA_H_ */
