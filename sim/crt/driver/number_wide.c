/*
 * _wtoi, wcstol, _itow and their kin: number_body.h for 16-bit units.
 */
#include <wchar.h>

#define UNIT         wchar_t
#define STRTO(type)  wcsto##type
#define _STRTO(type) _wcsto##type
#define ATOI         _wtoi
#define ATOL         _wtol
#define ATOI64       _wtoi64
#define ITOA(type)   _##type##tow

#include "number_body.h"
