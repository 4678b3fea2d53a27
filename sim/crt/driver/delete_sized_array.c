/* operator delete[](void *, size_t) for a driver that defines operator delete[](void *) alone: delete_sized.c tells more. In an object of its own, because
 * it is linked only where it is called. */
#include "crt.h"

void _ZdaPv(void *block);
void _ZdaPvm(void *block, size_t size);
void _ZdaPvm(void *block, size_t size)
{
    (void)size;
    _ZdaPv(block);
}
