/*
 * wcslen and its kin: string_body.h for 16-bit wchar_t.
 */
#include <string.h>
#include <wchar.h>

#define UNIT          wchar_t
#define UNSIGNED_UNIT unsigned short
#define VALUE         wchar_t
#define STR(name)     wcs##name
#define _STR(name)    _wcs##name
#define LOWER(unit)   towlower(unit)
#define UPPER(unit)   towupper(unit)

#include "string_body.h"
