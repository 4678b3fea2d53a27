/*
 * An ELF file as it lies on disk, for reading. What it says about itself is not to be believed: whoever follows an offset asks elf_inside first.
 */
#ifndef NTSIM_HOST_ELF_FILE_H
#define NTSIM_HOST_ELF_FILE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_file {
    const unsigned char *data;
    size_t size;
};

/* False: it cannot be opened or mapped, or is empty. */
bool elf_map(const char *path, struct elf_file *file);

bool elf_inside(const struct elf_file *file, uint64_t offset, uint64_t size);

struct elf_symbols {
    const Elf64_Sym *table; /* into the file */
    size_t count;
    const char *names;
    size_t names_size;
};

/* The symbol table (.symtab), static functions too. A file without one, or with one that leads out of it, has no symbols. */
struct elf_symbols elf_symbols_of(const struct elf_file *file);
/* "" for a name that does not end inside of its table. */
const char *elf_symbol_name(const struct elf_symbols *symbols, const Elf64_Sym *symbol);

#endif
