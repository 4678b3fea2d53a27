/*
 * What a header says twice, once to C and once to C++: the linkage of its names. The words are Microsoft's own, and
 * drivers use them too. C++ names of a header stand between extern "C++" { }.
 */
#ifndef NTSIM_DDK_LINKAGE_H
#define NTSIM_DDK_LINKAGE_H

#ifdef __cplusplus
#define EXTERN_C       extern "C"
#define EXTERN_C_START extern "C" {
#define EXTERN_C_END   }
#define _Static_assert static_assert
#else
#define EXTERN_C       extern
#define EXTERN_C_START
#define EXTERN_C_END
#endif

/*
 * The parameters of a role that real drivers narrow to types of their own (ke_roles.h): C takes a list that is not
 * there for any list; C++ knows no such thing, and neither did it let those drivers through.
 */
#ifdef __cplusplus
#define __NTSIM_NARROWED(...) (__VA_ARGS__)
#define __NTSIM_NARROWED_START
#define __NTSIM_NARROWED_END
#else
#define __NTSIM_NARROWED(...) ()
#define __NTSIM_NARROWED_START _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wstrict-prototypes\"")
#define __NTSIM_NARROWED_END   _Pragma("GCC diagnostic pop")
#endif

#endif
