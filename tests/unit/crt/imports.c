/*
 * See imports.h. Compiled with rename.h, so that these are the functions that the runtime under test imports.
 */
#include "imports.h"

#include "../../../sim/crt/user/win32.h"

#undef malloc
#undef free
#undef realloc
#undef longjmp
extern void *malloc(size_t size);
extern void *realloc(void *block, size_t size);
extern void free(void *block);

void __tsan_read_range(const void *address, unsigned long size);
void __tsan_write_range(const void *address, unsigned long size);
unsigned long long __ntsim_pointer_value(const void *pointer);
void __ntsim_copy_overlaps(void *destination, const void *source, unsigned long size);

struct imports imports;

static void tell(const void *address, size_t size, bool write)
{
    if (imports.range_count < RANGE_ROOM)
        imports.ranges[imports.range_count++] = (struct range){address, size, write};
}

void imports_reset(void)
{
    imports = (struct imports){.input = "", .command_line = ""};
}

bool imports_told(const void *address, size_t size, bool write)
{
    for (size_t i = 0; i < imports.range_count; i++) {
        const struct range *range = &imports.ranges[i];
        if (range->address == address && range->size == size && range->write == write)
            return true;
    }
    return false;
}

void __tsan_read_range(const void *address, unsigned long size)
{
    tell(address, size, false);
}

void __tsan_write_range(const void *address, unsigned long size)
{
    tell(address, size, true);
}

void __ntsim_copy_overlaps(void *destination, const void *source, unsigned long size)
{
    (void)destination, (void)source, (void)size;
    imports.overlaps++;
}

/* A simulated address is the true one and a recognisable bit. */
unsigned long long __ntsim_pointer_value(const void *pointer)
{
    return (unsigned long long)pointer | 0xF000000000000000ull;
}

/* --- Win32 ----------------------------------------------------------------------------------------------------------
 */

void *GetStdHandle(unsigned which)
{
    return (void *)(long long)(int)which;
}

int WriteFile(void *file, const void *buffer, unsigned size, unsigned *written, void *overlapped)
{
    bool error = (long long)file == STD_ERROR_HANDLE;
    char *to = error ? imports.error : imports.output;
    size_t *used = error ? &imports.error_size : &imports.output_size;

    (void)overlapped;
    imports.writes++;
    for (*written = 0; *written < size && *used + 1 < sizeof imports.output; (*written)++)
        to[(*used)++] = ((const char *)buffer)[*written];
    to[*used] = 0;
    return 1;
}

int ReadFile(void *file, void *buffer, unsigned size, unsigned *read, void *overlapped)
{
    (void)overlapped;
    *read = 0;
    if ((long long)file != STD_INPUT_HANDLE)
        return 0;
    for (; *read < size && *imports.input != 0; (*read)++)
        ((char *)buffer)[*read] = *imports.input++;
    return 1;
}

int GetNumberOfConsoleInputEvents(void *console, unsigned *count)
{
    (void)console;
    *count = *imports.input != 0;
    return 1;
}

void *GetProcessHeap(void)
{
    return &imports;
}

void *HeapAlloc(void *heap, unsigned flags, unsigned long long size)
{
    (void)heap;
    if (imports.heap_limit != 0 && size > imports.heap_limit)
        return NULL;
    unsigned char *block = malloc(size + 16);
    *(unsigned long long *)block = size;
    for (unsigned long long i = 0; i < size; i++)
        block[16 + i] = flags & HEAP_ZERO_MEMORY ? 0 : 0xCD;
    imports.live_blocks++;
    return block + 16;
}

void *HeapReAlloc(void *heap, unsigned flags, void *block, unsigned long long size)
{
    (void)heap, (void)flags;
    if (imports.heap_limit != 0 && size > imports.heap_limit)
        return NULL;
    unsigned char *moved = realloc((unsigned char *)block - 16, size + 16);
    *(unsigned long long *)moved = size;
    return moved + 16;
}

int HeapFree(void *heap, unsigned flags, void *block)
{
    (void)heap, (void)flags;
    free((unsigned char *)block - 16);
    imports.live_blocks--;
    return 1;
}

unsigned long long HeapSize(void *heap, unsigned flags, const void *block)
{
    (void)heap, (void)flags;
    return *(const unsigned long long *)((const unsigned char *)block - 16);
}

void GetSystemTimeAsFileTime(struct filetime *time)
{
    time->low = (unsigned)imports.now;
    time->high = (unsigned)(imports.now >> 32);
}

char *GetCommandLineA(void)
{
    return (char *)imports.command_line;
}

void ExitProcess(unsigned status)
{
    imports.status = status;
    longjmp(imports.ended, 1);
}

void *CreateThread(void *security, unsigned long long stack_size, unsigned (*start)(void *), void *argument,
                   unsigned flags, unsigned *thread_id)
{
    (void)security, (void)stack_size, (void)flags;
    *thread_id = start(argument);
    return &imports;
}

void Sleep(unsigned milliseconds)
{
    imports.slept += milliseconds;
    if (imports.while_asleep)
        imports.while_asleep();
}

void ExitThread(unsigned status)
{
    ExitProcess(status);
}

int CloseHandle(void *object)
{
    return object != NULL;
}

void __ntsim_stop(const char *function)
{
    (void)function;
    longjmp(imports.ended, 1);
}
