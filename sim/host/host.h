/*
 * The only platform layer. Everything that the simulator wants of the machine it runs on goes through here: address space, stacks, faults,
 * modules, symbols, files. Nothing in here knows what NT is, and nothing above includes <uv.h> or a system header for these purposes.
 */
#ifndef NTSIM_HOST_H
#define NTSIM_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- memory of the simulator itself, which is not the machine's ------------------------------------------------------------------------------ */

/* Zeroed, or resized; given back by free(). Never NULL: where the host has none, host_out_of_memory ends the process. */
void *host_take(size_t count, size_t size);
void *host_resize(void *old, size_t size);
char *host_copy_text(const char *text);
/* One sentence on stderr, exit code 2. */
void host_out_of_memory(void) __attribute__((__noreturn__)); /* in its type too, for libdw */

/* --- address space ------------------------------------------------------------------------------------------------------------- */

enum host_access { HOST_NONE, HOST_READ, HOST_READ_WRITE, HOST_READ_EXECUTE };

size_t host_page_size(void);

/* Reserves inaccessible address space exactly at `at`; NULL when something is already there. Sizes are multiples of 64 KiB. */
void *host_reserve(void *at, size_t size);

/* Makes reserved pages readable and writable; they read as zero. False: out of memory. */
bool host_commit(void *start, size_t size);

/* Pages that many places at a time are looked at in: the host may back them by larger ones (2 MiB on Linux), which its tables find faster. A wish. */
void host_prefer_large(void *start, size_t size);

/* Of committed pages or a module's. The host may have no memory for its own tables: then host_out_of_memory. */
void host_protect(void *start, size_t size, enum host_access access);

/* Maps the same fresh zero pages at two reserved places, so that a store to one is seen at the other. */
bool host_map_twice(void *first, void *second, size_t size);

/* Replaces private pages at `start` (a module's data) by the pages that `host_map_twice` put at `shared`; the content is kept. */
bool host_alias(void *start, size_t size, void *shared);

/* --- contexts: a stack of one's own, switched by hand ----------------------------------------------------------------------------- */

/* Plain data: may lie in the arena, be copied with it, and be resumed after the copy was put back (together with its stack). */
struct host_fiber {
    void *sp;          /* saved stack pointer while not running */
    void *stack;       /* lowest address */
    size_t stack_size; /* bytes */
    void *asan_stack;  /* AddressSanitizer's bookkeeping; NULL otherwise */
};

/* `entry` runs on the new stack at the first switch and must never return. */
void host_fiber_init(struct host_fiber *fiber, void *stack, size_t size, void (*entry)(void *), void *argument);
void host_fiber_switch(struct host_fiber *from, struct host_fiber *to);

/* Runs fn(argument) on another stack (its highest address is given) and comes back. For system calls of simulated user threads. */
uintptr_t host_call_on(void *stack_top, uintptr_t (*fn)(void *), void *argument);

/*
 * Tells AddressSanitizer and valgrind that a range of stack was abandoned, or is about to be copied away or back (both times: frames have red zones
 * that a copy must not touch). Nothing otherwise.
 */
void host_stack_forget(void *low, size_t size);

/* --- faults ------------------------------------------------------------------------------------------------------------------------ */

enum host_fault_kind { HOST_FAULT_MEMORY, HOST_FAULT_DIVIDE, HOST_FAULT_ILLEGAL, HOST_FAULT_BREAKPOINT, HOST_FAULT_HANG };
enum host_fault_access { HOST_FAULT_READ, HOST_FAULT_WRITE, HOST_FAULT_EXECUTE };

struct host_fault {
    enum host_fault_kind kind;
    enum host_fault_access access;
    uintptr_t address; /* what was touched; 0 if the machine does not tell (non-canonical) */
    uintptr_t pc, sp, fp;
};

/*
 * From now on a fault abandons what was running and continues in `landing`, which never returns. `landing` runs on the faulting stack below the
 * faulting frame (red zone skipped) or, when that stack is no longer usable (`usable(sp)` is false), on the reserve stack given here. The signal
 * is unblocked again by then. NULL puts the platform's default back.
 */
void host_fault_catch(void (*landing)(const struct host_fault *fault), bool (*usable)(uintptr_t sp), void *reserve, size_t reserve_size);

/*
 * Watches for loops that never call us: when `*progress` has not changed for `milliseconds` of processor time and the program counter is at a place
 * for which `in_driver(pc)` holds, a HOST_FAULT_HANG is delivered. 0 milliseconds ends the watch.
 */
