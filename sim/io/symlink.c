/*
 * Symbolic links, as drivers make them for applications. They are permanent: whoever does not delete its link leaves it
 * behind (U31).
 */
#include "io/state.h"

/* WDK: IoCreateSymbolicLink. */
NTSTATUS IoCreateSymbolicLink(PUNICODE_STRING SymbolicLinkName, PUNICODE_STRING DeviceName)
{
    ddi_enter(IoCreateSymbolicLink, NULL);
    return ob_link_create(SymbolicLinkName, DeviceName);
}

/* WDK: IoCreateUnprotectedSymbolicLink. */
NTSTATUS IoCreateUnprotectedSymbolicLink(PUNICODE_STRING SymbolicLinkName, PUNICODE_STRING DeviceName)
{
    ddi_enter(IoCreateUnprotectedSymbolicLink, NULL);
    return ob_link_create(SymbolicLinkName, DeviceName);
}

/* WDK: IoDeleteSymbolicLink. */
NTSTATUS IoDeleteSymbolicLink(PUNICODE_STRING SymbolicLinkName)
{
    ddi_enter(IoDeleteSymbolicLink, NULL);
    return ob_link_delete(SymbolicLinkName);
}
