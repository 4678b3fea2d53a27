/*
 * NTSTATUS codes, as drivers see them. After a <windows.h> that was included without WIN32_NO_STATUS, the few codes that winnt.h defines are the same.
 */
#ifndef NTSIM_WIN32_NTSTATUS_H
#define NTSIM_WIN32_NTSTATUS_H

#include "ntsim/base.h"
#include "../ddk/ntstatus.h"

#endif
