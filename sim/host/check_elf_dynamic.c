/*
 * The dynamic section and what it leads to: names, symbols, the hash table that finds them, relocations, constructors.
 *
 * The constructors of a module are those of the compiler's memory hooks, and empty; but the dynamic linker calls whatever stands in their list.
 */
#include "check_elf.h"
#include "private.h"

#include <stdio.h>

#if defined(__aarch64__)
#define RELATIVE R_AARCH64_RELATIVE
#define ABSOLUTE R_AARCH64_ABS64
#define GLOBAL   R_AARCH64_GLOB_DAT
#define JUMP     R_AARCH64_JUMP_SLOT
#else
#define RELATIVE R_X86_64_RELATIVE
#define ABSOLUTE R_X86_64_64
#define GLOBAL   R_X86_64_GLOB_DAT
#define JUMP     R_X86_64_JUMP_SLOT
#endif

static const char damaged_hash[] = "its symbol hash table is damaged";

/* --- tables --------------------------------------------------------------------------------------------------------------------------- */

static bool read_dynamic(struct elf_check *check)
{
    const Elf64_Phdr *header = NULL;
    for (size_t i = 0; i < check->header_count; i++)
        if (check->headers[i].p_type == PT_DYNAMIC)
            header = header ? check->headers : &check->headers[i]; /* a second one: PT_DYNAMIC no more */
    const Elf64_Dyn *entry = header && header->p_type == PT_DYNAMIC ? elf_loaded(check, header->p_vaddr, header->p_memsz, 8) : NULL;
    for (uint64_t i = 0; entry != NULL && i < header->p_memsz / sizeof *entry; i++, entry++) {
        if (entry->d_tag == DT_NULL)
            return true;
        if (entry->d_tag > 0 && entry->d_tag < ELF_DYNAMIC_KNOWN)
            check->dynamic[entry->d_tag] = entry->d_un.d_val;
        else if (entry->d_tag == DT_GNU_HASH)
            check->gnu_hash = entry->d_un.d_val;
        else if (entry->d_tag == DT_RELACOUNT)
            check->relative_count = entry->d_un.d_val;
    }
    return false;
}

/* Symbols are found by name: buckets by hash, each the index of the first symbol of a chain that ends with an odd entry. Chains lie one behind another. */
static const char *check_gnu_hash(struct elf_check *check)
{
    const uint32_t *head = elf_loaded(check, check->gnu_hash, 16, 8);
    uint32_t last = 0;
    if (head == NULL || head[0] == 0 || head[2] == 0 || (head[2] & (head[2] - 1)) != 0 || head[3] > 63)
        return damaged_hash;
    uint64_t buckets_at = check->gnu_hash + 16 + head[2] * 8ull, chains_at = buckets_at + head[0] * 4ull;
    const uint32_t *buckets = elf_loaded(check, buckets_at, head[0] * 4ull, 4);
    for (uint32_t i = 0; buckets != NULL && i < head[0]; i++) {
        if (buckets[i] != 0 && buckets[i] < head[1])
            return damaged_hash;
        last = buckets[i] > last ? buckets[i] : last;
    }
    if (buckets == NULL)
        return damaged_hash;
    check->symbol_count = head[1];
    if (last == 0)
        return NULL; /* it exports nothing */
    const uint32_t *chain;
    do
        chain = elf_loaded(check, chains_at + (last++ - head[1]) * 4ull, 4, 4);
    while (chain != NULL && !(*chain & 1));
    check->symbol_count = last;
    return chain ? NULL : damaged_hash;
}

/* The older form: chains are linked by index, so one could go round for ever. */
static const char *check_old_hash(struct elf_check *check)
{
    const uint32_t *head = elf_loaded(check, check->dynamic[DT_HASH], 8, 4);
    const uint32_t *buckets = head && head[0] ? elf_loaded(check, check->dynamic[DT_HASH] + 8, (head[0] + (uint64_t)head[1]) * 4, 4) : NULL;
    if (buckets == NULL)
        return damaged_hash;
    const uint32_t *chains = buckets + head[0];
    for (uint32_t i = 0; i < head[0]; i++) {
        uint32_t steps = 0;
        for (uint32_t at = buckets[i]; at != 0; at = chains[at])
            if (at >= head[1] || steps++ > head[1])
                return damaged_hash;
    }
    check->symbol_count = check->symbol_count ? check->symbol_count : head[1];
    return NULL;
}

