/*
 * Heaps of a process. Blocks lie in user memory, what is known of them in private memory: an application that writes past its block spoils its own data only.
 * Freed blocks are used again by size class, last in first out.
 */
#include "win32/private.h"

#include "ke/fault.h"
#include "win32/heapapi.h"

#include <string.h>

#define FIRST_CHUNK (16 * 1024) /* all that most programs need, and it must be cleared for each */
#define CHUNK (64 * 1024)
#define SMALL_MAX 1024 /* classes of 16 bytes up to here, then powers of two */
#define SMALL_CLASSES (SMALL_MAX / 16)
#define CLASSES (SMALL_CLASSES + 54)

struct block {
    uint8_t *start;
    size_t size;      /* asked for */
    struct block *next_free;
    uint8_t class;
    bool live;
};

struct win32_heap {
    struct list link;
    struct map blocks; /* by address, freed ones too */
    struct block *free[CLASSES];
    uint8_t *fresh, *fresh_end;
    void *handle; /* an address in user memory that stands for the heap */
    bool destroyed;
};

static unsigned class_of(size_t size)
{
    if (size <= SMALL_MAX)
        return size ? (unsigned)((size - 1) / 16) : 0;
    return SMALL_CLASSES + (unsigned)(63 - __builtin_clzll(size - 1)) - 10;
}

static size_t room_of(unsigned class)
{
    return class < SMALL_CLASSES ? (class + 1) * 16u : (size_t)2 << (class - SMALL_CLASSES + 10);
}

static uint8_t *fresh_memory(struct ps_process *process, struct win32_heap *heap, size_t room)
{
    if ((size_t)(heap->fresh_end - heap->fresh) < room) {
        size_t chunk = heap->fresh || room > FIRST_CHUNK ? CHUNK : FIRST_CHUNK;
        struct mm_region *region = mm_user_alloc(process, room > CHUNK ? room : chunk, "heap");
        if (!region)
            return NULL;
        if (room > CHUNK)
            return region->start;
        heap->fresh = region->start;
        heap->fresh_end = region->start + region->size;
    }
    uint8_t *start = heap->fresh;
    heap->fresh += room;
    return start;
}

void *win32_heap_alloc(struct ps_process *process, struct win32_heap *heap, size_t size)
{
    if (size > (size_t)1 << 31)
        return NULL;
    unsigned class = class_of(size);
    struct block *block = heap->free[class];
    if (block) {
        heap->free[class] = block->next_free;
    } else {
        uint8_t *start = fresh_memory(process, heap, room_of(class));
        if (!start)
            return NULL;
        block = sim_alloc(sizeof *block);
        block->start = start;
        block->class = (uint8_t)class;
        map_set(&heap->blocks, (uintptr_t)start, block);
    }
    block->size = size;
    block->live = true;
    return block->start;
}

struct win32_heap *win32_heap_new(struct ps_process *process)
{
    struct win32_process *state = process->win32;
    struct win32_heap *heap = sim_alloc(sizeof *heap);
    heap->handle = win32_heap_alloc(process, heap, 16);
    if (!heap->handle)
        return sim_free(heap, sizeof *heap), NULL;
    list_append(&state->heaps, &heap->link);
    return heap;
}

static void free_heap(struct win32_heap *heap)
{
    for (size_t i = 0; i < heap->blocks.room; i++) {
        struct block *block = heap->blocks.slots[i].value;
        if (block)
            sim_free(block, sizeof *block);
    }
    if (heap->blocks.slots)
        sim_free(heap->blocks.slots, heap->blocks.room * sizeof *heap->blocks.slots);
    sim_free(heap, sizeof *heap);
}

void win32_heaps_free(struct win32_process *state)
{
    list_each_safe(node, &state->heaps) free_heap(list_of(node, struct win32_heap, link));
    list_init(&state->heaps);
}

/* --- the functions -------------------------------------------------------------------------------------------------------------------------------- */

#define STATUS_OF_HEAP_CORRUPTION ((NTSTATUS)0xC0000374)

