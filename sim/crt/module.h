/*
 * What a module (driver, application, scenario) tells the simulator about itself: its one dynamic symbol,
 * `ntsim_module`.
 *
 * A module imports nothing from the host. What it calls goes through records in section `ntsim_imports`, whose `target`
 * the loader fills in by name after opening the module; what it reads as data (IoFileObjectType, ...) are variables of
 * its own that the loader stores to. Ranges are [first, end); a module without such records has first == end.
 */
#ifndef NTSIM_CRT_MODULE_H
#define NTSIM_CRT_MODULE_H

#include <stdint.h>

#define NTSIM_MODULE_FORMAT 3

enum ntsim_module_kind { NTSIM_MODULE_DRIVER = 1, NTSIM_MODULE_APP = 2, NTSIM_MODULE_SCENARIO = 3 };

/* A routine that the module calls. Section `ntsim_imports`. */
struct ntsim_import {
    const char *name;
    void *target; /* NULL until bound */
};

/* A pointer-sized variable that the module reads. Section `ntsim_variables`. */
struct ntsim_data_import {
    const char *name;
    void *variable; /* its address in the module */
};

enum ntsim_seh_kind { NTSIM_SEH_START = 1, NTSIM_SEH_END = 2 };

/* One border of a guarded block. Section `ntsim_seh`, in the order of the code. */
struct ntsim_seh_mark {
    uint64_t address;
    uint32_t kind;
    uint32_t pad;
};

/* One `#pragma alloc_text(section, function)`; the build generates the table `ntsim_alloc_text_table`, ended by a row
 * of NULLs. */
struct ntsim_alloc_text {
    const char *section; /* "PAGE", "INIT", ... */
    const char *function;
};

struct ntsim_scenario;

struct ntsim_module {
    uint32_t format; /* NTSIM_MODULE_FORMAT; all else is valid only if it is equal */
    uint32_t kind;   /* enum ntsim_module_kind */
    uint32_t size;   /* of this structure */
    uint32_t hooks;  /* 1: compiled with memory hooks */

    /* Driver: DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING). Application: ntsim_user_start(int, char **, WCHAR **).
     * Scenario: NULL. */
    void (*entry)(void);

    /* Section `ntsim_scenarios`: pointers, so that a scenario may grow without its neighbours moving. */
    const struct ntsim_scenario *const *scenarios, *const *scenarios_end;

    struct ntsim_import *imports, *imports_end;
    const struct ntsim_data_import *data_imports, *data_imports_end;
    const struct ntsim_seh_mark *seh_marks, *seh_marks_end;
    const struct ntsim_alloc_text *alloc_text;
    /* Section `ntsim_constructors`: code that global objects of C++ want to have run before the entry. */
    void (*const *constructors)(void), (*const *constructors_end)(void);
    const uint32_t *source_hash; /* of the texts that the driver is made of; 0: not known. NULL for others */
};

#endif
