/*
 * Altitudes of those who filter: decimal numbers of any length, with a fraction if need be.
 */
#include "ob/altitude.h"

#include <string.h>

bool ob_altitude_read(const UNICODE_STRING *from, char *to)
{
    size_t n = 0, chars = from->Length / sizeof(WCHAR), at = 0;
    bool point = false;
    while (at + 1 < chars && from->Buffer[at] == L'0')
        at++;
    for (; at < chars; at++) {
        WCHAR c = from->Buffer[at];
        bool is_point = c == L'.' && !point && n > 0;
        if ((!is_point && (c < L'0' || c > L'9')) || n + 1 >= OB_ALTITUDE_CHARS)
            return false;
        point = point || is_point;
        to[n++] = (char)c;
    }
    while (point && (to[n - 1] == '0' || to[n - 1] == '.'))
        point = to[--n] != '.';
    to[n] = 0;
    return n > 0;
}

int ob_altitude_compare(const char *left, const char *right)
{
    size_t whole_left = strcspn(left, "."), whole_right = strcspn(right, ".");
    if (whole_left != whole_right)
        return whole_left < whole_right ? -1 : 1;
    return strcmp(left, right);
}
