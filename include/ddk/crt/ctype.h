/*
 * Character classes of the "C" locale: only ASCII has any.
 */
#ifndef NTSIM_DDK_CTYPE_H
#define NTSIM_DDK_CTYPE_H

#include "../ntsim/linkage.h"

EXTERN_C_START

int isalnum(int c);
int isalpha(int c);
int iscntrl(int c);
int isdigit(int c);
int isgraph(int c);
int islower(int c);
int isprint(int c);
int ispunct(int c);
int isspace(int c);
int isupper(int c);
int isxdigit(int c);
int tolower(int c);
int toupper(int c);

EXTERN_C_END

#endif
