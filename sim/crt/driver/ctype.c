/*
 * Character classes of the "C" locale, narrow and wide: ASCII only.
 */
#include <ctype.h>
#include <wchar.h>

int isupper(int c)
{
    return c >= 'A' && c <= 'Z';
}

int islower(int c)
{
    return c >= 'a' && c <= 'z';
}

int isalpha(int c)
{
    return isupper(c) || islower(c);
}

int isdigit(int c)
{
    return c >= '0' && c <= '9';
}

int isalnum(int c)
{
    return isalpha(c) || isdigit(c);
}

int isxdigit(int c)
{
    return isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

int isspace(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

int iscntrl(int c)
{
    return (c >= 0 && c < ' ') || c == 0x7F;
}

int isgraph(int c)
{
    return c > ' ' && c < 0x7F;
}

int isprint(int c)
{
    return c >= ' ' && c < 0x7F;
}

int ispunct(int c)
{
    return isgraph(c) && !isalnum(c);
}

int tolower(int c)
{
    return isupper(c) ? c + ('a' - 'A') : c;
}

int toupper(int c)
{
    return islower(c) ? c - ('a' - 'A') : c;
}

wint_t towlower(wint_t unit)
{
    return (wint_t)tolower(unit);
}

wint_t towupper(wint_t unit)
{
    return (wint_t)toupper(unit);
}

int iswascii(wint_t unit)
{
    return unit < 0x80;
}

/* clang-format off */
int iswalnum(wint_t unit) { return isalnum(unit); }
int iswalpha(wint_t unit) { return isalpha(unit); }
int iswcntrl(wint_t unit) { return iscntrl(unit); }
int iswdigit(wint_t unit) { return isdigit(unit); }
int iswgraph(wint_t unit) { return isgraph(unit); }
int iswlower(wint_t unit) { return islower(unit); }
int iswprint(wint_t unit) { return isprint(unit); }
int iswpunct(wint_t unit) { return ispunct(unit); }
int iswspace(wint_t unit) { return isspace(unit); }
int iswupper(wint_t unit) { return isupper(unit); }
int iswxdigit(wint_t unit) { return isxdigit(unit); }
/* clang-format on */
