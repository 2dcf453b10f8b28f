/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * vnetscope sample kernel: amd64 shares its base types with x86.
 */

#include <x86/_types.h>
