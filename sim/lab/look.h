/*
 * What the views have in common: arguments, addresses, names, and reading memory that may be damaged.
 */
#ifndef NTSIM_LAB_LOOK_H
#define NTSIM_LAB_LOOK_H

#include "lab/lab.h"

#include <ntddk.h>

#define LAB_WORDS_MAX 8
#define LAB_LIST_MAX 10000 /* a list in driver memory that is longer is taken for a circle */

struct lab_call {
    const char *words[LAB_WORDS_MAX]; /* behind the view's name */
    unsigned count;
    struct text *out;
    char *error;
    bool failed;
    char line[512]; /* the command, cut into words */
};

/* The argument means nothing: one sentence. The view ends; what it printed is thrown away. */
void lab_fail(struct lab_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The n-th argument; NULL: not given. */
const char *lab_word(const struct lab_call *call, unsigned n);
/* Flags, in hexadecimal as debuggers read them; `otherwise` when not given. False: lab_fail was called. */
bool lab_flags(struct lab_call *call, unsigned n, uint32_t otherwise, uint32_t *flags);
bool lab_number(const char *word, uint64_t *number); /* "0x44", "44": hexadecimal */

/* --- memory ------------------------------------------------------------------------------------------------------------------------------- */
/* Whether all of it can be read without a fault. */
bool lab_is_readable(const void *start, size_t size);
/* Copies what may be damaged; false: it cannot be read. */
bool lab_read(void *to, const void *from, size_t size);
#define lab_get(to, from) lab_read(to, from, sizeof *(to))

/* --- to text ------------------------------------------------------------------------------------------------------------------------------ */
/* Rotating buffers: some of them may be used in one printf. */
const char *lab_at(const void *address);                   /* "0xfffff80010112340" */
const char *lab_code(const void *code, uint32_t generation); /* "echo!OnIoctl (echo.c:33)"; of a vanished image: "+0xfff... (image gone: ...)" */
const char *lab_site(uintptr_t site);                      /* a call site: as above, whatever became of the image */
const char *lab_time(uint64_t time_100ns);                 /* "5.0000000 s" since the start */
const char *lab_id(uint32_t id);                           /* "V3" */
const char *lab_string(const UNICODE_STRING *string);      /* the structure has been read; its buffer is checked */
const char *lab_wide(const WCHAR *text, size_t chars);
const char *lab_thread(const struct ke_thread *thread);    /* "t3 (system worker)"; NULL: "none" */
const char *lab_irql(unsigned irql);                       /* "2 (DISPATCH_LEVEL)" */
const char *lab_name_of(const void *object);               /* an object's path, else "(no name)" */

/* --- from text: NULL and lab_fail when there is no such thing ------------------------------------------------------------------------------ */
/* An address, an id, a path of the namespace. */
const void *lab_address(struct lab_call *call, const char *word);
/* An object of this type; a plain name is looked for under `folder`. */
const void *lab_object(struct lab_call *call, const char *word, const char *type, const char *folder);
const struct ke_thread *lab_thread_at(const void *address); /* NULL: there is none, and nothing is said */

void lab_drvobj(struct lab_call *call);
void lab_devobj(struct lab_call *call);
void lab_devstack(struct lab_call *call);
void lab_devhandles(struct lab_call *call);
void lab_object_view(struct lab_call *call);
void lab_object_block(struct lab_call *call, const void *body, const char *indent);
void lab_obtrace(struct lab_call *call);
void lab_handle(struct lab_call *call);
void lab_irp(struct lab_call *call);
void lab_irpfind(struct lab_call *call);
const char *lab_major(unsigned major);
void lab_dpcs(struct lab_call *call);
void lab_timer(struct lab_call *call);
void lab_irql_view(struct lab_call *call);
void lab_running(struct lab_call *call);
void lab_idt(struct lab_call *call);
void lab_pci(struct lab_call *call);
void lab_pool(struct lab_call *call);
void lab_poolused(struct lab_call *call);
void lab_locks(struct lab_call *call);
void lab_stacks(struct lab_call *call);
void lab_analyze(struct lab_call *call);

#define lab_print(call, ...) text_add((call)->out, __VA_ARGS__)

#endif
