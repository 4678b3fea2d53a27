/*
 * StringCb...W and StringCch...W: driver/strsafe_body.h with HRESULT.
 */
#include <wchar.h>
#include <strsafe.h>

#define UNIT                  wchar_t
#define RESULT                HRESULT
#define RESULT_FINE           0
#define RESULT_CUT            STRSAFE_E_INSUFFICIENT_BUFFER
#define RESULT_INVALID        STRSAFE_E_INVALID_PARAMETER
#define VSNPRINTF             _vsnwprintf
#define NAME(kind, operation) String##kind##operation##W

#include "../driver/strsafe_body.h"
