/*
 * The driver model: everything a WDM driver sees. The parts live in ntsim/, one subject each, and every part can be
 * included alone.
 */
#ifndef NTSIM_DDK_WDM_H
#define NTSIM_DDK_WDM_H

#ifndef NTSIM_INSIDE
#define _WDMDDK_
#endif

#include "bugcodes.h"
#include "devioctl.h"
#include "ntdef.h"
#include "ntstatus.h"

#include "ntsim/cm_api.h"
#include "ntsim/dbg_api.h"
#include "ntsim/dma.h"
#include "ntsim/etw_api.h"
#include "ntsim/ex_api.h"
#include "ntsim/exception.h"
#include "ntsim/file_codes.h"
#include "ntsim/file_info.h"
#include "ntsim/hal_api.h"
#include "ntsim/interlocked.h"
#include "ntsim/intrinsics.h"
#include "ntsim/io_api.h"
#include "ntsim/io_codes.h"
#include "ntsim/io_sync.h"
#include "ntsim/io_more.h"
#include "ntsim/irp_api.h"
#include "ntsim/ke_api.h"
#include "ntsim/ke_lock_api.h"
#include "ntsim/lookaside.h"
#include "ntsim/mm_api.h"
#include "ntsim/ob_types.h"
#include "ntsim/pci.h"
#include "ntsim/pnp_api.h"
#include "ntsim/po_fx.h"
#include "ntsim/ps_api.h"
#include "ntsim/ps_query.h"
#include "ntsim/rare_api.h"
#include "ntsim/rtl_api.h"
#include "ntsim/rtl_bitmap.h"
#include "ntsim/rtl_list.h"
#include "ntsim/rtl_math.h"
#include "ntsim/rtl_registry.h"
#include "ntsim/se_api.h"
#include "ntsim/tm_api.h"
#include "ntsim/wmi.h"
#include "ntsim/zw_api.h"
#include "ntsim/zw_key_api.h"

#endif