/* Windows ends a process whose heap is damaged; a block freed twice or never allocated counts as that. */
static noreturn void corrupted(const struct win32_caller *caller, const void *address)
{
    struct ke_fault fault = {.code = STATUS_OF_HEAP_CORRUPTION, .address = (uintptr_t)address, .pc = caller->pc, .fp = caller->fp, .raised = true};
    ke_fault_unhandled(&fault);
}

static struct win32_heap *heap_of(const struct win32_caller *caller, HANDLE handle)
{
    struct win32_process *state = win32_process();
    if (handle == state->heap->handle)
        return state->heap;
    list_each(node, &state->heaps)
    {
        struct win32_heap *heap = list_of(node, struct win32_heap, link);
        if (heap->handle == handle)
            return heap;
    }
    corrupted(caller, handle);
}

static struct block *block_of(const struct win32_caller *caller, struct win32_heap *heap, const void *address)
{
    struct block *block = map_get(&heap->blocks, (uintptr_t)address);
    if (!block || !block->live)
        corrupted(caller, address);
    return block;
}

static void *allocate(struct win32_heap *heap, DWORD flags, size_t size)
{
    void *start = win32_heap_alloc(ps_current_process(), heap, size);
    if (!start)
        win32_error(ERROR_NOT_ENOUGH_MEMORY);
    else
        memset(start, flags & 8 /* HEAP_ZERO_MEMORY */ ? 0 : 0xBA, size); /* 0xBAADF00D's first byte: uninitialised content is the same every time */
    return start;
}

static void release(struct win32_heap *heap, struct block *block)
{
    block->live = false;
    memset(block->start, 0xFE, block->size);
    block->next_free = heap->free[block->class];
    heap->free[block->class] = block;
}

void win32_heap_free(struct win32_heap *heap, const void *block)
{
    release(heap, map_get(&heap->blocks, (uintptr_t)block));
}

static void *resize(const struct win32_caller *caller, struct win32_heap *heap, DWORD flags, void *address, size_t size)
{
    struct block *block = block_of(caller, heap, address);
    size_t old = block->size;
    if (size <= room_of(block->class)) {
        block->size = size;
        if (size > old)
            memset(block->start + old, flags & 8 ? 0 : 0xBA, size - old);
        return address;
    }
    void *moved = allocate(heap, flags, size);
    if (!moved)
        return NULL;
    memcpy(moved, block->start, old);
    release(heap, block);
    return moved;
}

HANDLE GetProcessHeap(VOID)
{
    return win32_process()->heap->handle;
}

HANDLE HeapCreate(DWORD flOptions, SIZE_T dwInitialSize, SIZE_T dwMaximumSize)
{
    (void)flOptions;
    (void)dwInitialSize;
    (void)dwMaximumSize;
    struct win32_heap *heap = win32_heap_new(ps_current_process());
    if (!heap)
        win32_error(ERROR_NOT_ENOUGH_MEMORY);
    return heap ? heap->handle : NULL;
}

BOOL HeapDestroy(HANDLE hHeap)
{
    WIN32_ENTER();
    struct win32_heap *heap = heap_of(&caller, hHeap);
    if (heap == win32_process()->heap)
        return win32_error(ERROR_INVALID_HANDLE), FALSE;
    list_remove(&heap->link);
    free_heap(heap);
    return TRUE;
}

LPVOID HeapAlloc(HANDLE hHeap, DWORD dwFlags, SIZE_T dwBytes)
{
    WIN32_ENTER();
    return allocate(heap_of(&caller, hHeap), dwFlags, dwBytes);
}

LPVOID HeapReAlloc(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem, SIZE_T dwBytes)
{
    WIN32_ENTER();
    return resize(&caller, heap_of(&caller, hHeap), dwFlags, lpMem, dwBytes);
}

BOOL HeapFree(HANDLE hHeap, DWORD dwFlags, LPVOID lpMem)
{
    WIN32_ENTER();
    (void)dwFlags;
    struct win32_heap *heap = heap_of(&caller, hHeap);
    if (lpMem)
        release(heap, block_of(&caller, heap, lpMem));
    return TRUE;
}

