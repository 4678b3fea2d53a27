/* Claims about SIDs, access control lists and security descriptors as data. */
#include "../ob/test.h"
#include "rtl/rtl.h"

#include <ntifs.h>

static SID_IDENTIFIER_AUTHORITY nt = {SECURITY_NT_AUTHORITY};

static union { /* room for two parts */
    SID sid;
    ULONG words[4];
} administrators, other;

static void make_administrators(void)
{
    claim(RtlLengthRequiredSid(2) == 16 && RtlLengthRequiredSid(0) == 8);
    claim(RtlInitializeSid(&administrators.sid, &nt, 2) == STATUS_SUCCESS);
    *RtlSubAuthoritySid(&administrators.sid, 0) = SECURITY_BUILTIN_DOMAIN_RID;
    *RtlSubAuthoritySid(&administrators.sid, 1) = DOMAIN_ALIAS_RID_ADMINS;
}

static void sids(void)
{
    make_administrators();
    claim(RtlInitializeSid(&other.sid, &nt, SID_MAX_SUB_AUTHORITIES + 1) == STATUS_INVALID_PARAMETER);
    claim(RtlValidSid(&administrators.sid) && !RtlValidSid(NULL) && RtlLengthSid(&administrators.sid) == 16);
    claim(RtlCopySid(15, &other.sid, &administrators.sid) == STATUS_BUFFER_TOO_SMALL);
    claim(RtlCopySid(16, &other.sid, &administrators.sid) == STATUS_SUCCESS && RtlEqualSid(&administrators.sid, &other.sid));
    *RtlSubAuthoritySid(&other.sid, 1) = DOMAIN_ALIAS_RID_USERS;
    claim(!RtlEqualSid(&administrators.sid, &other.sid) && *RtlSubAuthorityCountSid(&other.sid) == 2);
    *RtlSubAuthorityCountSid(&other.sid) = 1;
    claim(!RtlEqualSid(&administrators.sid, &other.sid) && RtlLengthSid(&other.sid) == 12);
    *RtlSubAuthorityCountSid(&other.sid) = SID_MAX_SUB_AUTHORITIES + 1;
    claim(!RtlValidSid(&other.sid));
    *RtlSubAuthorityCountSid(&other.sid) = 1;
    other.sid.Revision = 2;
    claim(!RtlValidSid(&other.sid));
}

static union {
    ACL acl;
    UCHAR bytes[64];
} list;

static void make_list(void)
{
    make_administrators();
    claim(RtlCreateAcl(&list.acl, sizeof list, ACL_REVISION) == STATUS_SUCCESS);
    claim(RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_ALL, &administrators.sid) == STATUS_SUCCESS);
}

static void lists(void)
{
    make_list();
    const ACCESS_ALLOWED_ACE *ace = (const ACCESS_ALLOWED_ACE *)(const void *)(&list.acl + 1);
    claim(list.acl.AclSize == 64 && list.acl.AceCount == 1 && list.acl.AclRevision == ACL_REVISION);
    claim(ace->Header.AceType == ACCESS_ALLOWED_ACE_TYPE && ace->Header.AceSize == 24 && ace->Mask == GENERIC_ALL);
    claim(RtlEqualSid((PSID)(ULONG_PTR)&ace->SidStart, &administrators.sid));
    claim(RtlAddAccessAllowedAce(&list.acl, ACL_REVISION_DS, GENERIC_READ, &administrators.sid) == STATUS_SUCCESS);
    claim(list.acl.AceCount == 2 && list.acl.AclRevision == ACL_REVISION_DS);
    claim(RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_READ, &administrators.sid) == STATUS_ALLOTTED_SPACE_EXCEEDED && list.acl.AceCount == 2);
    claim(RtlAddAccessAllowedAce(&list.acl, 9, GENERIC_READ, &administrators.sid) == STATUS_REVISION_MISMATCH);
    administrators.sid.Revision = 0;
    claim(RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_READ, &administrators.sid) == STATUS_INVALID_SID);
    administrators.sid.Revision = SID_REVISION;
    list.acl.AceCount = 3; /* the third is no entry */
    claim(RtlAddAccessAllowedAce(&list.acl, ACL_REVISION, GENERIC_READ, &administrators.sid) == STATUS_INVALID_ACL);
    claim(RtlCreateAcl(&list.acl, sizeof list.acl - 1, ACL_REVISION) == STATUS_BUFFER_TOO_SMALL);
    claim(RtlCreateAcl(&list.acl, sizeof list, 1) == STATUS_INVALID_PARAMETER && RtlCreateAcl(&list.acl, 0x10000, ACL_REVISION) == STATUS_INVALID_PARAMETER);
}

static void masks(void)
{
    const GENERIC_MAPPING mapping = {.GenericRead = 1, .GenericWrite = 2, .GenericExecute = 4, .GenericAll = 0xFF};
    ACCESS_MASK mask = GENERIC_READ | GENERIC_EXECUTE | 0x100;
    RtlMapGenericMask(&mask, &mapping);
    claim(mask == 0x105);
    mask = GENERIC_WRITE;
    RtlMapGenericMask(&mask, &mapping);
    claim(mask == 2);
    mask = GENERIC_ALL | DELETE;
    RtlMapGenericMask(&mask, &mapping);
    claim(mask == (0xFF | DELETE));
}

