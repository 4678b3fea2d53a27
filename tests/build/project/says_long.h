/* A header beside a driver. */
typedef long long WIDE;
typedef unsigned long HEADER_WORD;
