/*
 * Security structures as data: SIDs, access control lists, descriptors. What they allow whom is another question, which nothing here answers.
 *
 * An ACL is a header, its entries one behind the other, each with its size. A descriptor is absolute (pointers) or self-relative (offsets from its own start, in a
 * structure of half the size); SE_SELF_RELATIVE tells which.
 */
#include "rtl/rtl.h"

#include <ntsim/se_api.h>
#include <string.h>

#define SID_PARTS_MAX 15

/* --- SIDs ---------------------------------------------------------------------------------------------------------------------------------------------- */

static ULONG sid_size(ULONG parts)
{
    return (ULONG)offsetof(SID, SubAuthority) + parts * (ULONG)sizeof(ULONG);
}

static bool sid_is_valid(const SID *sid)
{
    return sid && sid->Revision == SID_REVISION && sid->SubAuthorityCount <= SID_PARTS_MAX;
}

/* WDK: RtlLengthRequiredSid. */
ULONG RtlLengthRequiredSid(ULONG SubAuthorityCount)
{
    ddi_enter(RtlLengthRequiredSid, NULL);
    return sid_size(SubAuthorityCount);
}

/* WDK: RtlInitializeSid. The parts are for the caller to fill in. */
NTSTATUS RtlInitializeSid(PSID Sid, PSID_IDENTIFIER_AUTHORITY IdentifierAuthority, UCHAR SubAuthorityCount)
{
    ddi_enter(RtlInitializeSid, NULL);
    SID *sid = Sid;
    if (SubAuthorityCount > SID_PARTS_MAX)
        return STATUS_INVALID_PARAMETER;
    sid->Revision = SID_REVISION;
    sid->SubAuthorityCount = SubAuthorityCount;
    sid->IdentifierAuthority = *IdentifierAuthority;
    return STATUS_SUCCESS;
}

/* WDK: RtlSubAuthoritySid. */
PULONG RtlSubAuthoritySid(PSID Sid, ULONG SubAuthority)
{
    ddi_enter(RtlSubAuthoritySid, NULL);
    return &((SID *)Sid)->SubAuthority[SubAuthority];
}

/* WDK: RtlSubAuthorityCountSid. */
PUCHAR RtlSubAuthorityCountSid(PSID Sid)
{
    ddi_enter(RtlSubAuthorityCountSid, NULL);
    return &((SID *)Sid)->SubAuthorityCount;
}

/* WDK: RtlValidSid. */
BOOLEAN RtlValidSid(PSID Sid)
{
    ddi_enter(RtlValidSid, NULL);
    return sid_is_valid(Sid);
}

/* WDK: RtlLengthSid. */
ULONG RtlLengthSid(PSID Sid)
{
    ddi_enter(RtlLengthSid, NULL);
    return sid_size(((const SID *)Sid)->SubAuthorityCount);
}

/* WDK: RtlEqualSid. */
BOOLEAN RtlEqualSid(PSID Sid1, PSID Sid2)
{
    ddi_enter(RtlEqualSid, NULL);
    const SID *one = Sid1, *two = Sid2;
    return one->Revision == two->Revision && one->SubAuthorityCount == two->SubAuthorityCount && memcmp(one, two, sid_size(one->SubAuthorityCount)) == 0;
}

/* WDK: RtlCopySid. STATUS_BUFFER_TOO_SMALL: nothing was copied. */
NTSTATUS RtlCopySid(ULONG DestinationSidLength, PSID DestinationSid, PSID SourceSid)
{
    ddi_enter(RtlCopySid, NULL);
    ULONG size = sid_size(((const SID *)SourceSid)->SubAuthorityCount);
    if (size > DestinationSidLength)
        return STATUS_BUFFER_TOO_SMALL;
    memmove(DestinationSid, SourceSid, size);
    return STATUS_SUCCESS;
}

/* --- access control lists -------------------------------------------------------------------------------------------------------------------------------- */

static const ACE_HEADER *first_entry(const ACL *acl)
{
    return (const ACE_HEADER *)(acl + 1);
}

