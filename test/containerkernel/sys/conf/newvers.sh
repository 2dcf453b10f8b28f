#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# vnetscope container kernel: the release, as it calls itself.

TYPE="FreeBSD"
REVISION="8.0"
BRANCH="CONTAINERS"
RELEASE="${REVISION}-${BRANCH}"
VERSION="${TYPE} ${RELEASE}"