void host_watchdog(const volatile uint64_t *progress, unsigned milliseconds, bool (*in_driver)(uintptr_t pc));

/* --- modules ------------------------------------------------------------------------------------------------------------------------ */

#define HOST_SEGMENTS_MAX 8 /* of a module; one with more is refused */
struct host_segment {
    void *start;
    size_t size; /* whole pages */
    enum host_access access;
};

struct host_module;

/*
 * Opens a shared module once for the life of the process. NULL: *error (static or module-owned text) says why in one clause. A module with a soname is
 * refused: the dynamic linker would go on reading its pages. So is a damaged one, before the dynamic linker sees it. At exit all pages are made accessible again, because the dynamic linker wants them.
 */
struct host_module *host_module_open(const char *path, const char **error);
void *host_module_symbol(const struct host_module *module, const char *name);
/* Loadable segments in address order; returns how many there are. */
size_t host_module_segments(const struct host_module *module, struct host_segment *segments, size_t room);

/* Whether a host program or library lies at the address, and how far behind its start: that is the same in every run. */
bool host_code_offset(uintptr_t address, uintptr_t *offset);

/* --- symbols: names and source lines from the module's symbol table and debug information; slow, for reports only --------------------- */

struct host_symbol {
    char routine[128];
    char file[256]; /* as given to the compiler; "" when unknown */
    unsigned line;  /* 0 when unknown */
    uintptr_t start, size;
};

bool host_symbol_at(const struct host_module *module, uintptr_t address, struct host_symbol *symbol);
/* The name only: does not read debug information. */
bool host_symbol_name_at(const struct host_module *module, uintptr_t address, struct host_symbol *symbol);
/* By name, local (static) functions included. */
bool host_symbol_named(const struct host_module *module, const char *name, struct host_symbol *symbol);
/* Every function of that name, as the symbol table or the source (of C++) has it, without its line. */
void host_symbols_named(const struct host_module *module, const char *name, void (*visit)(void *context, const struct host_symbol *symbol), void *context);

/* --- worker processes: copies of a program that answer messages ----------------------------------------------------------------------- */

struct host_crew;
struct host_crew_calls {
    /* The bytes are gone after the call. */
    void (*message)(void *context, unsigned worker, const void *bytes, size_t size);
    /* Its process is gone, by itself or not; `how` is "signal 9" or "exit code 2". It may be started again. Never called while closing. */
    void (*ended)(void *context, unsigned worker, const char *how);
};

/* Room for `count` workers, none started. argv, its program's path first, calls and context must outlive it. NULL: the host refuses. */
struct host_crew *host_crew_open(const char *const *argv, unsigned count, const struct host_crew_calls *calls, void *context);
bool host_crew_start(struct host_crew *crew, unsigned worker, const char **error);
/* To a worker that is dead it is lost. */
void host_crew_send(struct host_crew *crew, unsigned worker, const void *bytes, size_t size);
/* Until something was heard, and all of it was told; at most so long. The calls come from inside of here only. */
void host_crew_wait(struct host_crew *crew, unsigned milliseconds);
/* Ends all and waits until they are gone. */
void host_crew_close(struct host_crew *crew);

/* In a worker: from now on messages on standard input and output. */
void host_worker_begin(void);
/* The next message, which the caller frees; NULL: there is nobody any more. */
void *host_worker_read(size_t *size);
bool host_worker_write(const void *bytes, size_t size);

/* --- files, terminal, clock ---------------------------------------------------------------------------------------------------------- */

/* Writes beside and renames: the file is there whole or not at all. False: *error says why in one clause. */
bool host_file_write(const char *path, const void *data, size_t size, const char **error);
/* Whole file, NUL behind it; the caller frees. NULL: *error says why. */
char *host_file_read(const char *path, size_t *size, const char **error);
bool host_file_exists(const char *path);
/* Calls visit for each name in a folder, sorted by byte order. */
bool host_folder_visit(const char *path, void (*visit)(void *context, const char *name), void *context);
/* Folder of the running program, without a slash behind it. */
const char *host_program_folder(void);
/* The current folder, without a slash behind it; "" when it cannot be told. */
const char *host_current_folder(void);
/* The running program's file. */
const char *host_program_path(void);
bool host_is_terminal(int descriptor);
/* Monotonic nanoseconds: progress and rates only, never the model. */
uint64_t host_clock_ns(void);

#endif
