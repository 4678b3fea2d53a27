/*
 * What C++ source of Windows has beside C: operators for enumerations of flags.
 */
#ifndef NTSIM_DDK_CXX_TYPES_H
#define NTSIM_DDK_CXX_TYPES_H

#ifdef __cplusplus

extern "C++" {
/* An integer as wide as the enumeration. */
template <unsigned> struct __ntsim_flags;
template <> struct __ntsim_flags<1> {
    typedef signed char type;
};
template <> struct __ntsim_flags<2> {
    typedef short type;
};
template <> struct __ntsim_flags<4> {
    typedef int type;
};
template <> struct __ntsim_flags<8> {
    typedef long type;
};
}

#define __NTSIM_FLAGS(ENUMTYPE) __ntsim_flags<sizeof(ENUMTYPE)>::type
#define DEFINE_ENUM_FLAG_OPERATORS(ENUMTYPE)                                                                           \
    extern "C++" {                                                                                                     \
    inline constexpr ENUMTYPE operator|(ENUMTYPE a, ENUMTYPE b) \
    {                                                                                                                  \
        return ENUMTYPE((__NTSIM_FLAGS(ENUMTYPE))a | (__NTSIM_FLAGS(ENUMTYPE))b);                                      \
    }                                                                                                                  \
    inline constexpr ENUMTYPE operator&(ENUMTYPE a, ENUMTYPE b) \
    {                                                                                                                  \
        return ENUMTYPE((__NTSIM_FLAGS(ENUMTYPE))a & (__NTSIM_FLAGS(ENUMTYPE))b);                                      \
    }                                                                                                                  \
    inline constexpr ENUMTYPE operator^(ENUMTYPE a, ENUMTYPE b) \
    {                                                                                                                  \
        return ENUMTYPE((__NTSIM_FLAGS(ENUMTYPE))a ^ (__NTSIM_FLAGS(ENUMTYPE))b);                                      \
    }                                                                                                                  \
    inline constexpr ENUMTYPE operator~(ENUMTYPE a) \
    {                                                                                                                  \
        return ENUMTYPE(~(__NTSIM_FLAGS(ENUMTYPE))a);                                                                  \
    }                                                                                                                  \
    inline ENUMTYPE &operator|=(ENUMTYPE &a, ENUMTYPE b) \
    {                                                                                                                  \
        return a = a | b;                                                                                              \
    }                                                                                                                  \
    inline ENUMTYPE &operator&=(ENUMTYPE &a, ENUMTYPE b) \
    {                                                                                                                  \
        return a = a & b;                                                                                              \
    }                                                                                                                  \
    inline ENUMTYPE &operator^=(ENUMTYPE &a, ENUMTYPE b) \
    {                                                                                                                  \
        return a = a ^ b;                                                                                              \
    }                                                                                                                  \
    }

#else
#define DEFINE_ENUM_FLAG_OPERATORS(ENUMTYPE)
#endif

#endif