SIZE_T HeapSize(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
{
    WIN32_ENTER();
    (void)dwFlags;
    return block_of(&caller, heap_of(&caller, hHeap), lpMem)->size;
}

BOOL HeapValidate(HANDLE hHeap, DWORD dwFlags, LPCVOID lpMem)
{
    WIN32_ENTER();
    (void)dwFlags;
    struct win32_heap *heap = heap_of(&caller, hHeap);
    const struct block *block = lpMem ? map_get(&heap->blocks, (uintptr_t)lpMem) : NULL;
    return !lpMem || (block && block->live);
}

/* Local and global memory: fixed blocks of the process heap; movable ones are not modelled. */
static void *allocate_fixed(const struct win32_caller *caller, UINT flags, size_t size)
{
    if (flags & 2 /* MOVEABLE */)
        win32_not_modelled(caller, "movable memory");
    return allocate(win32_process()->heap, flags & 0x40 /* ZEROINIT */ ? 8 : 0, size);
}

static HANDLE free_fixed(const struct win32_caller *caller, HANDLE memory)
{
    if (memory)
        release(win32_process()->heap, block_of(caller, win32_process()->heap, memory));
    return NULL;
}

HLOCAL LocalAlloc(UINT uFlags, SIZE_T uBytes)
{
    WIN32_ENTER();
    return allocate_fixed(&caller, uFlags, uBytes);
}

HLOCAL LocalReAlloc(HLOCAL hMem, SIZE_T uBytes, UINT uFlags)
{
    WIN32_ENTER();
    return resize(&caller, win32_process()->heap, uFlags & 0x40 ? 8 : 0, hMem, uBytes);
}

HLOCAL LocalFree(HLOCAL hMem)
{
    WIN32_ENTER();
    return free_fixed(&caller, hMem);
}

SIZE_T LocalSize(HLOCAL hMem)
{
    WIN32_ENTER();
    return block_of(&caller, win32_process()->heap, hMem)->size;
}

HGLOBAL GlobalAlloc(UINT uFlags, SIZE_T dwBytes)
{
    WIN32_ENTER();
    return allocate_fixed(&caller, uFlags, dwBytes);
}

HGLOBAL GlobalFree(HGLOBAL hMem)
{
    WIN32_ENTER();
    return free_fixed(&caller, hMem);
}

SIZE_T GlobalSize(HGLOBAL hMem)
{
    WIN32_ENTER();
    return block_of(&caller, win32_process()->heap, hMem)->size;
}

/* --- virtual memory: whole pages, readable and writable, until the process ends ----------------------------------------------------------------- */

LPVOID VirtualAlloc(LPVOID lpAddress, SIZE_T dwSize, DWORD flAllocationType, DWORD flProtect)
{
    WIN32_ENTER();
    struct ps_process *process = ps_current_process();
    if (!dwSize || !(flAllocationType & 0x3000))
        return win32_error(ERROR_INVALID_PARAMETER), NULL;
    if (flProtect != 0x04 && flProtect != 0x40)
        win32_not_modelled(&caller, "VirtualAlloc with another protection than PAGE_READWRITE");
    if (lpAddress)
        return mm_region_at(process, lpAddress, dwSize) ? lpAddress : (win32_error(ERROR_INVALID_ADDRESS), NULL);
    struct mm_region *region = mm_user_alloc(process, (dwSize + 65535) & ~(SIZE_T)65535, "VirtualAlloc");
    if (!region)
        win32_error(ERROR_NOT_ENOUGH_MEMORY);
    return region ? region->start : NULL;
}

BOOL VirtualFree(LPVOID lpAddress, SIZE_T dwSize, DWORD dwFreeType)
{
    WIN32_ENTER();
    (void)lpAddress;
    (void)dwSize;
    (void)dwFreeType;
    win32_not_modelled(&caller, "VirtualFree");
}
