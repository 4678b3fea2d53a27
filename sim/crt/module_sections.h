/*
 * The initialisers that the three module_*.c share: where the linker put the module's sections, and whether it was
 * compiled with hooks.
 *
 * ELF: the linker defines __start_NAME and __stop_NAME when the section exists, hence weak. Mach-O: the linker always
 * defines section$start$... The sections lie in writable data, since they hold addresses that dlopen relocates.
 */
#ifndef NTSIM_CRT_MODULE_SECTIONS_H
#define NTSIM_CRT_MODULE_SECTIONS_H

#include "module.h"

#ifdef __APPLE__
#define SECTION_FIRST(section) section##_first
#define SECTION_END(section)   section##_end
#define SECTION_RANGE(type, section)                                                                                   \
    extern type section##_first[] __asm("section$start$__DATA$" #section);                                             \
    extern type section##_end[] __asm("section$end$__DATA$" #section)
#else
#define SECTION_FIRST(section) __start_##section
#define SECTION_END(section)   __stop_##section
#define SECTION_RANGE(type, section)                                                                                   \
    extern type __start_##section[] __attribute__((weak, visibility("hidden")));                                       \
    extern type __stop_##section[] __attribute__((weak, visibility("hidden")))
#endif

SECTION_RANGE(struct ntsim_import, ntsim_imports);
SECTION_RANGE(const struct ntsim_data_import, ntsim_variables);
SECTION_RANGE(const struct ntsim_seh_mark, ntsim_seh);
typedef void (*const ntsim_constructor)(void);
SECTION_RANGE(ntsim_constructor, ntsim_constructors);

#ifndef NTSIM_HOOKS
#if defined(__SANITIZE_THREAD__)
#define NTSIM_HOOKS 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define NTSIM_HOOKS 1
#endif
#endif
#endif
#ifndef NTSIM_HOOKS
#define NTSIM_HOOKS 0
#endif

#define MODULE_COMMON(module_kind)                                                                                     \
    .format = NTSIM_MODULE_FORMAT, .kind = (module_kind), .size = sizeof(struct ntsim_module), .hooks = NTSIM_HOOKS,   \
    .imports = SECTION_FIRST(ntsim_imports), .imports_end = SECTION_END(ntsim_imports),                                \
    .data_imports = SECTION_FIRST(ntsim_variables), .data_imports_end = SECTION_END(ntsim_variables),                  \
    .seh_marks = SECTION_FIRST(ntsim_seh), .seh_marks_end = SECTION_END(ntsim_seh),                                \
    .constructors = SECTION_FIRST(ntsim_constructors), .constructors_end = SECTION_END(ntsim_constructors)

extern const struct ntsim_module ntsim_module __attribute__((visibility("default")));

#endif
