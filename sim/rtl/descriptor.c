/*
 * Security descriptors (security.c has what is in them): made absolute, checked, measured.
 */
#include "rtl/rtl.h"

#include <ntsim/se_api.h>
#include <string.h>

/* The four parts, wherever the descriptor keeps them; NULL: it has none. */
struct parts {
    const SID *owner, *group;
    const ACL *sacl, *dacl;
};

static const void *relative(const SECURITY_DESCRIPTOR_RELATIVE *descriptor, ULONG offset)
{
    return offset ? (const char *)descriptor + offset : NULL;
}

static struct parts parts_of(const SECURITY_DESCRIPTOR *absolute)
{
    const SECURITY_DESCRIPTOR_RELATIVE *self = (const SECURITY_DESCRIPTOR_RELATIVE *)absolute;
    bool has_sacl = absolute->Control & SE_SACL_PRESENT, has_dacl = absolute->Control & SE_DACL_PRESENT;
    if (absolute->Control & SE_SELF_RELATIVE)
        return (struct parts){relative(self, self->Owner), relative(self, self->Group), has_sacl ? relative(self, self->Sacl) : NULL,
                              has_dacl ? relative(self, self->Dacl) : NULL};
    return (struct parts){absolute->Owner, absolute->Group, has_sacl ? absolute->Sacl : NULL, has_dacl ? absolute->Dacl : NULL};
}

static ULONG sid_length(const SID *sid)
{
    return (ULONG)offsetof(SID, SubAuthority) + sid->SubAuthorityCount * (ULONG)sizeof(ULONG);
}

static bool sid_is_fine(const SID *sid)
{
    return !sid || (sid->Revision == SID_REVISION && sid->SubAuthorityCount <= 15);
}

static bool acl_is_fine(const ACL *acl)
{
    return !acl || rtl_acl_is_valid(acl);
}

static bool is_valid(const SECURITY_DESCRIPTOR *descriptor)
{
    struct parts parts = parts_of(descriptor);
    return descriptor->Revision == SECURITY_DESCRIPTOR_REVISION && sid_is_fine(parts.owner) && sid_is_fine(parts.group) && acl_is_fine(parts.sacl) &&
           acl_is_fine(parts.dacl);
}

/* WDK: RtlCreateSecurityDescriptor. Absolute, with nothing in it. */
NTSTATUS RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, ULONG Revision)
{
    ddi_enter(RtlCreateSecurityDescriptor, NULL);
    if (Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    *(SECURITY_DESCRIPTOR *)SecurityDescriptor = (SECURITY_DESCRIPTOR){.Revision = SECURITY_DESCRIPTOR_REVISION};
    return STATUS_SUCCESS;
}

/* WDK: RtlSetDaclSecurityDescriptor. Present without a list: everybody may do everything. */
NTSTATUS RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor, BOOLEAN DaclPresent, PACL Dacl, BOOLEAN DaclDefaulted)
{
    ddi_enter(RtlSetDaclSecurityDescriptor, NULL);
    SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    if (descriptor->Revision != SECURITY_DESCRIPTOR_REVISION)
        return STATUS_UNKNOWN_REVISION;
    if (descriptor->Control & SE_SELF_RELATIVE)
        return STATUS_INVALID_SECURITY_DESCR;
    descriptor->Control &= (SECURITY_DESCRIPTOR_CONTROL) ~(SE_DACL_PRESENT | SE_DACL_DEFAULTED);
    if (!DaclPresent)
        return STATUS_SUCCESS;
    descriptor->Control |= (SECURITY_DESCRIPTOR_CONTROL)(SE_DACL_PRESENT | (DaclDefaulted ? SE_DACL_DEFAULTED : 0));
    descriptor->Dacl = Dacl;
    return STATUS_SUCCESS;
}

/* WDK: RtlValidSecurityDescriptor. Revisions and sizes. */
BOOLEAN RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    ddi_enter(RtlValidSecurityDescriptor, NULL);
    return is_valid(SecurityDescriptor);
}

