/*
 * Formatted text in memory, as for drivers, with floats; and the three standard streams. Nothing is buffered: what a
 * call prints is one WriteFile, or a few for long texts. There are no files here: use CreateFile.
 */
#ifndef NTSIM_WIN32_STDIO_H
#define NTSIM_WIN32_STDIO_H

#include "../../ddk/crt/stdio.h"
#include "wchar.h"

EXTERN_C_START

#define EOF    (-1)
#define BUFSIZ 512
#define _IOFBF 0x0000
#define _IOLBF 0x0040
#define _IONBF 0x0004

extern FILE *const __ntsim_streams[3];
#define stdin  (__ntsim_streams[0])
#define stdout (__ntsim_streams[1])
#define stderr (__ntsim_streams[2])

int printf(const char *format, ...);
int vprintf(const char *format, va_list arguments);
int fprintf(FILE *stream, const char *format, ...);
int vfprintf(FILE *stream, const char *format, va_list arguments);
int fputc(int c, FILE *stream);
int putc(int c, FILE *stream);
int putchar(int c);
int fputs(const char *string, FILE *stream);
int puts(const char *string);
size_t fwrite(const void *buffer, size_t size, size_t count, FILE *stream);
int fflush(FILE *stream);
int setvbuf(FILE *stream, char *buffer, int mode, size_t size);
void setbuf(FILE *stream, char *buffer);
void perror(const char *message);

/* There are no files with content: these stop the run by name. A standard stream may be closed. */
FILE *fopen(const char *name, const char *mode);
FILE *_wfopen(const wchar_t *name, const wchar_t *mode);
int fopen_s(FILE **stream, const char *name, const char *mode);
int fclose(FILE *stream);
size_t fread(void *buffer, size_t size, size_t count, FILE *stream);

int fgetc(FILE *stream);
int getc(FILE *stream);
int getchar(void);
int ungetc(int c, FILE *stream);
char *fgets(char *buffer, int size, FILE *stream);
char *gets(char *buffer);
char *gets_s(char *buffer, size_t size);
int feof(FILE *stream);
int ferror(FILE *stream);
void clearerr(FILE *stream);

/* %d %i %u %o %x %p %c %s %[..] %n %f; the _s functions take the size of the buffer behind each %c, %s, %[. */
int scanf(const char *format, ...);
int fscanf(FILE *stream, const char *format, ...);
int sscanf(const char *text, const char *format, ...);
int vscanf(const char *format, va_list arguments);
int vfscanf(FILE *stream, const char *format, va_list arguments);
int vsscanf(const char *text, const char *format, va_list arguments);
int scanf_s(const char *format, ...);
int fscanf_s(FILE *stream, const char *format, ...);
int sscanf_s(const char *text, const char *format, ...);

#define printf_s   printf
#define fprintf_s  fprintf
#define vprintf_s  vprintf
#define vfprintf_s vfprintf

EXTERN_C_END

#endif
