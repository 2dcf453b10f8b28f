/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: linked lists: singly linked (SLIST, STAILQ) and doubly linked (LIST, TAILQ).
 */

#ifndef _SYS_QUEUE_H_
#define	_SYS_QUEUE_H_

#include <sys/cdefs.h>

/* SLIST: one pointer per element, head of one pointer. */
#define	SLIST_HEAD(tag, elem)						\
struct tag { struct elem *slh_first; }
#define	SLIST_ENTRY(elem)						\
struct { struct elem *sle_next; }
#define	SLIST_HEAD_INITIALIZER(list)	{ NULL }
#define	SLIST_FIRST(list)		((list)->slh_first)
#define	SLIST_NEXT(e, link)		((e)->link.sle_next)
#define	SLIST_EMPTY(list)		(SLIST_FIRST(list) == NULL)
#define	SLIST_INIT(list)		do { SLIST_FIRST(list) = NULL; } while (0)
#define	SLIST_INSERT_HEAD(list, e, link) do {				\
	SLIST_NEXT(e, link) = SLIST_FIRST(list);			\
	SLIST_FIRST(list) = (e);					\
} while (0)
#define	SLIST_REMOVE_HEAD(list, link) do {				\
	SLIST_FIRST(list) = SLIST_NEXT(SLIST_FIRST(list), link);	\
} while (0)
#define	SLIST_FOREACH(e, list, link)					\
	for ((e) = SLIST_FIRST(list); (e) != NULL; (e) = SLIST_NEXT(e, link))

/* STAILQ: an SLIST that also knows its end. */
#define	STAILQ_HEAD(tag, elem)						\
struct tag { struct elem *stqh_first; struct elem **stqh_last; }
#define	STAILQ_ENTRY(elem)						\
struct { struct elem *stqe_next; }
#define	STAILQ_HEAD_INITIALIZER(list)	{ NULL, &(list).stqh_first }
#define	STAILQ_FIRST(list)		((list)->stqh_first)
#define	STAILQ_NEXT(e, link)		((e)->link.stqe_next)
#define	STAILQ_EMPTY(list)		(STAILQ_FIRST(list) == NULL)
#define	STAILQ_INIT(list) do {						\
	STAILQ_FIRST(list) = NULL;					\
	(list)->stqh_last = &STAILQ_FIRST(list);			\
} while (0)
#define	STAILQ_INSERT_TAIL(list, e, link) do {				\
	STAILQ_NEXT(e, link) = NULL;					\
	*(list)->stqh_last = (e);					\
	(list)->stqh_last = &STAILQ_NEXT(e, link);			\
} while (0)
#define	STAILQ_REMOVE_HEAD(list, link) do {				\
	STAILQ_FIRST(list) = STAILQ_NEXT(STAILQ_FIRST(list), link);	\
	if (STAILQ_EMPTY(list))						\
		(list)->stqh_last = &STAILQ_FIRST(list);		\
} while (0)
#define	STAILQ_FOREACH(e, list, link)					\
	for ((e) = STAILQ_FIRST(list); (e) != NULL; (e) = STAILQ_NEXT(e, link))

/* LIST: an element can leave without knowing its list. */
#define	LIST_HEAD(tag, elem)						\
struct tag { struct elem *lh_first; }
#define	LIST_ENTRY(elem)						\
struct { struct elem *le_next; struct elem **le_prev; }
#define	LIST_HEAD_INITIALIZER(list)	{ NULL }
#define	LIST_FIRST(list)		((list)->lh_first)
#define	LIST_NEXT(e, link)		((e)->link.le_next)
#define	LIST_EMPTY(list)		(LIST_FIRST(list) == NULL)
#define	LIST_INIT(list)			do { LIST_FIRST(list) = NULL; } while (0)
#define	LIST_INSERT_HEAD(list, e, link) do {				\
	if ((LIST_NEXT(e, link) = LIST_FIRST(list)) != NULL)		\
		LIST_FIRST(list)->link.le_prev = &LIST_NEXT(e, link);	\
	LIST_FIRST(list) = (e);						\
	(e)->link.le_prev = &LIST_FIRST(list);				\
} while (0)
#define	LIST_REMOVE(e, link) do {					\
	if (LIST_NEXT(e, link) != NULL)					\
		LIST_NEXT(e, link)->link.le_prev = (e)->link.le_prev;	\
	*(e)->link.le_prev = LIST_NEXT(e, link);			\
} while (0)
#define	LIST_FOREACH(e, list, link)					\
	for ((e) = LIST_FIRST(list); (e) != NULL; (e) = LIST_NEXT(e, link))
