/*
 * What drivers ask the executive about the machine: clock resolution, processor features, firmware; and identifiers that nobody else has.
 */
#include "ex/state.h"

#define RESOLUTION_LOWEST_100NS 156250u /* 15.625 ms */
#define RESOLUTION_HIGHEST_100NS 5000u  /* 0.5 ms */

/* WDK: ExQueryTimerResolution. Intervals in 100 ns: the longest, the shortest, the one in force. */
VOID ExQueryTimerResolution(PULONG MaximumTime, PULONG MinimumTime, PULONG CurrentTime)
{
    ddi_enter(ExQueryTimerResolution, NULL);
    *MaximumTime = RESOLUTION_LOWEST_100NS;
    *MinimumTime = RESOLUTION_HIGHEST_100NS;
    *CurrentTime = ex->resolution_100ns;
}

/* WDK: ExSetTimerResolution. Requests only make it finer; when the last one is withdrawn it is as before. Deadlines are exact here in any case. */
ULONG ExSetTimerResolution(ULONG DesiredTime, BOOLEAN SetResolution)
{
    ddi_enter(ExSetTimerResolution, NULL);
    if (!SetResolution) {
        if (ex->resolution_requests && --ex->resolution_requests == 0)
            ex->resolution_100ns = RESOLUTION_LOWEST_100NS;
        return ex->resolution_100ns;
    }
    ex->resolution_requests++;
    ULONG wanted = DesiredTime < RESOLUTION_HIGHEST_100NS ? RESOLUTION_HIGHEST_100NS : DesiredTime;
    if (wanted < ex->resolution_100ns)
        ex->resolution_100ns = wanted;
    return ex->resolution_100ns;
}

/* WDK: ExIsProcessorFeaturePresent. What every x64 processor has. */
BOOLEAN ExIsProcessorFeaturePresent(ULONG ProcessorFeature)
{
    ddi_enter(ExIsProcessorFeaturePresent, NULL);
    switch (ProcessorFeature) {
    case 2:  /* PF_COMPARE_EXCHANGE_DOUBLE */
    case 3:  /* PF_MMX_INSTRUCTIONS_AVAILABLE */
    case 6:  /* PF_XMMI_INSTRUCTIONS_AVAILABLE */
    case 8:  /* PF_RDTSC_INSTRUCTION_AVAILABLE */
    case 9:  /* PF_PAE_ENABLED */
    case 10: /* PF_XMMI64_INSTRUCTIONS_AVAILABLE */
    case 12: /* PF_NX_ENABLED */
    case 14: /* PF_COMPARE_EXCHANGE128 */
        return TRUE;
    default:
        return FALSE;
    }
}

#define UUID_EPOCH 5748192000000000ull /* 1582-10-15 comes this many 100 ns before 1601-01-01 */

/* WDK: ExUuidCreate. Version 1, from virtual time and a fixed node: the same run gives the same identifiers. */
NTSTATUS ExUuidCreate(GUID *Uuid)
{
    ddi_enter(ExUuidCreate, NULL);
    static const UCHAR node[8] = {0x80, 0x01, 0x02, 0x6E, 0x74, 0x73, 0x69, 0x6D};
    uint64_t time = ke_now() + UUID_EPOCH;
    ex->uuid_time = time > ex->uuid_time ? time : ex->uuid_time + 1;
    *Uuid = (GUID){.Data1 = (ULONG)ex->uuid_time, .Data2 = (USHORT)(ex->uuid_time >> 32), .Data3 = (USHORT)(0x1000 | ex->uuid_time >> 48)};
    for (int i = 0; i < 8; i++)
        Uuid->Data4[i] = node[i];
    return STATUS_SUCCESS;
}

/* WDK: ExGetFirmwareType. */
FIRMWARE_TYPE ExGetFirmwareType(VOID)
{
    ddi_enter(ExGetFirmwareType, NULL);
    return FirmwareTypeBios;
}

/* WDK: ExGetFirmwareEnvironmentVariable. A machine that boots by BIOS has none, and says so by this status. */
NTSTATUS ExGetFirmwareEnvironmentVariable(PUNICODE_STRING VariableName, LPGUID VendorGuid, PVOID Value, PULONG ValueLength, PULONG Attributes)
{
    ddi_enter(ExGetFirmwareEnvironmentVariable, NULL);
    (void)VariableName;
    (void)VendorGuid;
    (void)Value;
    (void)ValueLength;
    (void)Attributes;
    return STATUS_NOT_IMPLEMENTED;
}

/* WDK: ExSetFirmwareEnvironmentVariable. */
NTSTATUS ExSetFirmwareEnvironmentVariable(PUNICODE_STRING VariableName, LPGUID VendorGuid, PVOID Value, ULONG ValueLength, ULONG Attributes)
{
    ddi_enter(ExSetFirmwareEnvironmentVariable, NULL);
    (void)VariableName;
    (void)VendorGuid;
    (void)Value;
    (void)ValueLength;
    (void)Attributes;
    return STATUS_NOT_IMPLEMENTED;
}

/* WDK: ExIsSoftBoot. Every start of the machine is a full one. */
BOOLEAN ExIsSoftBoot(VOID)
{
    ddi_enter(ExIsSoftBoot, NULL);
    return FALSE;
}

/* WDK: ExInitializeDriverRuntime. Pool is never executable here, so opting in changes nothing. */
VOID ExInitializeDriverRuntime(ULONG RuntimeFlags)
{
    ddi_enter(ExInitializeDriverRuntime, NULL);
    (void)RuntimeFlags;
}
