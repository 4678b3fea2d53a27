/*
 * Claim: the documented structures have the offsets and sizes of x64 Windows. Everything is checked when this file is
 * compiled; the program that comes out has nothing left to do. mingw_compare.sh compiles the same table against
 * mingw-w64's DDK headers.
 */
#ifdef LAYOUT_MINGW
#include <ntddk.h>
#else
#include <ntifs.h>
#endif

#define SIZE(type, size)           _Static_assert(sizeof(type) == (size), #type);
#define ARRAY(type, field, offset) _Static_assert(__builtin_offsetof(type, field) == (offset), #type "." #field);
#define FIELD(type, field, offset, size)                                                                               \
    ARRAY(type, field, offset)                                                                                         \
    _Static_assert(sizeof(((type *)0)->field) == (size), #type "." #field " (size)");

#ifdef LAYOUT_MINGW
#define SIZE_DIFFERS(type, microsoft, mingw) SIZE(type, mingw)
#else
#define SIZE_DIFFERS(type, microsoft, mingw) SIZE(type, microsoft)
#endif

#if DBG
#define SIZE_CHECKED(type, free, checked) SIZE(type, checked)
#else
#define SIZE_CHECKED(type, free, checked) SIZE(type, free)
#endif

#include "layout.def"

int main(void)
{
    return 0;
}