#define	LIST_FOREACH_SAFE(e, list, link, after)				\
	for ((e) = LIST_FIRST(list);					\
	    (e) != NULL && ((after) = LIST_NEXT(e, link), 1); (e) = (after))

/* TAILQ: both of the above. The empty head points at itself. */
#define	TAILQ_HEAD(tag, elem)						\
struct tag { struct elem *tqh_first; struct elem **tqh_last; }
#define	TAILQ_ENTRY(elem)						\
struct { struct elem *tqe_next; struct elem **tqe_prev; }
#define	TAILQ_HEAD_INITIALIZER(list)	{ NULL, &(list).tqh_first }
#define	TAILQ_FIRST(list)		((list)->tqh_first)
#define	TAILQ_NEXT(e, link)		((e)->link.tqe_next)
#define	TAILQ_EMPTY(list)		(TAILQ_FIRST(list) == NULL)
#define	TAILQ_LAST(list, tag)						\
	(*(((struct tag *)((list)->tqh_last))->tqh_last))
#define	TAILQ_PREV(e, tag, link)					\
	(*(((struct tag *)((e)->link.tqe_prev))->tqh_last))
#define	TAILQ_INIT(list) do {						\
	TAILQ_FIRST(list) = NULL;					\
	(list)->tqh_last = &TAILQ_FIRST(list);				\
} while (0)
#define	TAILQ_INSERT_TAIL(list, e, link) do {				\
	TAILQ_NEXT(e, link) = NULL;					\
	(e)->link.tqe_prev = (list)->tqh_last;				\
	*(list)->tqh_last = (e);					\
	(list)->tqh_last = &TAILQ_NEXT(e, link);			\
} while (0)
#define	TAILQ_INSERT_HEAD(list, e, link) do {				\
	if ((TAILQ_NEXT(e, link) = TAILQ_FIRST(list)) != NULL)		\
		TAILQ_FIRST(list)->link.tqe_prev = &TAILQ_NEXT(e, link); \
	else								\
		(list)->tqh_last = &TAILQ_NEXT(e, link);		\
	TAILQ_FIRST(list) = (e);					\
	(e)->link.tqe_prev = &TAILQ_FIRST(list);			\
} while (0)
#define	TAILQ_INSERT_BEFORE(at, e, link) do {				\
	(e)->link.tqe_prev = (at)->link.tqe_prev;			\
	TAILQ_NEXT(e, link) = (at);					\
	*(at)->link.tqe_prev = (e);					\
	(at)->link.tqe_prev = &TAILQ_NEXT(e, link);			\
} while (0)
#define	TAILQ_REMOVE(list, e, link) do {				\
	if (TAILQ_NEXT(e, link) != NULL)				\
		TAILQ_NEXT(e, link)->link.tqe_prev = (e)->link.tqe_prev; \
	else								\
		(list)->tqh_last = (e)->link.tqe_prev;			\
	*(e)->link.tqe_prev = TAILQ_NEXT(e, link);			\
} while (0)
#define	TAILQ_FOREACH(e, list, link)					\
	for ((e) = TAILQ_FIRST(list); (e) != NULL; (e) = TAILQ_NEXT(e, link))
#define	TAILQ_FOREACH_REVERSE(e, list, tag, link)			\
	for ((e) = TAILQ_LAST(list, tag); (e) != NULL;			\
	    (e) = TAILQ_PREV(e, tag, link))
#define	TAILQ_FOREACH_SAFE(e, list, link, after)			\
	for ((e) = TAILQ_FIRST(list);					\
	    (e) != NULL && ((after) = TAILQ_NEXT(e, link), 1); (e) = (after))

#endif /* !_SYS_QUEUE_H_ */
