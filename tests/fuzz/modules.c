/*
 * Damaged modules given to the program: modules CASES SEED ntsim FOLDER. Everything of the file is damaged but its instructions: what a driver does when it runs
 * is its own affair. Drivers, applications and scenarios; most are refused, and what is not refused must still end as the program promises.
 */
#include "fuzz.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS = 60, REGIONS_MAX = 64 };

struct region {
    size_t from, size;
};

/* Headers, and each section but that of code. */
static size_t find_regions(const struct fuzz_bytes *module, struct region *regions)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)module->data;
    const Elf64_Shdr *sections = (const Elf64_Shdr *)(module->data + header->e_shoff);
    size_t count = 0;
    regions[count++] = (struct region){0, sizeof *header};
    regions[count++] = (struct region){header->e_phoff, header->e_phnum * sizeof(Elf64_Phdr)};
    regions[count++] = (struct region){header->e_shoff, header->e_shnum * sizeof(Elf64_Shdr)};
    for (size_t i = 1; i < header->e_shnum && count < REGIONS_MAX; i++)
        if (sections[i].sh_type != SHT_NOBITS && !(sections[i].sh_flags & SHF_EXECINSTR))
            regions[count++] = (struct region){sections[i].sh_offset, sections[i].sh_size};
    return count;
}

static void damage(struct fuzz_bytes *module, uint64_t *seed)
{
    struct region regions[REGIONS_MAX];
    size_t count = find_regions(module, regions);
    if (fuzz_below(seed, 20) == 0) {
        module->size = fuzz_below(seed, module->size);
        return;
    }
    const struct region *region = &regions[fuzz_below(seed, count)];
    fuzz_damage_within(module, region->from, region->size, seed);
}

static void write_module(const char *path, const struct fuzz_bytes *module)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(module->data, 1, module->size, file) != module->size || fclose(file) != 0)
        exit(99);
}

struct kind {
    const char *file, *damaged;
    const char *words[6];
};
static const struct kind kinds[] = {
    {"echo.sys", "damaged.sys", {"run", "--driver", "damaged.sys"}},
    {"timer_left_set.sys", "timer_left_set.sys", {"run", "u16_timer_left_set", "--path=."}}, /* a bug check: names and lines are looked up */
    {"echo_app.exe", "damaged.exe", {"run", "--app", "damaged.exe"}},
    {"edu_factorial.scn", "edu_factorial.scn", {"run", "edu_factorial", "--path=."}},
    {"input_reader.exe", "damaged.exe", {"run", "--app", "damaged.exe", "a", "b"}},
};

static bool one_case(const struct kind *kind, const struct fuzz_bytes *whole, const char *program, uint64_t seed, unsigned *refused)
{
    static struct fuzz_bytes module;
    const char *argv[8] = {program};
    uint64_t own = seed;
    struct fuzz_run run;
    fuzz_copy(&module, whole);
    damage(&module, &own);
    write_module(kind->damaged, &module);
    for (size_t i = 0; i < 6; i++)
        argv[i + 1] = kind->words[i];
    fuzz_run(argv, SECONDS, &run);
    remove(kind->damaged);
    *refused += run.code == 2;
    const char *complaint = fuzz_complaint(&run);
    if (complaint)
        printf("%s: %s (seed %llu, exit code %d, signal %d)\n%s", kind->file, complaint, (unsigned long long)seed, run.code, run.signal, run.err);
    return !complaint;
}

int main(int argc, char **argv)
{
    struct fuzz_bytes whole[sizeof kinds / sizeof *kinds] = {{0}};
    unsigned wrong = 0, refused = 0;
    char path[512];
    if (argc != 5)
        return 2;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        snprintf(path, sizeof path, "%s/%s", argv[4], kinds[i].file);
        fuzz_read(&whole[i], path);
    }
    uint64_t cases = strtoull(argv[1], NULL, 10), seed = strtoull(argv[2], NULL, 10);
    for (uint64_t i = 0; i < cases; i++) {
        size_t kind = (seed + i) % (sizeof kinds / sizeof *kinds);
        wrong += !one_case(&kinds[kind], &whole[kind], argv[3], seed + i, &refused);
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        free(whole[i].data);
    printf("%llu damaged modules: %u refused, %u ended badly\n", (unsigned long long)cases, refused, wrong);
    return wrong || !refused ? 1 : 0;
}
