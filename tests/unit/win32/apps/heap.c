/* Claims about heaps and virtual memory. */
#include <windows.h>

#include <ntsim/scenario.h>

static int all_are(const BYTE *memory, SIZE_T size, BYTE value)
{
    while (size && *memory == value)
        memory++, size--;
    return size == 0;
}

static void blocks_keep_their_content_when_they_grow(void)
{
    HANDLE heap = HeapCreate(0, 0, 0);
    BYTE *block = HeapAlloc(heap, 8 /* HEAP_ZERO_MEMORY */, 10);

    ntsim_check(heap && heap != GetProcessHeap() && all_are(block, 10, 0));
    memset(block, 7, 10);
    for (SIZE_T size = 10; size < 200000; size *= 3) {
        block = HeapReAlloc(heap, 8, block, size);
        ntsim_check(block && HeapSize(heap, 0, block) == size && all_are(block, 10, 7) && all_are(block + 10, size - 10, 0));
    }
    ntsim_check(HeapFree(heap, 0, block) && HeapFree(heap, 0, NULL));
    ntsim_check(HeapDestroy(heap) && !HeapDestroy(GetProcessHeap()) && GetLastError() == ERROR_INVALID_HANDLE);
}

static void a_freed_block_is_used_again_and_is_not_valid_until_then(void)
{
    BYTE *block = HeapAlloc(GetProcessHeap(), 0, 100), *other;

    ntsim_check(HeapValidate(GetProcessHeap(), 0, block) && HeapValidate(GetProcessHeap(), 0, NULL));
    ntsim_check(HeapFree(GetProcessHeap(), 0, block) && !HeapValidate(GetProcessHeap(), 0, block));
    other = HeapAlloc(GetProcessHeap(), 0, 99);
    ntsim_check(other == block && HeapValidate(GetProcessHeap(), 0, block));
    HeapFree(GetProcessHeap(), 0, other);
    ntsim_check(!HeapAlloc(GetProcessHeap(), 0, (SIZE_T)1 << 40) && GetLastError() == ERROR_NOT_ENOUGH_MEMORY);
}

static void local_and_global_memory_are_blocks_of_the_process_heap(void)
{
    BYTE *local = LocalAlloc(LPTR, 30), *global = GlobalAlloc(GMEM_FIXED, 40);

    ntsim_check(all_are(local, 30, 0) && LocalSize(local) == 30 && GlobalSize(global) == 40);
    local = LocalReAlloc(local, 3000, LMEM_ZEROINIT);
    ntsim_check(LocalSize(local) == 3000 && all_are(local, 3000, 0) && HeapSize(GetProcessHeap(), 0, local) == 3000);
    ntsim_check(!LocalFree(local) && !GlobalFree(global) && !LocalFree(NULL));
}

static void virtual_memory_comes_in_zeroed_pages(void)
{
    BYTE *pages = VirtualAlloc(NULL, 10000, 0x3000, 0x04);

    ntsim_check(pages && (ULONG_PTR)pages % 4096 == 0 && all_are(pages, 10000, 0));
    ntsim_check(VirtualAlloc(pages, 4096, 0x1000, 0x04) == pages);
    ntsim_check(!VirtualAlloc((LPVOID)0x10000, 4096, 0x1000, 0x04) && GetLastError() == ERROR_INVALID_ADDRESS);
    ntsim_check(!VirtualAlloc(NULL, 0, 0x3000, 0x04) && GetLastError() == ERROR_INVALID_PARAMETER);
}

static int body(void)
{
    blocks_keep_their_content_when_they_grow();
    a_freed_block_is_used_again_and_is_not_valid_until_then();
    local_and_global_memory_are_blocks_of_the_process_heap();
    virtual_memory_comes_in_zeroed_pages();
    return 0;
}

static int frees_virtual_memory(void)
{
    return VirtualFree(VirtualAlloc(NULL, 4096, 0x3000, 0x04), 0, 0x8000);
}

static int moves_memory(void)
{
    return GlobalAlloc(2 /* GMEM_MOVEABLE */, 10) != NULL;
}

NTSIM_SCENARIO(win32_heap, .claim = "heaps and virtual memory hold what Windows documents", .body = body);
NTSIM_SCENARIO(win32_heap_virtual_free, .claim = "VirtualFree stops the run by name", .body = frees_virtual_memory, .expect = {.outcome = NTSIM_NOT_MODELLED});
NTSIM_SCENARIO(win32_heap_movable, .claim = "movable memory stops the run by name", .body = moves_memory, .expect = {.outcome = NTSIM_NOT_MODELLED});
