/*
 * RtlStringCb...A and RtlStringCch...A: strsafe_body.h with NTSTATUS.
 */
#include <ntstrsafe.h>
#include <stdio.h>

#define UNIT                  char
#define RESULT                NTSTATUS
#define RESULT_FINE           ((NTSTATUS)0)
#define RESULT_CUT            ((NTSTATUS)0x80000005) /* STATUS_BUFFER_OVERFLOW */
#define RESULT_INVALID        ((NTSTATUS)0xC000000D) /* STATUS_INVALID_PARAMETER */
#define VSNPRINTF             _vsnprintf
#define NAME(kind, operation) RtlString##kind##operation##A

#include "strsafe_body.h"
#include "strsafe_ex_body.h"
