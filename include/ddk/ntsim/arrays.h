/*
 * In C++ Microsoft's *_s functions find out the size of a destination that is an array: strcpy_s(array, source). Each header of the C runtime has these forms of
 * its own functions.
 */
#ifndef NTSIM_DDK_ARRAYS_H
#define NTSIM_DDK_ARRAYS_H

#ifdef __cplusplus

#include <stdarg.h>

#include "crt_types.h"

#define __NTSIM_ARRAY_COPY(function, type)                                                                             \
    template <size_t __size> static inline errno_t function(type(&destination)[__size], const type *source)            \
    {                                                                                                                  \
        return function(destination, __size, source);                                                                  \
    }
#define __NTSIM_ARRAY_COPY_PART(function, type)                                                                        \
    template <size_t __size>                                                                                           \
    static inline errno_t function(type(&destination)[__size], const type *source, size_t count)                       \
    {                                                                                                                  \
        return function(destination, __size, source, count);                                                           \
    }
#define __NTSIM_ARRAY_FORMAT(function, with_list, type)                                                                \
    template <size_t __size> static inline int with_list(type(&buffer)[__size], const type *format, va_list arguments) \
    {                                                                                                                  \
        return with_list(buffer, __size, format, arguments);                                                           \
    }                                                                                                                  \
    template <size_t __size> static inline int function(type(&buffer)[__size], const type *format, ...)                \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, format);                                                                                   \
        int result = with_list(buffer, __size, format, arguments);                                                     \
        va_end(arguments);                                                                                             \
        return result;                                                                                                 \
    }
#define __NTSIM_ARRAY_FORMAT_PART(function, with_list, type)                                                           \
    template <size_t __size>                                                                                           \
    static inline int with_list(type(&buffer)[__size], size_t count, const type *format, va_list arguments)            \
    {                                                                                                                  \
        return with_list(buffer, __size, count, format, arguments);                                                    \
    }                                                                                                                  \
    template <size_t __size>                                                                                           \
    static inline int function(type(&buffer)[__size], size_t count, const type *format, ...)                           \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, format);                                                                                   \
        int result = with_list(buffer, __size, count, format, arguments);                                              \
        va_end(arguments);                                                                                             \
        return result;                                                                                                 \
    }

#endif

#endif
