/*
 * strlen and its kin: string_body.h for char.
 */
#include <ctype.h>
#include <string.h>

#define UNIT          char
#define UNSIGNED_UNIT unsigned char
#define VALUE         int
#define STR(name)     str##name
#define _STR(name)    _str##name
#define LOWER(unit)   tolower((unsigned char)(unit))
#define UPPER(unit)   toupper((unsigned char)(unit))

#include "string_body.h"