/* WDK: RtlLengthSecurityDescriptor. With everything in it, each part rounded up to four bytes. */
ULONG RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    ddi_enter(RtlLengthSecurityDescriptor, NULL);
    const SECURITY_DESCRIPTOR *descriptor = SecurityDescriptor;
    struct parts parts = parts_of(descriptor);
    ULONG size = descriptor->Control & SE_SELF_RELATIVE ? sizeof(SECURITY_DESCRIPTOR_RELATIVE) : sizeof(SECURITY_DESCRIPTOR);
    size += parts.owner ? sid_length(parts.owner) : 0; /* whole words already */
    size += parts.group ? sid_length(parts.group) : 0;
    size += parts.sacl ? (parts.sacl->AclSize + 3u) & ~3u : 0;
    size += parts.dacl ? (parts.dacl->AclSize + 3u) & ~3u : 0;
    return size;
}

/* --- self-relative ones, from who is not trusted ---------------------------------------------------------------------------------------------------------- */

static bool sid_within(const char *start, ULONG length, ULONG offset)
{
    const SID *sid = (const SID *)(const void *)(start + offset);
    return offset % 4 == 0 && offset <= length && length - offset >= offsetof(SID, SubAuthority) && sid_is_fine(sid) && sid_length(sid) <= length - offset;
}

static bool acl_within(const char *start, ULONG length, ULONG offset)
{
    const ACL *acl = (const ACL *)(const void *)(start + offset);
    return offset % 4 == 0 && offset <= length && length - offset >= sizeof *acl && acl->AclSize <= length - offset && rtl_acl_is_valid(acl);
}

static bool part_is_fine(bool (*within)(const char *start, ULONG length, ULONG offset), const void *start, ULONG length, ULONG offset, bool required)
{
    return offset ? within(start, length, offset) : !required;
}

static bool relative_is_valid(const SECURITY_DESCRIPTOR_RELATIVE *descriptor, ULONG length, SECURITY_INFORMATION required)
{
    if (length < sizeof *descriptor || descriptor->Revision != SECURITY_DESCRIPTOR_REVISION || !(descriptor->Control & SE_SELF_RELATIVE))
        return false;
    ULONG sacl = descriptor->Control & SE_SACL_PRESENT ? descriptor->Sacl : 0, dacl = descriptor->Control & SE_DACL_PRESENT ? descriptor->Dacl : 0;
    bool no_sacl = required & SACL_SECURITY_INFORMATION && !(descriptor->Control & SE_SACL_PRESENT);
    bool no_dacl = required & DACL_SECURITY_INFORMATION && !(descriptor->Control & SE_DACL_PRESENT);
    return !no_sacl && !no_dacl && part_is_fine(sid_within, descriptor, length, descriptor->Owner, required & OWNER_SECURITY_INFORMATION) &&
           part_is_fine(sid_within, descriptor, length, descriptor->Group, required & GROUP_SECURITY_INFORMATION) &&
           part_is_fine(acl_within, descriptor, length, sacl, false) && part_is_fine(acl_within, descriptor, length, dacl, false);
}

/* WDK: RtlValidRelativeSecurityDescriptor. Every part must lie within the length; what RequiredInformation names must be there. */
BOOLEAN RtlValidRelativeSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptorInput, ULONG SecurityDescriptorLength, SECURITY_INFORMATION RequiredInformation)
{
    ddi_enter(RtlValidRelativeSecurityDescriptor, NULL);
    return relative_is_valid(SecurityDescriptorInput, SecurityDescriptorLength, RequiredInformation);
}

/* WDK: SeValidSecurityDescriptor. A self-relative one from a caller, with owner, group and list required to lie within it, not to be there. */
BOOLEAN SeValidSecurityDescriptor(ULONG Length, PSECURITY_DESCRIPTOR SecurityDescriptor)
{
    ddi_enter(SeValidSecurityDescriptor, NULL);
    return relative_is_valid(SecurityDescriptor, Length, 0);
}
