/*
 * Limits as Windows has them: `long` counts as 32 bits, which is what the CRT's strtol clamps to, though the host
 * compiler makes it 64.
 */
#ifndef NTSIM_DDK_LIMITS_H
#define NTSIM_DDK_LIMITS_H

#define CHAR_BIT   8
#define SCHAR_MIN  (-128)
#define SCHAR_MAX  127
#define UCHAR_MAX  0xff
#define CHAR_MIN   SCHAR_MIN
#define CHAR_MAX   SCHAR_MAX
#define MB_LEN_MAX 5
#define SHRT_MIN   (-32768)
#define SHRT_MAX   32767
#define USHRT_MAX  0xffff
#define INT_MIN    (-2147483647 - 1)
#define INT_MAX    2147483647
#define UINT_MAX   0xffffffffu
#define LONG_MIN   (-2147483647L - 1)
#define LONG_MAX   2147483647L
#define ULONG_MAX  0xffffffffUL
#define LLONG_MAX  9223372036854775807LL
#define LLONG_MIN  (-9223372036854775807LL - 1)
#define ULLONG_MAX 0xffffffffffffffffULL
#define _I64_MAX   LLONG_MAX
#define _I64_MIN   LLONG_MIN
#define _UI64_MAX  ULLONG_MAX

#endif
