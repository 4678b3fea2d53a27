/*
 * Whether the dynamic linker can be given an ELF file: it believes all that the file says about itself, and a damaged one takes the process with it. What
 * ntsim_add_driver and its like make is simple (two segments, relative relocations, one exported variable), so what is not of that kind is refused.
 *
 * Each check presumes those before it, and gives NULL or one clause that says what is wrong.
 */
#ifndef NTSIM_HOST_CHECK_ELF_H
#define NTSIM_HOST_CHECK_ELF_H

#include "elf_file.h"

enum { ELF_DYNAMIC_KNOWN = 0x26 }; /* tags below are kept in `dynamic` */

struct elf_check {
    struct elf_file file;
    const Elf64_Phdr *headers;
    size_t header_count;
    uint64_t start, end; /* link-time addresses of the segments */
    uint64_t dynamic[ELF_DYNAMIC_KNOWN], gnu_hash, relative_count;
    size_t symbol_count;
};

/* check_elf.c: the file's header and its program headers. */
const char *elf_check_headers(struct elf_check *check);
/* check_elf_dynamic.c: what the dynamic section leads to. */
const char *elf_check_tables(struct elf_check *check);
const char *elf_check_relocations(struct elf_check *check);

/* `size` bytes that a segment loads from the file, at a link-time address that is a multiple of `alignment`. NULL: there are none. */
const void *elf_loaded(const struct elf_check *check, uint64_t address, uint64_t size, unsigned alignment);
/* Whether the memory lies in one segment that has all `flags` (PF_W, ...). */
bool elf_in_memory(const struct elf_check *check, uint64_t address, uint64_t size, unsigned flags);

#endif
