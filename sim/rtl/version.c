/*
 * The version that the simulated machine says it has: Windows 10 22H2.
 */
#include "rtl/rtl.h"

#include <string.h>

#define MAJOR RTL_NT_MAJOR
#define MINOR RTL_NT_MINOR
#define BUILD RTL_NT_BUILD
#define PLATFORM_NT 2

/* WDK: RtlGetVersion. The size says which of the two structures it is. */
NTSTATUS RtlGetVersion(PRTL_OSVERSIONINFOW VersionInformation)
{
    ddi_enter(RtlGetVersion, NULL);
    VersionInformation->dwMajorVersion = MAJOR;
    VersionInformation->dwMinorVersion = MINOR;
    VersionInformation->dwBuildNumber = BUILD;
    VersionInformation->dwPlatformId = PLATFORM_NT;
    VersionInformation->szCSDVersion[0] = 0;
    if (VersionInformation->dwOSVersionInfoSize == sizeof(RTL_OSVERSIONINFOEXW)) {
        PRTL_OSVERSIONINFOEXW extended = (PRTL_OSVERSIONINFOEXW)VersionInformation;
        extended->wServicePackMajor = extended->wServicePackMinor = 0;
        extended->wSuiteMask = 0x100; /* single-user terminal services, as every client has */
        extended->wProductType = NtProductWinNt;
        extended->wReserved = 0;
    }
    return STATUS_SUCCESS;
}

/* WDK: RtlIsNtDdiVersionAvailable. */
BOOLEAN RtlIsNtDdiVersionAvailable(ULONG Version)
{
    ddi_enter(RtlIsNtDdiVersionAvailable, NULL);
    return (Version & 0xFFFF0000u) <= 0x0A000000u;
}

/* Field by field; the condition of each type bit takes three bits of the mask. */
enum { CONDITION_BITS = 3 };

static int condition_of(ULONGLONG mask, ULONG type_bit)
{
    return (int)(mask >> ((unsigned)__builtin_ctz(type_bit) * CONDITION_BITS) & 7);
}

/* 1 equal, 2 greater, 3 greater or equal, 4 less, 5 less or equal; 0: never satisfied. */
static bool satisfied(int condition, ULONG have, ULONG want)
{
    static const uint8_t allowed[8] = {0, 2, 4, 6, 1, 3, 0, 0}; /* bit 0 less, 1 equal, 2 greater */
    int relation = have < want ? 1 : have == want ? 2 : 4;
    return allowed[condition] & relation;
}

#define TYPE_MINOR 1u
#define TYPE_MAJOR 2u
#define TYPE_BUILD 4u
#define TYPE_PLATFORM 8u
#define TYPE_PACK_MINOR 0x10u
#define TYPE_PACK_MAJOR 0x20u
#define TYPE_PRODUCT 0x80u

/* Versions compare as wholes: the first field that differs decides, by the condition of the highest field asked for. */
static bool version_satisfied(const RTL_OSVERSIONINFOEXW *want, ULONG types, ULONGLONG mask)
{
    static const struct {
        ULONG type, have;
    } order[] = {{TYPE_MAJOR, MAJOR}, {TYPE_MINOR, MINOR}, {TYPE_PACK_MAJOR, 0}, {TYPE_PACK_MINOR, 0}};
    const ULONG wanted[] = {want->dwMajorVersion, want->dwMinorVersion, want->wServicePackMajor, want->wServicePackMinor};
    int condition = 0;
    bool asked = false, equal_so_far = true;
    for (int i = 0; i < 4; i++) {
        if (!(types & order[i].type))
            continue;
        if (!asked)
            condition = condition_of(mask, order[i].type);
        asked = true;
        equal_so_far = order[i].have == wanted[i];
        if (!equal_so_far)
            return satisfied(condition, order[i].have, wanted[i]);
    }
    return !asked || satisfied(condition, 1, 1);
}

/* WDK: RtlVerifyVersionInfo. */
NTSTATUS RtlVerifyVersionInfo(PRTL_OSVERSIONINFOEXW VersionInfo, ULONG TypeMask, ULONGLONG ConditionMask)
{
    ddi_enter(RtlVerifyVersionInfo, NULL);
    if (TypeMask == 0)
        return STATUS_INVALID_PARAMETER;
    bool ok = version_satisfied(VersionInfo, TypeMask, ConditionMask);
    if (TypeMask & TYPE_BUILD)
        ok = ok && satisfied(condition_of(ConditionMask, TYPE_BUILD), BUILD, VersionInfo->dwBuildNumber);
    if (TypeMask & TYPE_PLATFORM)
        ok = ok && satisfied(condition_of(ConditionMask, TYPE_PLATFORM), PLATFORM_NT, VersionInfo->dwPlatformId);
    if (TypeMask & TYPE_PRODUCT)
        ok = ok && satisfied(condition_of(ConditionMask, TYPE_PRODUCT), NtProductWinNt, VersionInfo->wProductType);
    return ok ? STATUS_SUCCESS : STATUS_REVISION_MISMATCH;
}

/* WDK: VerSetConditionMask. */
ULONGLONG VerSetConditionMask(ULONGLONG ConditionMask, ULONG TypeMask, UCHAR Condition)
{
    ddi_enter(VerSetConditionMask, NULL);
    for (ULONG bit = 1; bit <= TYPE_PRODUCT; bit <<= 1)
        if (TypeMask & bit)
            ConditionMask |= (ULONGLONG)(Condition & 7) << ((unsigned)__builtin_ctz(bit) * CONDITION_BITS);
    return ConditionMask;
}
