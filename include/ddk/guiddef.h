/*
 * GUIDs. DEFINE_GUID declares; after <initguid.h> it defines, weakly, so that every file of a driver may do so.
 */
#ifndef NTSIM_DDK_GUIDDEF_H
#define NTSIM_DDK_GUIDDEF_H

#include <string.h>

#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
    unsigned int Data1;
    unsigned short Data2;
    unsigned short Data3;
    unsigned char Data4[8];
} GUID;
#endif

typedef GUID *LPGUID, *PGUID;
typedef const GUID *LPCGUID, *PCGUID;
typedef GUID IID, *LPIID, CLSID, *LPCLSID;
#ifdef __cplusplus
#define REFGUID  const GUID &
#define REFIID   const IID &
#define REFCLSID const IID &
extern "C++" {
static inline int IsEqualGUID(REFGUID rguid1, REFGUID rguid2)
{
    return !memcmp(&rguid1, &rguid2, sizeof(GUID));
}
static inline bool operator==(REFGUID left, REFGUID right)
{
    return IsEqualGUID(left, right) != 0;
}
static inline bool operator!=(REFGUID left, REFGUID right)
{
    return !IsEqualGUID(left, right);
}
}
#else
#define REFGUID  const GUID *
#define REFIID   const IID *
#define REFCLSID const IID *

#define IsEqualGUID(rguid1, rguid2)       (!memcmp((rguid1), (rguid2), sizeof(GUID)))
#endif
#define InlineIsEqualGUID(rguid1, rguid2) IsEqualGUID(rguid1, rguid2)
#define IsEqualIID(riid1, riid2)          IsEqualGUID(riid1, riid2)

#endif

/* Outside the guard: <initguid.h> may come after a header that has declared GUIDs already. */
#undef DEFINE_GUID
#if defined(INITGUID) && defined(__cplusplus)
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)                                                   \
    EXTERN_C const GUID name __attribute__((__weak__));                                                                \
    const GUID name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#elif defined(INITGUID)
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)                                                   \
    extern const GUID name __attribute__((__weak__));                                                                  \
    const GUID name __attribute__((__weak__)) = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) EXTERN_C const GUID name
#endif
