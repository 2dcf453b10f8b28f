#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# vnetscope sample kernel: the release, as it calls itself.

TYPE="FreeBSD"
REVISION="13.0"
BRANCH="SAMPLE"
if [ -n "${BRANCH_OVERRIDE}" ]; then
	BRANCH="${BRANCH_OVERRIDE}"
fi
RELEASE="${REVISION}-${BRANCH}"
VERSION="${TYPE} ${RELEASE}"
echo "${VERSION}"
