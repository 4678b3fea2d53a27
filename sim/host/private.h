/*
 * What the files of the host layer share with each other and with nobody else. Names begin with host__.
 */
#ifndef NTSIM_HOST_PRIVATE_H
#define NTSIM_HOST_PRIVATE_H

#include "host.h"

/* A fresh zero file without a name, `size` bytes long, to be mapped more than once; -1 when there is none. */

int host__shared_file(size_t size);

/* Contexts: the machine's part (fiber_<machine>.S). */

/* Lays out a stack whose first switch calls host__fiber_enter(entry, argument); returns the pointer to save. */
void *host__fiber_prepare(void *top, void (*entry)(void *), void *argument);
void host__fiber_switch(struct host_fiber *from, struct host_fiber *to);
uintptr_t host__call_on(void *stack_top, uintptr_t (*fn)(void *), void *argument);

/* In fiber.c: the first C code on a new stack. */
_Noreturn void host__fiber_enter(void (*entry)(void *), void *argument);

/*
 * Makes the interrupted context go on in the landing of faults. For signal handlers; `context` is their third argument.
 */
void host__fault_deliver(void *context, const struct host_fault *fault);

struct host_module {
    struct host_module *next;
    void *handle;      /* the dynamic linker's */
    uintptr_t base;    /* what is added to a link-time address */
    const void *image; /* Mach-O header; NULL elsewhere */
    size_t segment_count;
    struct host_segment segments[HOST_SEGMENTS_MAX]; /* as loaded: read once, for the pages may be gone later */
    struct host_symbols *symbols;                /* the symbol reader's */
    struct host_line *lines;                     /* asked for: lines_asked.c */
    char path[];                                 /* absolute */
};

/* Notes where the program and its libraries lie, for host_code_offset: before the first module is opened. */
void host__code_note(void);

/* Whether the dynamic linker can be given a file that holds this: it believes what it reads. NULL, or in one clause why not. */
const char *host__module_check(const void *data, size_t size);

/* Fills base, image and segments of a module just opened. NULL, or in one clause why it cannot be used. */
const char *host__segments_find(struct host_module *module);

/* Called when a module was just opened, while its pages are surely accessible. */
void host__symbols_open(struct host_module *module);
/* Fills file and line of `address`; leaves them alone when they are not to be had. */
void host__line_find(const struct host_module *module, uintptr_t address, struct host_symbol *symbol);
/* The same by a program of the machine's, where there is one. Each address is asked for once, which costs some milliseconds. */
void host__line_ask(const struct host_module *module, uintptr_t address, struct host_symbol *symbol);
/* The platform's program, asked each time. */
void host__line_tool(const struct host_module *module, uintptr_t address, struct host_symbol *symbol);
/* Runs arguments[0] (found by PATH) to its end and gives the first line that it prints, without its end. False: it is not there, it failed, or it said nothing. */
bool host__tool_answer(char *const arguments[], char *line, size_t room);

/* A symbol of C++ that is made of plain names, as the source has it. False: it is not such a one, and `text` is of no use. */
bool host__name_of_cxx(const char *symbol, char *text, size_t size);
/* The routine's name from the debug information; left alone when it is not to be had. */
void host__name_find(const struct host_module *module, uintptr_t address, struct host_symbol *symbol);

#endif