static const char *check_symbol(const struct elf_check *check, const Elf64_Sym *symbol, const char *names)
{
    static char text[128];
    unsigned type = ELF64_ST_TYPE(symbol->st_info);
    if (symbol->st_name >= check->dynamic[DT_STRSZ])
        return "a symbol's name is not there";
    if (symbol->st_shndx == SHN_UNDEF) {
        snprintf(text, sizeof text, "it wants %.80s from another library", names + symbol->st_name);
        return text;
    }
    if (type > STT_SECTION || !elf_in_memory(check, symbol->st_value, symbol->st_size, 0))
        return "a symbol's place is not there";
    return NULL;
}

const char *elf_check_tables(struct elf_check *check)
{
    if (!read_dynamic(check))
        return "its dynamic section is damaged";
    size_t size = check->dynamic[DT_STRSZ];
    const char *names = elf_loaded(check, check->dynamic[DT_STRTAB], size, 1);
    if (names == NULL || size == 0 || names[size - 1] != 0)
        return "its table of names is damaged";
    const char *wrong = check->gnu_hash ? check_gnu_hash(check) : check->dynamic[DT_HASH] ? NULL : "it has no symbol hash table";
    if (wrong == NULL && check->dynamic[DT_HASH])
        wrong = check_old_hash(check);
    if (wrong != NULL)
        return wrong;
    const Elf64_Sym *symbols = elf_loaded(check, check->dynamic[DT_SYMTAB], check->symbol_count * sizeof *symbols, 8);
    if (symbols == NULL || check->dynamic[DT_SYMENT] != sizeof *symbols)
        return "its symbol table is damaged";
    for (size_t i = 1; i < check->symbol_count && wrong == NULL; i++)
        wrong = check_symbol(check, &symbols[i], names);
    return wrong;
}

/* --- relocations ------------------------------------------------------------------------------------------------------------------------- */

static bool is_inside(const struct elf_check *check, uint64_t address)
{
    return address >= check->start && address <= check->end;
}

static const Elf64_Phdr *dynamic_section(const struct elf_check *check)
{
    const Elf64_Phdr *header = check->headers;
    while (header->p_type != PT_DYNAMIC)
        header++;
    return header;
}

/* What a relocation may change: the module's data, but not what the dynamic linker itself goes by. */
static bool may_be_changed(const struct elf_check *check, uint64_t place)
{
    const Elf64_Phdr *dynamic = dynamic_section(check);
    return elf_in_memory(check, place, 8, PF_W) && (place + 8 <= dynamic->p_vaddr || place >= dynamic->p_vaddr + dynamic->p_memsz);
}

static bool relocation_is_good(const struct elf_check *check, const Elf64_Rela *each)
{
    if (!may_be_changed(check, each->r_offset))
        return false;
    switch (ELF64_R_TYPE(each->r_info)) {
    case RELATIVE:
        return is_inside(check, (uint64_t)each->r_addend);
    case ABSOLUTE:
    case GLOBAL:
    case JUMP:
        return ELF64_R_SYM(each->r_info) > 0 && ELF64_R_SYM(each->r_info) < check->symbol_count;
    default:
        return false;
    }
}

static const char *check_table(const struct elf_check *check, uint64_t at, uint64_t size, uint64_t relative)
{
    const Elf64_Rela *table = elf_loaded(check, at, size, 8);
    if (size == 0)
        return relative ? "its relocations are damaged" : NULL;
    if (table == NULL || size % sizeof *table != 0 || relative > size / sizeof *table)
        return "its relocations are not there";
    for (uint64_t i = 0; i < size / sizeof *table; i++)
        if (!relocation_is_good(check, &table[i]) || (i < relative && ELF64_R_TYPE(table[i].r_info) != RELATIVE))
            return "a relocation leads out of it";
    return NULL;
}