static void absolute(void)
{
    SECURITY_DESCRIPTOR descriptor;
    make_list();
    claim(RtlCreateSecurityDescriptor(&descriptor, 2) == STATUS_UNKNOWN_REVISION);
    claim(RtlCreateSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION) == STATUS_SUCCESS && descriptor.Control == 0 && !descriptor.Dacl);
    claim(RtlValidSecurityDescriptor(&descriptor) && RtlLengthSecurityDescriptor(&descriptor) == sizeof descriptor);
    claim(RtlSetDaclSecurityDescriptor(&descriptor, TRUE, &list.acl, TRUE) == STATUS_SUCCESS);
    claim(descriptor.Control == (SE_DACL_PRESENT | SE_DACL_DEFAULTED) && descriptor.Dacl == &list.acl);
    descriptor.Owner = &administrators.sid;
    claim(RtlValidSecurityDescriptor(&descriptor) && RtlLengthSecurityDescriptor(&descriptor) == sizeof descriptor + 64 + 16);
    list.acl.AclSize = 20; /* the entry does not lie in it */
    claim(!RtlValidSecurityDescriptor(&descriptor));
    claim(RtlSetDaclSecurityDescriptor(&descriptor, FALSE, NULL, FALSE) == STATUS_SUCCESS && descriptor.Control == 0);
    claim(RtlValidSecurityDescriptor(&descriptor)); /* a list that is not present is not looked at */
    administrators.sid.SubAuthorityCount = 16;
    claim(!RtlValidSecurityDescriptor(&descriptor));
    descriptor.Control = SE_SELF_RELATIVE;
    claim(RtlSetDaclSecurityDescriptor(&descriptor, TRUE, NULL, FALSE) == STATUS_INVALID_SECURITY_DESCR);
    descriptor.Revision = 7;
    claim(RtlSetDaclSecurityDescriptor(&descriptor, TRUE, NULL, FALSE) == STATUS_UNKNOWN_REVISION && !RtlValidSecurityDescriptor(&descriptor));
}

static union {
    SECURITY_DESCRIPTOR_RELATIVE head;
    UCHAR bytes[128];
} whole;

#define OWNER_AT 20
#define LIST_AT 36
#define WHOLE (LIST_AT + 64)

static void make_whole(void)
{
    make_list();
    whole.head = (SECURITY_DESCRIPTOR_RELATIVE){.Revision = SECURITY_DESCRIPTOR_REVISION, .Control = SE_SELF_RELATIVE | SE_DACL_PRESENT, .Owner = OWNER_AT, .Dacl = LIST_AT};
    memcpy(&whole.bytes[OWNER_AT], &administrators, 16);
    memcpy(&whole.bytes[LIST_AT], &list, 64);
}

static void self_relative(void)
{
    make_whole();
    claim(RtlValidSecurityDescriptor(&whole) && RtlLengthSecurityDescriptor(&whole) == WHOLE && SeValidSecurityDescriptor(WHOLE, &whole));
    claim(RtlValidRelativeSecurityDescriptor(&whole, WHOLE, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION));
    claim(!RtlValidRelativeSecurityDescriptor(&whole, WHOLE, GROUP_SECURITY_INFORMATION) && !RtlValidRelativeSecurityDescriptor(&whole, WHOLE, SACL_SECURITY_INFORMATION));
    for (ULONG length = 0; length < WHOLE; length++)
        claim(!SeValidSecurityDescriptor(length, &whole));
    whole.head.Owner = OWNER_AT + 1;
    claim(!SeValidSecurityDescriptor(WHOLE, &whole));
    whole.head.Owner = 0xFFFFFFF0;
    claim(!SeValidSecurityDescriptor(WHOLE, &whole));
    whole.head.Owner = 0;
    claim(SeValidSecurityDescriptor(WHOLE, &whole) && !RtlValidRelativeSecurityDescriptor(&whole, WHOLE, OWNER_SECURITY_INFORMATION));
    ((ACL *)(void *)&whole.bytes[LIST_AT])->AceCount = 4;
    claim(!SeValidSecurityDescriptor(WHOLE, &whole));
    whole.head.Dacl = 0; /* present and empty: everybody */
    claim(SeValidSecurityDescriptor(WHOLE, &whole));
    whole.head.Control = SE_DACL_PRESENT;
    claim(!SeValidSecurityDescriptor(WHOLE, &whole)); /* not self-relative */
}

static void at_dispatch(void)
{
    make_administrators();
    ke_raise(DISPATCH_LEVEL);
    RtlLengthSid(&administrators.sid);
}

static void sids_are_made_copied_and_compared(void **state)
{
    (void)state;
    run_body(sids);
    run_body_to_bugcheck(at_dispatch, DRIVER_VERIFIER_DETECTED_VIOLATION);
}

static void lists_take_entries_until_they_are_full(void **state)
{
    (void)state;
    run_body(lists);
}

static void generic_rights_become_the_types_own(void **state)
{
    (void)state;
    run_body(masks);
}

static void an_absolute_descriptor_points_to_its_parts(void **state)
{
    (void)state;
    run_body(absolute);
}

static void a_relative_descriptor_holds_its_parts(void **state)
{
    (void)state;
    run_body(self_relative);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sids_are_made_copied_and_compared),
        cmocka_unit_test(lists_take_entries_until_they_are_full),
        cmocka_unit_test(generic_rights_become_the_types_own),
        cmocka_unit_test(an_absolute_descriptor_points_to_its_parts),
        cmocka_unit_test(a_relative_descriptor_holds_its_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
