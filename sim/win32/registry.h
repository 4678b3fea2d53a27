/*
 * The registry functions: what their files share. A function runs in user mode, takes what the application gave it, and asks the kernel once; there it does what
 * Windows' library does by system calls (cm/call.h), so that registry callbacks hear of each in the application's thread, with UserMode as previous mode.
 */
#ifndef NTSIM_WIN32_REGISTRY_H
#define NTSIM_WIN32_REGISTRY_H

#include "cm/call.h"
#include "win32/private.h"
#include "win32/winreg.h"

struct reg_name { /* copied from the application */
    WCHAR text[WIN32_PATH_MAX];
    size_t chars;
};

struct reg_call { /* begins what every function hands to the kernel */
    LSTATUS (*serve)(struct reg_call *call);
    HKEY key;
    struct reg_name name; /* of a subkey; empty: the key itself */
};

/* [moves] */
LSTATUS reg_run(const struct win32_caller *caller, struct reg_call *call);
/* A name that the application gave; NULL is empty. */
LSTATUS reg_take(const struct win32_caller *caller, const void *text, bool wide, struct reg_name *name);
/* A path below a key: as reg_take, and it must not begin with a backslash. */
LSTATUS reg_take_path(const struct win32_caller *caller, const void *text, bool wide, struct reg_name *name);

static inline LSTATUS reg_error(NTSTATUS status)
{
    return NT_SUCCESS(status) && status != STATUS_BUFFER_OVERFLOW ? ERROR_SUCCESS : (LSTATUS)rtl_dos_error(status);
}

/* --- in the kernel: [moves] all of them */
/* The handle that stands for the key; those of the predefined keys are opened once in a process. */
LSTATUS reg_handle(HKEY key, HANDLE *handle);
/* A string of the system's own over a copy of the name in `room`. */
UNICODE_STRING reg_captured(const struct reg_name *name, WCHAR room[WIN32_PATH_MAX]);
/* The key of that name below. */
LSTATUS reg_open(HANDLE root, const struct reg_name *name, ACCESS_MASK access, HANDLE *result);
LSTATUS reg_open_transacted(HANDLE root, const struct reg_name *name, ACCESS_MASK access, HANDLE transaction, HANDLE *result);
/* As reg_open, and makes it where it is missing, and what is missing on the way to it. */
struct reg_creation {
    ACCESS_MASK access;
    ULONG options, attributes, disposition; /* the last: out */
    const struct reg_name *class;
    HANDLE transaction; /* NULL: none */
};
LSTATUS reg_create(HANDLE root, const struct reg_name *name, struct reg_creation *creation, HANDLE *result);
LSTATUS reg_open_or_make(HANDLE root, const struct reg_name *name, struct reg_creation *creation, bool make, HANDLE *result);
/* The key that the call is about, its subkey if it names one; to be given back by reg_close. */
LSTATUS reg_target(const struct reg_call *call, ACCESS_MASK access, HANDLE *handle);
void reg_close(const struct reg_call *call, HANDLE handle);

/* Memory of the application for a query's answer: registry callbacks find there what they would find on Windows. */
void *reg_scratch(size_t size);
void reg_scratch_free(void *scratch);

#endif
