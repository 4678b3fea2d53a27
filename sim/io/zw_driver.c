/*
 * ZwLoadDriver, ZwUnloadDriver: drivers that load drivers. What lies between the registry path and the module is scm's,
 * which registers it.
 */
#include "io/state.h"

void io_set_service_loader(NTSTATUS (*load)(const char *service, PCUNICODE_STRING registry_path))
{
    io->service_loader = load;
}

/* The last component of \Registry\Machine\System\CurrentControlSet\Services\X. False: there is none, or it is not
 * plain. */
static bool service_of(const UNICODE_STRING *path, char *service, size_t room)
{
    size_t chars = path->Length / sizeof(WCHAR), start = chars;
    while (start > 0 && path->Buffer[start - 1] != L'\\')
        start--;
    if (start == chars || chars - start >= room)
        return false;
    for (size_t i = start; i < chars; i++) {
        if (path->Buffer[i] > 0x7F)
            return false;
        service[i - start] = (char)path->Buffer[i];
    }
    service[chars - start] = 0;
    return true;
}

/* WDK: ZwLoadDriver. */
NTSTATUS ZwLoadDriver(PUNICODE_STRING DriverServiceName)
{
    ddi_enter(ZwLoadDriver, NULL);
    char service[64];
    if (!service_of(DriverServiceName, service, sizeof service))
        return STATUS_INVALID_PARAMETER;
    if (!io->service_loader)
        ke_not_modelled("no service controller to find the driver's image");
    return io->service_loader(service, DriverServiceName);
}

/* WDK: ZwUnloadDriver. */
NTSTATUS ZwUnloadDriver(PUNICODE_STRING DriverServiceName)
{
    ddi_enter(ZwUnloadDriver, NULL);
    char service[64];
    if (!service_of(DriverServiceName, service, sizeof service))
        return STATUS_INVALID_PARAMETER;
    return io_driver_unload(service);
}
