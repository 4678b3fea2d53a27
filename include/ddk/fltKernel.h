/*
 * Filter drivers of file systems are not modelled: of this header there is what drivers of other kinds include it for, all of ntifs.h and the
 * names of files, which stop the run.
 */
#ifndef NTSIM_DDK_FLTKERNEL_H
#define NTSIM_DDK_FLTKERNEL_H

#include "ntifs.h"

EXTERN_C_START

/* Names of files: what drivers of other kinds ask the filter manager for. */
typedef ULONG FLT_FILE_NAME_OPTIONS;
#define FLT_FILE_NAME_NORMALIZED              0x01
#define FLT_FILE_NAME_OPENED                  0x02
#define FLT_FILE_NAME_SHORT                   0x03
#define FLT_FILE_NAME_QUERY_DEFAULT           0x0100
#define FLT_FILE_NAME_QUERY_CACHE_ONLY        0x0200
#define FLT_FILE_NAME_QUERY_FILESYSTEM_ONLY   0x0300
#define FLT_FILE_NAME_QUERY_ALWAYS_ALLOW_CACHE_LOOKUP 0x0400

typedef USHORT FLT_FILE_NAME_PARSED_FLAGS;
typedef struct _FLT_INSTANCE *PFLT_INSTANCE;
typedef struct _FLT_FILTER *PFLT_FILTER;

typedef struct _FLT_FILE_NAME_INFORMATION {
    USHORT Size;
    FLT_FILE_NAME_PARSED_FLAGS NamesParsed;
    FLT_FILE_NAME_OPTIONS Format;
    UNICODE_STRING Name;
    UNICODE_STRING Volume;
    UNICODE_STRING Share;
    UNICODE_STRING Extension;
    UNICODE_STRING Stream;
    UNICODE_STRING FinalComponent;
    UNICODE_STRING ParentDir;
} FLT_FILE_NAME_INFORMATION, *PFLT_FILE_NAME_INFORMATION;

NTSTATUS FltGetFileNameInformationUnsafe(PFILE_OBJECT FileObject, PFLT_INSTANCE Instance, FLT_FILE_NAME_OPTIONS NameOptions,
                                         PFLT_FILE_NAME_INFORMATION *FileNameInformation);
NTSTATUS FltParseFileNameInformation(PFLT_FILE_NAME_INFORMATION FileNameInformation);
VOID FltReleaseFileNameInformation(PFLT_FILE_NAME_INFORMATION FileNameInformation);

EXTERN_C_END

#endif
