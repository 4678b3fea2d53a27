/*
 * Event tracing providers. A session listens from the start, with every level and keyword, and what it hears is debug text: EtwRegister calls the provider's
 * routine at once, EtwWrite always has a listener. A registration holds nothing of the driver; one that is left behind when the image goes is bug check
 * 0xC4/0xDD, as Driver Verifier has it, because nothing else in a run would call its routine.
 */
#include "ex/state.h"
#include "image/image.h"
#include "rtl/rtl.h"

#include <stdio.h>

#define EVERY_LEVEL 0xFF
#define EVERY_KEYWORD (~(uint64_t)0)
#define TEXT_ROOM 512

struct provider {
    struct list link; /* ex->providers, oldest first */
    REGHANDLE handle;
    GUID id;
    struct ex_armed enable; /* its routine, or none; who registered it */
    uint32_t image;         /* that called EtwRegister */
};

static struct provider *find(REGHANDLE handle)
{
    list_each(node, &ex->providers)
    {
        struct provider *provider = list_of(node, struct provider, link);
        if (provider->handle == handle)
            return provider;
    }
    return NULL;
}

static void enable(const struct provider *provider, void *context)
{
    static const GUID session; /* no particular one */
    struct ke_call call = ex_call_of(KE_CALLBACK, &provider->enable, NULL, "event provider");
    uintptr_t arguments[] = {(uintptr_t)&session, EVENT_CONTROL_CODE_ENABLE_PROVIDER, EVERY_LEVEL, EVERY_KEYWORD, 0, 0, (uintptr_t)context};
    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        call.argument[i] = arguments[i];
    ke_call(&call);
}

/* WDK: EtwRegister. */
NTSTATUS EtwRegister(LPCGUID ProviderId, PETWENABLECALLBACK EnableCallback, PVOID CallbackContext, PREGHANDLE RegHandle)
{
    ddi_enter(EtwRegister, NULL);
    struct provider *provider = sim_alloc(sizeof *provider);
    const struct image *image = ke_caller_image();
    provider->handle = ++ex->last_provider;
    provider->id = *ProviderId;
    provider->image = image ? image->id : 0;
    ex_arm(&provider->enable, (const void *)EnableCallback);
    list_append(&ex->providers, &provider->link);
    *RegHandle = provider->handle;
    if (EnableCallback)
        enable(provider, CallbackContext);
    return STATUS_SUCCESS;
}

/* WDK: EtwUnregister. What is no handle is 0xC4/0xDC (Driver Verifier). */
NTSTATUS EtwUnregister(REGHANDLE RegHandle)
{
    ddi_enter(EtwUnregister, NULL);
    struct provider *provider = find(RegHandle);
    if (!provider)
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xDC, (ULONG_PTR)RegHandle, 0, 0,
                          &(struct ke_blame){.object_kind = "event provider", .sentence = "this registration does not exist, or not any more"});
    list_remove(&provider->link);
    sim_free(provider, sizeof *provider);
    return STATUS_SUCCESS;
}

void ex_providers_left(uint32_t image, uintptr_t start)
{
    list_each(node, &ex->providers)
    {
        const struct provider *provider = list_of(node, struct provider, link);
        if (provider->image != image)
            continue;
        struct ke_blame blame = {.object_kind = "event provider", .pc = provider->enable.by, .armed_by = provider->enable.by, .armed_at = provider->enable.at,
                                 .armed_context = provider->enable.context, .sentence = "the driver goes, and its event provider was not unregistered"};
        ke_bugcheck_blame(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xDD, image_simulated(provider->enable.by), image_simulated(start), (ULONG_PTR)provider->handle, &blame);
    }
}

/* --- writing ------------------------------------------------------------------------------------------------------------------------------ */

static int print_provider(const struct provider *provider, char *text)
{
    char guid[40];
    rtl_guid_text(&provider->id, guid);
    return snprintf(text, TEXT_ROOM, "[%s] ", guid);
}

static NTSTATUS write_event(REGHANDLE handle, PCEVENT_DESCRIPTOR descriptor, ULONG parts, const EVENT_DATA_DESCRIPTOR *data)
{
    const struct provider *provider = find(handle);
    if (!provider)
        return STATUS_INVALID_HANDLE;
    unsigned long long bytes = 0;
    for (ULONG i = 0; i < parts; i++)
        bytes += data[i].Size;
    char text[TEXT_ROOM];
    int used = print_provider(provider, text);
    snprintf(text + used, sizeof text - (size_t)used, "event %u version %u level %u, %llu bytes in %u parts\n", descriptor->Id, descriptor->Version,
             descriptor->Level, bytes, parts);
    rtl_debug_text(text);
    return STATUS_SUCCESS;
}

/* WDK: EtwWrite. */
NTSTATUS EtwWrite(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor, LPCGUID ActivityId, ULONG UserDataCount, PEVENT_DATA_DESCRIPTOR UserData)
{
    ddi_enter(EtwWrite, NULL);
    (void)ActivityId;
    return write_event(RegHandle, EventDescriptor, UserDataCount, UserData);
}

/* WDK: EtwWriteEx. */
NTSTATUS EtwWriteEx(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor, ULONG64 Filter, ULONG Flags, LPCGUID ActivityId, LPCGUID RelatedActivityId,
                    ULONG UserDataCount, PEVENT_DATA_DESCRIPTOR UserData)
{
    ddi_enter(EtwWriteEx, NULL);
    (void)Filter, (void)Flags, (void)ActivityId, (void)RelatedActivityId;
    return write_event(RegHandle, EventDescriptor, UserDataCount, UserData);
}

/* WDK: EtwWriteTransfer. */
NTSTATUS EtwWriteTransfer(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor, LPCGUID ActivityId, LPCGUID RelatedActivityId, ULONG UserDataCount,
                          PEVENT_DATA_DESCRIPTOR UserData)
{
    ddi_enter(EtwWriteTransfer, NULL);
    (void)ActivityId, (void)RelatedActivityId;
    return write_event(RegHandle, EventDescriptor, UserDataCount, UserData);
}

/* WDK: EtwWriteString. */
NTSTATUS EtwWriteString(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword, LPCGUID ActivityId, PCWSTR String)
{
    ddi_enter(EtwWriteString, NULL);
    (void)Level, (void)Keyword, (void)ActivityId;
    const struct provider *provider = find(RegHandle);
    if (!provider)
        return STATUS_INVALID_HANDLE;
    char text[TEXT_ROOM];
    int used = print_provider(provider, text);
    for (; *String && used < TEXT_ROOM - 2; String++)
        text[used++] = *String < 0x80 ? (char)*String : '?';
    text[used++] = '\n';
    text[used] = 0;
    rtl_debug_text(text);
    return STATUS_SUCCESS;
}

/* WDK: EtwEventEnabled. */
BOOLEAN EtwEventEnabled(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor)
{
    ddi_enter(EtwEventEnabled, NULL);
    (void)EventDescriptor;
    return find(RegHandle) != NULL;
}

/* WDK: EtwProviderEnabled. */
BOOLEAN EtwProviderEnabled(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword)
{
    ddi_enter(EtwProviderEnabled, NULL);
    (void)Level, (void)Keyword;
    return find(RegHandle) != NULL;
}