static const ACE_HEADER *entry_behind(const ACE_HEADER *entry)
{
    return (const ACE_HEADER *)(const void *)((const char *)entry + entry->AceSize);
}

static bool revision_is_known(ULONG revision)
{
    return revision >= ACL_REVISION && revision <= ACL_REVISION_DS;
}

/* Behind the last entry; NULL: the entries do not lie within the list. */
static const ACE_HEADER *end_of_entries(const ACL *acl)
{
    const char *end = (const char *)acl + acl->AclSize;
    const ACE_HEADER *entry = first_entry(acl);
    for (USHORT i = 0; i < acl->AceCount; i++) {
        if ((const char *)(entry + 1) > end || entry->AceSize < sizeof *entry || (const char *)entry_behind(entry) > end)
            return NULL;
        entry = entry_behind(entry);
    }
    return entry;
}

bool rtl_acl_is_valid(const ACL *acl)
{
    return revision_is_known(acl->AclRevision) && acl->AclSize >= sizeof *acl && end_of_entries(acl);
}

/* WDK: RtlCreateAcl. An empty list in AclLength bytes. */
NTSTATUS RtlCreateAcl(PACL Acl, ULONG AclLength, ULONG AclRevision)
{
    ddi_enter(RtlCreateAcl, NULL);
    if (AclLength < sizeof *Acl)
        return STATUS_BUFFER_TOO_SMALL;
    if (!revision_is_known(AclRevision) || AclLength > 0xFFFF)
        return STATUS_INVALID_PARAMETER;
    *Acl = (ACL){.AclRevision = (UCHAR)AclRevision, .AclSize = (USHORT)(AclLength & ~3u)};
    return STATUS_SUCCESS;
}

/* WDK: RtlAddAccessAllowedAce. At the end, not inherited. */
NTSTATUS RtlAddAccessAllowedAce(PACL Acl, ULONG AceRevision, ACCESS_MASK AccessMask, PSID Sid)
{
    ddi_enter(RtlAddAccessAllowedAce, NULL);
    const ACE_HEADER *end = end_of_entries(Acl);
    if (!sid_is_valid(Sid))
        return STATUS_INVALID_SID;
    if (!revision_is_known(AceRevision))
        return STATUS_REVISION_MISMATCH;
    if (!end)
        return STATUS_INVALID_ACL;
    ULONG sid = sid_size(((const SID *)Sid)->SubAuthorityCount), size = (ULONG)offsetof(ACCESS_ALLOWED_ACE, SidStart) + sid;
    if (size > (size_t)((const char *)Acl + Acl->AclSize - (const char *)end))
        return STATUS_ALLOTTED_SPACE_EXCEEDED;
    ACCESS_ALLOWED_ACE *ace = (ACCESS_ALLOWED_ACE *)(uintptr_t)end;
    ace->Header = (ACE_HEADER){.AceType = ACCESS_ALLOWED_ACE_TYPE, .AceSize = (USHORT)size};
    ace->Mask = AccessMask;
    memcpy(&ace->SidStart, Sid, sid);
    Acl->AceCount++;
    if (AceRevision > Acl->AclRevision)
        Acl->AclRevision = (UCHAR)AceRevision;
    return STATUS_SUCCESS;
}

/* WDK: RtlMapGenericMask. Generic rights become the type's own. */
VOID RtlMapGenericMask(PACCESS_MASK AccessMask, const GENERIC_MAPPING *GenericMapping)
{
    ddi_enter(RtlMapGenericMask, NULL);
    ACCESS_MASK mask = *AccessMask, generic = GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL;
    *AccessMask = (mask & ~generic) | (mask & GENERIC_READ ? GenericMapping->GenericRead : 0) | (mask & GENERIC_WRITE ? GenericMapping->GenericWrite : 0) |
                  (mask & GENERIC_EXECUTE ? GenericMapping->GenericExecute : 0) | (mask & GENERIC_ALL ? GenericMapping->GenericAll : 0);
}
