/*
 * StringCb...A and StringCch...A: driver/strsafe_body.h with HRESULT.
 */
#include <stdio.h>
#include <strsafe.h>

#define UNIT                  char
#define RESULT                HRESULT
#define RESULT_FINE           0
#define RESULT_CUT            STRSAFE_E_INSUFFICIENT_BUFFER
#define RESULT_INVALID        STRSAFE_E_INVALID_PARAMETER
#define VSNPRINTF             _vsnprintf
#define NAME(kind, operation) String##kind##operation##A

#include "../driver/strsafe_body.h"
