#include <ntddk.h>

/* In Windows' Western code page: © is no character of a Chinese one. */
ULONG Western(VOID);
ULONG Western(VOID)
{
    static const WCHAR words[] = L"é€";
    return words[0] * 0x10000u + words[1];
}
