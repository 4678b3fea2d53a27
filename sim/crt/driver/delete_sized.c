/*
 * operator delete(void *, size_t), which the compilers call where they know the size. A driver from before C++14 defines operator delete(void *) alone, and
 * then that is meant. One that defines neither does not link, as on Windows.
 */
#include "crt.h"

void _ZdlPv(void *block);
void _ZdlPvm(void *block, size_t size);
void _ZdlPvm(void *block, size_t size)
{
    (void)size;
    _ZdlPv(block);
}