/* Without a symbol table (a stripped module) any code will do. */
static bool starts_function(const struct elf_check *check, uint64_t address)
{
    struct elf_symbols symbols = elf_symbols_of(&check->file);
    for (size_t i = 0; i < symbols.count; i++)
        if (symbols.table[i].st_value == address && ELF64_ST_TYPE(symbols.table[i].st_info) == STT_FUNC && symbols.table[i].st_shndx != SHN_UNDEF)
            return true;
    return symbols.count == 0 && elf_in_memory(check, address, 1, PF_X);
}

/* The one relocation that fills the eight bytes at `place`. NULL: there is none, or another one changes some of them. */
static const Elf64_Rela *relocation_of(const struct elf_check *check, uint64_t place)
{
    uint64_t size = check->dynamic[DT_RELASZ], near = 0;
    const Elf64_Rela *table = elf_loaded(check, check->dynamic[DT_RELA], size, 8), *found = NULL;
    for (uint64_t i = 0; table != NULL && i < size / sizeof *table; i++) {
        near += table[i].r_offset + 8 > place && table[i].r_offset < place + 8;
        if (table[i].r_offset == place)
            found = &table[i];
    }
    return near == 1 ? found : NULL;
}

static const char *check_functions(const struct elf_check *check, uint64_t at, uint64_t size)
{
    if (size == 0)
        return NULL;
    if (size % 8 != 0 || at % 8 != 0 || !elf_loaded(check, at, size, 8))
        return "its list of constructors is not there";
    for (uint64_t i = 0; i < size; i += 8) {
        const Elf64_Rela *relocation = relocation_of(check, at + i);
        if (relocation == NULL || ELF64_R_TYPE(relocation->r_info) != RELATIVE || !starts_function(check, (uint64_t)relocation->r_addend))
            return "its list of constructors does not lead to functions";
    }
    return NULL;
}

/* What else the dynamic section may hold: a tag that is not known here makes the dynamic linker do something that was not looked at. */
static const char *check_tags(const struct elf_check *check)
{
    static const uint64_t known = 1ull << DT_HASH | 1ull << DT_STRTAB | 1ull << DT_SYMTAB | 1ull << DT_RELA | 1ull << DT_RELASZ | 1ull << DT_RELAENT | 1ull << DT_STRSZ |
                                  1ull << DT_SYMENT | 1ull << DT_SYMBOLIC | 1ull << DT_BIND_NOW | 1ull << DT_FLAGS | 1ull << DT_INIT_ARRAY | 1ull << DT_INIT_ARRAYSZ |
                                  1ull << DT_FINI_ARRAY | 1ull << DT_FINI_ARRAYSZ | 1ull << DT_DEBUG;
    const Elf64_Phdr *header = dynamic_section(check);
    for (const Elf64_Dyn *entry = elf_loaded(check, header->p_vaddr, header->p_memsz, 8); entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == DT_SONAME) /* the dynamic linker would look it up in the module's pages whenever something else is opened */
            return "it was linked with a soname (CMake: set NO_SONAME)";
        if (entry->d_tag == DT_NEEDED)
            return "it was linked with another library";
        if (entry->d_tag != DT_GNU_HASH && entry->d_tag != DT_RELACOUNT && entry->d_tag != DT_FLAGS_1 && (entry->d_tag < 0 || entry->d_tag > 63 || !(known >> entry->d_tag & 1)))
            return "its dynamic section has an entry that no module of ntsim has";
    }
    return NULL;
}

const char *elf_check_relocations(struct elf_check *check)
{
    const uint64_t *dynamic = check->dynamic;
    const char *wrong = check_tags(check);
    if (wrong == NULL && dynamic[DT_RELASZ] && dynamic[DT_RELAENT] != sizeof(Elf64_Rela))
        wrong = "its relocations are damaged";
    if (wrong == NULL)
        wrong = check_table(check, dynamic[DT_RELA], dynamic[DT_RELASZ], check->relative_count);
    if (wrong == NULL)
        wrong = check_functions(check, dynamic[DT_INIT_ARRAY], dynamic[DT_INIT_ARRAYSZ]);
    if (wrong == NULL)
        wrong = check_functions(check, dynamic[DT_FINI_ARRAY], dynamic[DT_FINI_ARRAYSZ]);
    return wrong;
}
