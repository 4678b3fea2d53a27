/*
 * What only sim/win32 knows.
 *
 * A bad pointer that an application passes faults here, on its behalf. So that the fault is reported at the application's own line, and its __try is found,
 * an exported function notes its caller first (WIN32_ENTER) and looks at a pointer before it follows it.
 */
#ifndef NTSIM_WIN32_PRIVATE_H
#define NTSIM_WIN32_PRIVATE_H

#include "arena/arena.h"
#include "arena/map.h"
#include "io/io.h"
#include "rtl/rtl.h"
#include "win32/win32.h"

#include "win32/ntsim/base.h"
#include "win32/ntsim/file_constants.h"
#include "win32/winerror.h"

#define WIN32_PREDEFINED_KEYS 6
#define WIN32_PATH_MAX 520 /* characters of an NT path, NUL included */

struct win32_heap;

struct win32_process {
    struct win32_heap *heap;    /* GetProcessHeap */
    struct list heaps;          /* struct win32_heap.link */
    char program[64];           /* file name of the program */
    char *command_line;         /* in user memory */
    WCHAR *command_line_wide;
    char **argv;
    WCHAR **wargv;
    int argc;
    void (*entry)(void);
    int (*body)(void);
    struct win32_slots *slots; /* TlsAlloc; NULL: none yet */
    HANDLE keys[WIN32_PREDEFINED_KEYS]; /* HKEY_LOCAL_MACHINE and its like, once they were opened */
};

struct win32_state {
    struct list parked; /* park.c */
    POBJECT_TYPE event_type, mutex_type, semaphore_type, timer_type, token_type, file_type, service_type;
    /* The user region that was looked at last: regions live as long as their process. */
    const struct ps_process *seen_process;
    const uint8_t *seen_start, *seen_end;
    bool seen_writable;
    uint64_t console_position;
    char console_line[256]; /* input that was fetched and not read yet */
    size_t console_left, console_next;
    uint64_t console_typed_at; /* when the line that was fetched last is typed; 0: nobody has asked yet */
    uint64_t console_polled_at;
    struct ke_due console_typing;
    void (*console_text)(void *context, const char *text, size_t size);
    void *console_text_context;
    size_t (*console_input)(void *context, uint64_t position, char *buffer, size_t room);
    void *console_input_context;
    void (*debug_text)(void *context, const char *text, size_t size);
    void *debug_text_context;
    void (*crash)(void *context, const struct ps_process *process, const struct ke_fault *fault);
    void *crash_context;
    struct win32_scenario_hooks scenario;
    struct image_file *programs[WIN32_PROGRAMS_MAX];
    uint32_t program_count;
};
extern struct win32_state *win32;

/* --- the caller --------------------------------------------------------------------------------------------------------------------------- */
struct win32_caller {
    uintptr_t pc, fp;
};
#define WIN32_ENTER() \
    const struct win32_caller caller = {(uintptr_t)__builtin_return_address(0), *(const uintptr_t *)__builtin_frame_address(0)}

/* A system call of this caller. */
static inline uintptr_t win32_kernel(const struct win32_caller *caller, uintptr_t (*fn)(void *), void *arguments)
{
    return ps_syscall(fn, arguments, caller->pc);
}

static inline struct win32_process *win32_process(void)
{
    return ps_current_process()->win32;
}

/* --- errors --------------------------------------------------------------------------------------------------------------------------------- */
static inline void win32_error(DWORD code)
{
    ke_current()->last_error = code;
}

/* Sets the error that belongs to the status; FALSE, for `return win32_fail(status);`. */
BOOL win32_fail(NTSTATUS status);

/* io queues what a request asked to be run when it is done (io.c). */
void win32_queue_completion(struct ke_thread *thread, void *routine, void *context, IO_STATUS_BLOCK *status);

/* --- memory of the application (user.c) ------------------------------------------------------------------------------------------------------ */
/* Comes back only if the whole range is the process's (and writable): otherwise the caller has an access violation. */
void win32_check_slow(const struct win32_caller *caller, const void *start, size_t size, bool write);

static inline void win32_check(const struct win32_caller *caller, const void *start, size_t size, bool write)
{
    const struct win32_state *w = win32;
    const uint8_t *p = start;
    if (p >= w->seen_start && p < w->seen_end && size <= (size_t)(w->seen_end - p) && (w->seen_writable || !write) && w->seen_process == ps_current_process())
        return;
    win32_check_slow(caller, start, size, write);
}

noreturn void win32_access_violation(const struct win32_caller *caller, const void *address, bool write);

