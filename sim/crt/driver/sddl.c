/*
 * WDK: "SDDL for Device Objects". Security descriptors in text for IoCreateDeviceSecure; on Windows they come with the driver too (wdmsec.lib).
 */
#include <wdmsec.h>

#define OWNER L"D:P(A;;GA;;;SY)"

#define NTSIM_SDDL(name, text) const UNICODE_STRING SDDL_DEVOBJ_##name = RTL_CONSTANT_STRING(text)
NTSIM_SDDL(KERNEL_ONLY, L"D:P");
NTSIM_SDDL(SYS_ALL, OWNER);
NTSIM_SDDL(SYS_ALL_ADM_ALL, OWNER L"(A;;GA;;;BA)");
NTSIM_SDDL(SYS_ALL_ADM_RX, OWNER L"(A;;GRGX;;;BA)");
NTSIM_SDDL(SYS_ALL_ADM_RWX_WORLD_R, OWNER L"(A;;GRGWGX;;;BA)(A;;GR;;;WD)");
NTSIM_SDDL(SYS_ALL_ADM_RWX_WORLD_R_RES_R, OWNER L"(A;;GRGWGX;;;BA)(A;;GR;;;WD)(A;;GR;;;RC)");
NTSIM_SDDL(SYS_ALL_ADM_RWX_WORLD_RW_RES_R, OWNER L"(A;;GRGWGX;;;BA)(A;;GRGW;;;WD)(A;;GR;;;RC)");
NTSIM_SDDL(SYS_ALL_ADM_RWX_WORLD_RWX_RES_RWX, OWNER L"(A;;GRGWGX;;;BA)(A;;GRGWGX;;;WD)(A;;GRGWGX;;;RC)");
