/*
 * The console, key by key. Keys come from the scripted input; Enter is '\r', as on a real console.
 */
#ifndef NTSIM_WIN32_CONIO_H
#define NTSIM_WIN32_CONIO_H

#include "../../ddk/ntsim/linkage.h"

EXTERN_C_START

int _getch(void);
int _getche(void);
int _kbhit(void);
int _putch(int c);
int _cputs(const char *string);
int _cprintf(const char *format, ...);

#define getch  _getch
#define getche _getche
#define kbhit  _kbhit
#define putch  _putch

EXTERN_C_END

#endif