/* Characters of a string up to its NUL, which must be in the application's memory. */
size_t win32_length_a(const struct win32_caller *caller, const char *text);
size_t win32_length_w(const struct win32_caller *caller, const WCHAR *text);
/* A copy, bounded: false when it does not fit. `chars` without the NUL. NULL text: an empty string. */
bool win32_text_a(const struct win32_caller *caller, const char *text, WCHAR *copy, size_t room, size_t *chars);
bool win32_text_w(const struct win32_caller *caller, const WCHAR *text, WCHAR *copy, size_t room, size_t *chars);
/* Results into a buffer of `room` characters: the length without NUL if it fits, else the room needed with it (as GetCurrentDirectory and its like). */
DWORD win32_give_a(const struct win32_caller *caller, const char *text, char *buffer, DWORD room);
DWORD win32_give_w(const struct win32_caller *caller, const char *text, WCHAR *buffer, DWORD room);

/* OBJ_INHERIT if the attributes say so (NULL: no). Security descriptors are not looked at: everything may be opened by everybody. */
ULONG win32_inherit(const struct win32_caller *caller, const SECURITY_ATTRIBUTES *attributes);

/* --- paths (path.c) ------------------------------------------------------------------------------------------------------------------------- */
enum win32_path_kind { WIN32_PATH_BAD, WIN32_PATH_DEVICE, WIN32_PATH_FILE, WIN32_PATH_CONSOLE_INPUT, WIN32_PATH_CONSOLE_OUTPUT };
/* DEVICE: `result` is an NT path under \??\. FILE: a full path on C:, without . and .., backslashes only. NUL behind. */
enum win32_path_kind win32_path(const WCHAR *path, size_t chars, WCHAR *result, size_t room, size_t *result_chars);

/* --- console (console.c): handles that are no handles, as they were in Windows once ---------------------------------------------------------- */
#define WIN32_CONSOLE_INPUT ((HANDLE)(uintptr_t)3)
#define WIN32_CONSOLE_OUTPUT ((HANDLE)(uintptr_t)7)
#define WIN32_CONSOLE_ERROR ((HANDLE)(uintptr_t)11)
static inline bool win32_is_console(HANDLE handle)
{
    return ((uintptr_t)handle & 3) == 3 && (uintptr_t)handle <= 11;
}
BOOL win32_console_write(const struct win32_caller *caller, const void *text, DWORD size, DWORD *written);
BOOL win32_console_read(const struct win32_caller *caller, void *buffer, DWORD size, DWORD *read);

/* --- objects by handle (object.c) ------------------------------------------------------------------------------------------------------------ */
/* The type under its NT name: the one that exists, or a new one of plain waitable objects. */
POBJECT_TYPE win32_type(const char *exported, const char *name);
/* In the kernel: object of a handle of the current process, with a reference (OB_BY_LOOKUP). */
NTSTATUS win32_object(HANDLE handle, POBJECT_TYPE type, ACCESS_MASK access, void **body);
/* Timeout of Win32 in the form of NT: NULL for INFINITE. */
LARGE_INTEGER *win32_timeout(DWORD milliseconds, LARGE_INTEGER *value);

/* --- heap (heap.c) ---------------------------------------------------------------------------------------------------------------------------- */
struct win32_heap *win32_heap_new(struct ps_process *process);
void *win32_heap_alloc(struct ps_process *process, struct win32_heap *heap, size_t size);
void win32_heap_free(struct win32_heap *heap, const void *block); /* what win32_heap_alloc gave */
void win32_heaps_free(struct win32_process *state);

/* --- waitable_timer.c */
POBJECT_TYPE win32_timer_type(void);

/* --- thread_slots.c */
void win32_slots_free(struct win32_process *state);

/* --- programs (program.c) ----------------------------------------------------------------------------------------------------------------------- */
/* By file name, with or without ".exe"; NULL: there is none. */
struct image_file *win32_program_find(const char *name);
bool win32_program_is_free(const struct image_file *file);
/* As win32_process_start; the thread comes with a reference too (OB_BY_CREATE). */
struct ps_process *win32_process_begin(const struct win32_program *program, struct ps_thread **thread);
/* A command line in words, as Microsoft's C runtime takes it apart: `line` is overwritten with them. How many; -1: more than `room`. */
int win32_split_arguments(char *line, const char **argv, int room);

/* --- process.c: in the kernel, ends the process with the code (a uint32_t) that the argument points to */
uintptr_t win32_exit_call(void *exit_code);

/* --- service.c */
void win32_services_boot(void);

/* --- not modelled ------------------------------------------------------------------------------------------------------------------------------ */
/* Stops the run and says which function, called where. */
/* The same when the handle is that of a file on C:, which has no content. */
void win32_check_not_disk(const struct win32_caller *caller, HANDLE handle, const char *function);
noreturn void win32_not_modelled(const struct win32_caller *caller, const char *function);

#endif
