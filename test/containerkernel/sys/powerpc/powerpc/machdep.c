/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope container kernel: the machine.
 */

#include <sys/param.h>
#include <sys/proc.h>

struct thread *curthread;
