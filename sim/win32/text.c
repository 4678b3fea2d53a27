/*
 * Strings: lstr*, and the two conversions. Narrow text is UTF-8 whatever the code page says (sim/rtl).
 */
#include "win32/private.h"

#include "win32/winbase.h"

#include <string.h>

int lstrlenA(LPCSTR lpString)
{
    WIN32_ENTER();
    return lpString ? (int)win32_length_a(&caller, lpString) : 0;
}

int lstrlenW(LPCWSTR lpString)
{
    WIN32_ENTER();
    return lpString ? (int)win32_length_w(&caller, lpString) : 0;
}

int lstrcmpiW(LPCWSTR lpString1, LPCWSTR lpString2)
{
    WIN32_ENTER();
    size_t left = win32_length_w(&caller, lpString1), right = win32_length_w(&caller, lpString2);
    int order = rtl_compare(lpString1, left, lpString2, right, true);
    return (order > 0) - (order < 0);
}

int lstrcmpiA(LPCSTR lpString1, LPCSTR lpString2)
{
    WIN32_ENTER();
    size_t left = win32_length_a(&caller, lpString1), right = win32_length_a(&caller, lpString2);
    for (size_t i = 0; i <= left && i <= right; i++) {
        int order = rtl_upcase((unsigned char)lpString1[i]) - rtl_upcase((unsigned char)lpString2[i]);
        if (order)
            return order > 0 ? 1 : -1;
    }
    return 0;
}

static LPSTR put_a(const struct win32_caller *caller, LPSTR to, size_t at, LPCSTR from)
{
    size_t length = win32_length_a(caller, from);
    win32_check(caller, to + at, length + 1, true);
    memmove(to + at, from, length + 1);
    return to;
}

static LPWSTR put_w(const struct win32_caller *caller, LPWSTR to, size_t at, LPCWSTR from)
{
    size_t size = (win32_length_w(caller, from) + 1) * sizeof(WCHAR);
    win32_check(caller, to + at, size, true);
    memmove(to + at, from, size);
    return to;
}

LPSTR lstrcpyA(LPSTR lpString1, LPCSTR lpString2)
{
    WIN32_ENTER();
    return put_a(&caller, lpString1, 0, lpString2);
}

LPWSTR lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2)
{
    WIN32_ENTER();
    return put_w(&caller, lpString1, 0, lpString2);
}

LPSTR lstrcatA(LPSTR lpString1, LPCSTR lpString2)
{
    WIN32_ENTER();
    return put_a(&caller, lpString1, win32_length_a(&caller, lpString1), lpString2);
}

LPWSTR lstrcatW(LPWSTR lpString1, LPCWSTR lpString2)
{
    WIN32_ENTER();
    return put_w(&caller, lpString1, win32_length_w(&caller, lpString1), lpString2);
}

/* A length of -1: up to the NUL, and with it. Room 0: counts only. */
int MultiByteToWideChar(UINT CodePage, DWORD dwFlags, LPCSTR lpMultiByteStr, int cbMultiByte, LPWSTR lpWideCharStr, int cchWideChar)
{
    WIN32_ENTER();
    (void)CodePage;
    (void)dwFlags;
    bool broken;
    size_t bytes = cbMultiByte < 0 ? win32_length_a(&caller, lpMultiByteStr) + 1 : (size_t)cbMultiByte;
    if (!bytes)
        return win32_error(ERROR_INVALID_PARAMETER), 0;
    win32_check(&caller, lpMultiByteStr, bytes, false);
    size_t chars = rtl_utf8_to_utf16(lpMultiByteStr, bytes, NULL, 0, &broken);
    if (!cchWideChar)
        return (int)chars;
    if (cchWideChar < 0 || chars > (size_t)cchWideChar)
        return win32_error(ERROR_INSUFFICIENT_BUFFER), 0;
    win32_check(&caller, lpWideCharStr, chars * sizeof(WCHAR), true);
    rtl_utf8_to_utf16(lpMultiByteStr, bytes, lpWideCharStr, chars, &broken);
    return (int)chars;
}

int WideCharToMultiByte(UINT CodePage, DWORD dwFlags, LPCWSTR lpWideCharStr, int cchWideChar, LPSTR lpMultiByteStr, int cbMultiByte, LPCSTR lpDefaultChar,
                        LPBOOL lpUsedDefaultChar)
{
    WIN32_ENTER();
    (void)CodePage;
    (void)dwFlags;
    (void)lpDefaultChar;
    bool broken;
    size_t chars = cchWideChar < 0 ? win32_length_w(&caller, lpWideCharStr) + 1 : (size_t)cchWideChar;
    if (!chars)
        return win32_error(ERROR_INVALID_PARAMETER), 0;
    win32_check(&caller, lpWideCharStr, chars * sizeof(WCHAR), false);
    size_t bytes = rtl_utf16_to_utf8(lpWideCharStr, chars, NULL, 0, &broken);
    if (lpUsedDefaultChar) {
        win32_check(&caller, lpUsedDefaultChar, sizeof *lpUsedDefaultChar, true);
        *lpUsedDefaultChar = FALSE;
    }
    if (!cbMultiByte)
        return (int)bytes;
    if (cbMultiByte < 0 || bytes > (size_t)cbMultiByte)
        return win32_error(ERROR_INSUFFICIENT_BUFFER), 0;
    win32_check(&caller, lpMultiByteStr, bytes, true);
    rtl_utf16_to_utf8(lpWideCharStr, chars, lpMultiByteStr, bytes, &broken);
    return (int)bytes;
}
